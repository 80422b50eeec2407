"""Reader of JSON: lists of objects, an object per line, SimpleFIN, and our own export."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, BinaryIO

import orjson

from app.formats.common.encoding import detect_encoding, encoding_of_bom, open_lines, utf16_without_bom
from app.formats.common.status_words import is_pending
from app.formats.containers import NO_STATEMENT_CODES
from app.formats.csv.typed_cells import CsvLayout, KnownHeader, infer_table_layout, read_table
from app.formats.interface import ColumnMapping, Hints, JsonObject, Layout, ReadError, Record, Row
from app.formats.json import simplefin
from app.formats.json.layout import JsonLayout
from app.formats.json.objects import Cell, Contents, ObjectList, contents_of, flatten, key_as_header, objects_in
from app.formats.json.stream import Found, Path, values_in
from app.formats.native.reader import export_layout
from app.formats.native.rows import EXPORT_FIELDS, EXPORTED_ACCOUNT_FIELDS, transaction_record

_BEGINNINGS = {"{": ('"', "}"), "[": ("{", "[", "]", '"')}
_MAX_RAW = 500


class JsonReader:
    """Reads the longest list of a document that is a statement, and the lists of the same kind beside it."""

    format = "json"

    def identify(self, head: bytes, name: str) -> float:  # noqa: ARG002 - the contents tell
        """High for an object with a key or a list of objects at the beginning; SWIFT's `{1:F01` is neither."""
        text = head.decode(encoding_of_bom(head) or utf16_without_bom(head[:4096]) or "utf-8-sig", "replace").lstrip()
        return 0.9 if text and text[1:].lstrip().startswith(_BEGINNINGS.get(text[0], ())) else 0.0

    def infer(self, file: BinaryIO, hints: Hints) -> Layout:
        """The layout of the whole file; raises ReadError where it is no JSON, or no list in it is a statement."""
        encoding = detect_encoding(file, longest_line=None).name
        with _values(file, encoding) as values:
            contents = contents_of(values)
        if not contents.lists:
            raise ReadError("not_a_statement", "The JSON holds no list of objects.")
        layout = (
            _export_layout(contents)
            or _simplefin(file, encoding, contents, hints)
            or _first_statement(file, encoding, contents, hints)
        )
        layout.format, layout.encoding = self.format, encoding
        return layout

    def records(self, file: BinaryIO, layout: Layout, start: int = 0) -> Iterator[Record]:
        """Every object of the lists that are read after the first `start`, in order."""
        table = JsonLayout.of(layout)
        paths = frozenset(tuple(path) for path in table.paths)
        with _values(file, layout.encoding) as values:
            records = _records(objects_in(values, paths), table)
            yield from itertools.islice(records, start, None)


@contextmanager
def _values(file: BinaryIO, encoding: str) -> Iterator[Iterator[Found]]:
    text = open_lines(file, "utf-8-sig" if encoding == "utf-8" else encoding)
    try:
        yield values_in(text)
    finally:
        if not file.closed:
            text.detach()


def _export_layout(contents: Contents) -> JsonLayout | None:
    """The layout of an export of ours, known by the names of its fields; None for anything else.

    Beside its transactions, or alone, stand accounts that have none.
    """
    found = [each for each in contents.lists if each.has_all(EXPORT_FIELDS) or each.has_all(EXPORTED_ACCOUNT_FIELDS)]
    if contents.lists[0] not in found:
        return None
    layout = export_layout(JsonLayout, "json", sum(each.count for each in found))
    layout.paths = [list(each.path) for each in found]
    return layout


def _simplefin(file: BinaryIO, encoding: str, contents: Contents, hints: Hints) -> JsonLayout | None:
    """The layout of accounts with their transactions inside, as SimpleFIN has them; None for anything else."""
    path = simplefin.accounts_among(contents.lists)
    if path is None:
        return None
    with _values(file, encoding) as values:
        layout = simplefin.layout_of(path, (value for _, value in objects_in(values, frozenset([path]))), hints)
    if layout:
        simplefin.warn_of_errors(layout, (cell for name, cell in contents.singles if name == "errors"))
    return layout


def _first_statement(file: BinaryIO, encoding: str, contents: Contents, hints: Hints) -> JsonLayout:
    """The layout of the longest list that is a statement."""
    errors = []
    for found in contents.lists:
        alike = [found, *(other for other in contents.lists if other is not found and other.is_like(found))]
        try:
            return _infer_as_table(file, encoding, alike, contents, hints)
        except ReadError as error:
            if error.code not in NO_STATEMENT_CODES:
                raise
            errors.append(error)
    raise errors[0]


def _infer_as_table(
    file: BinaryIO, encoding: str, lists: list[ObjectList], contents: Contents, hints: Hints
) -> JsonLayout:
    """The layout of lists read as one table. Single values beside them count as lines above its header."""
    keys = list(dict.fromkeys(itertools.chain.from_iterable(one.keys for one in lists)))
    headers = [key_as_header(key) for key in keys]
    above: list[list[Cell]] = [[name, cell] for name, cell in contents.singles]
    paths = frozenset(one.path for one in lists)

    def rows() -> Iterator[list[Cell]]:
        yield from above
        yield list(headers)
        with _values(file, encoding) as values:
            yield from (_cells(value, keys) for _, value in objects_in(values, paths))

    layout = infer_table_layout(
        rows, replace(hints, mapping=_mapping_by_headers(hints.mapping)), KnownHeader(len(above), headers)
    )
    return _of_objects(layout, keys, sorted(paths))


def _of_objects(layout: CsvLayout, keys: list[str], paths: list[Path]) -> JsonLayout:
    """The layout of objects: it has no header line."""
    found = JsonLayout.of(layout)
    found.headers, found.header_row, found.keys = keys, None, keys
    found.is_export, found.paths = False, [list(path) for path in paths]
    return found


def _mapping_by_headers(mapping: ColumnMapping | None) -> ColumnMapping | None:
    """A mapping that names keys, naming the headers made of them instead."""
    if mapping is None:
        return None
    return {
        field: [_as_header(one) for one in wanted] if isinstance(wanted, list) else _as_header(wanted)
        for field, wanted in mapping.items()
    }


def _as_header(wanted: Any) -> Any:
    return key_as_header(wanted) if isinstance(wanted, str) else wanted


def _cells(value: JsonObject, keys: list[str]) -> list[Cell]:
    cells = flatten(value)
    return [cells.get(key, "") for key in keys]


def _records(objects: Iterator[tuple[Path, JsonObject]], layout: JsonLayout) -> Iterator[Record]:
    if layout.is_export:
        return _export_records(objects)
    if layout.simplefin:
        by_side = layout.sign_convention == "flag"
        return simplefin.records_of((value for _, value in objects), layout.expected_currency, by_side=by_side)
    return _table_records(objects, layout)


def _table_records(objects: Iterator[tuple[Path, JsonObject]], layout: JsonLayout) -> Iterator[Record]:
    keys = layout.keys
    ahead, beside = itertools.tee(objects)
    records = read_table((_cells(value, keys) for _, value in ahead), layout)
    for record in records:
        path, _ = next(beside, ((), None))  # the other leg of a transfer has no object of its own
        if isinstance(record, Row) and path and is_pending(path[-1]):
            record.pending = True
        yield record


def _export_records(objects: Iterator[tuple[Path, JsonObject]]) -> Iterator[Record]:
    for number, (_, value) in enumerate(objects, 1):
        yield transaction_record(number, value, orjson.dumps(value, default=str).decode()[:_MAX_RAW])
