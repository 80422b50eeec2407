"""Combine the parts of one file into one layout: sheets of a workbook, members of an archive."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.formats.interface import Hints, Layout, PartDocument, ReadError, Record, Row

# What a part is refused for that is no statement at all; beside others that are, it is left out and named.
NO_STATEMENT_CODES = frozenset(
    [
        "empty_file",
        "not_a_statement",
        "unsupported_format",
        "one_column",
        "no_date_column",
        "no_amount_column",
        "unknown_column",
    ]
)


@dataclass(slots=True)
class Part:
    """One sheet or member: its layout, or the reason why it is left out."""

    name: str
    layout: Layout | None = None
    reason: str = ""

    def to_document(self) -> PartDocument:
        """The part as it is stored in the layout of the whole."""
        return {"name": self.name, "layout": self.layout.to_document() if self.layout else None, "reason": self.reason}


def parts_of(layout: Layout) -> list[Part]:
    """The parts of a layout, in the order of the file; none where the format has no parts."""
    return [
        Part(kept["name"], kept["layout"] and Layout.from_document(kept["layout"]), kept["reason"])
        for kept in layout.parts
    ]


def combine_layouts(container: str, parts: Sequence[Part], lines: int) -> Layout:
    """The layout of a whole from those of its parts, of which at least one is read.

    Its format is that of all parts, or the container's where they differ. What is true of one part only, such as
    balances stated above its lines, is left out where there are several.
    """
    read = [part.layout for part in parts if part.layout]
    whole = _merged(container, read) if len(read) > 1 else replace(read[0])
    whole.warnings = [warning for layout in read for warning in layout.warnings]
    whole.parts, whole.lines = [part.to_document() for part in parts], lines
    _warn_of_omitted_parts(whole, parts)
    return whole


def _merged(container: str, read: Sequence[Layout]) -> Layout:
    """The common layout of several parts; fields they need not share are taken from the first."""
    first = read[0].to_document()
    whole = Layout.from_document({**first, "details": {}})
    assumed = [layout for layout in read if layout.currency_assumed]
    whole.format = _common(read, "format") or container
    whole.currency = assumed[0].currency if assumed else _common(read, "currency")
    whole.currency_assumed = bool(assumed)
    whole.date_order = _common(read, "date_order")
    whole.header_row = None
    whole.accounts = list(dict.fromkeys(account for layout in read for account in layout.accounts))
    whole.ambiguities = [found for layout in read for found in layout.ambiguities]
    whole.statements = [found for layout in read for found in layout.statements]
    if any("external_id" in layout.columns for layout in read):  # for the look at ids that are none
        whole.columns = {"external_id": None, **whole.columns}
    return whole


def _common(read: Sequence[Layout], name: str) -> Any:
    values = {getattr(layout, name) for layout in read}
    return values.pop() if len(values) == 1 else None


def _warn_of_omitted_parts(whole: Layout, parts: Iterable[Part]) -> None:
    whole.warnings = [warning for i, warning in enumerate(whole.warnings) if warning not in whole.warnings[:i]]
    for part in parts:
        if part.layout is None and part.reason:
            whole.warnings.append(
                {"code": "part_left_out", "message": f"{part.name[:80]!r} was left out: {part.reason}."}
            )


def has_several(parts: Iterable[Part]) -> bool:
    """Whether several parts are read, so that rows must say which part they come from."""
    return sum(part.layout is not None for part in parts) > 1


def with_source(records: Iterable[Record], name: str) -> Iterator[Record]:
    """Records whose rows say which part they come from."""
    for record in records:
        if isinstance(record, Row):
            record.source = name
        yield record


def renumbered(records: Iterable[Record]) -> Iterator[Record]:
    """Records of parts, numbered through the whole."""
    for number, record in enumerate(records, 1):
        record.row = number
        yield record


def hints_for_part(hints: Hints, name: str) -> Hints:
    """The same hints with the name of a part."""
    return replace(hints, file_name=name)


def nothing_read_error(parts: Sequence[Part], errors: Sequence[ReadError]) -> ReadError:
    """The ReadError for a file of which no part is a statement: that of the only part, else a common one."""
    if len(errors) == 1:
        return errors[0]
    names = ", ".join(part.name for part in parts)[:200]
    return ReadError("not_a_statement", f"There is no statement among: {names}." if names else "The file is empty.")
