"""Detect the delimiter and quoting of a file, and split it into records."""

import csv
import itertools
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from app.formats.common.amounts import looks_like_amount
from app.formats.common.column_mapping import DELIMITERS, RARE_DELIMITERS
from app.formats.common.dates import looks_like_date
from app.formats.csv.tables.stanzas import stanza_keys, stanza_records
from app.formats.csv.tables.table import is_data, is_loose_data
from app.formats.interface import MAX_FIELD

# A quoted text of more physical lines is a quotation mark that was never closed.
MAX_LINES_PER_RECORD = 25

_SEP_LINE = re.compile(r'^"?sep=(.|\\t)"?\s*$', re.IGNORECASE)

csv.field_size_limit(MAX_FIELD)


@dataclass(frozen=True, slots=True)
class Dialect:
    """Delimiter and quoting. `wrapped`: every line stands in quotation marks as a whole. `keys`: those of stanzas,
    where the file is made of them.
    """

    delimiter: str
    skip_space: bool = False
    wrapped: bool = False
    keys: tuple[str, ...] = ()


class BrokenRecord(list[str]):
    """A record the csv module cannot split: its beginning as the only cell."""


class UnclosedRecord(list[str]):
    """A record with a quotation mark that is never closed, read as a plain character."""


def detect_dialect(lines: list[str], delimiter: str | None = None) -> Dialect:
    """The dialect that splits most lines into the same number of cells, with dates and amounts alone in theirs;
    `delimiter` where it is known.
    """
    if keys := stanza_keys(lines):
        return Dialect(delimiter or DELIMITERS[0], keys=keys)
    for line in lines[:3]:
        if named := _SEP_LINE.match(line):
            return _spaced(delimiter or named[1].replace("\\t", "\t"), lines)
    wrapped = _is_wrapped(lines)
    if wrapped:
        lines = [unwrap(line) for line in lines]
    best = delimiter or _fittest_of_all(lines)
    return Dialect(best, _spaced(best, lines).skip_space, wrapped)


def _fittest_of_all(lines: list[str]) -> str:
    """A usual delimiter; a rare one where no usual one splits anything, or only the rare one separates dates and
    amounts, as in `2024-03-28~|~Shop~|~4.20`.
    """
    usual = _fittest(lines, DELIMITERS)
    if usual and _frees_data(lines, usual):
        return usual
    rare = _fittest(lines, RARE_DELIMITERS)
    if rare and (not usual or _frees_data(lines, rare)):
        return rare
    return usual or DELIMITERS[0]


def _frees_data(lines: list[str], delimiter: str) -> bool:
    return any(
        any(map(looks_like_date, row)) and any(map(looks_like_amount, row)) for row in _sample_rows(lines, delimiter)
    )


def _fittest(lines: list[str], delimiters: tuple[str, ...]) -> str | None:
    fitness = {delimiter: _fitness(lines, delimiter) for delimiter in delimiters}
    best = max(delimiters, key=lambda delimiter: fitness[delimiter])
    return best if fitness[best] else None


def _spaced(delimiter: str, lines: list[str]) -> Dialect:
    return Dialect(delimiter, any(f'{delimiter} "' in line for line in lines))


def _is_wrapped(lines: list[str]) -> bool:
    full = [line.strip() for line in lines if line.strip()]
    wrapped = [line for line in full if len(line) > 2 and line[0] == line[-1] == '"' and '"' not in _inner(line)]
    splittable = [line for line in wrapped if any(d in line for d in DELIMITERS)]
    return len(full) > 1 and len(splittable) > 0.8 * len(full)


def _inner(line: str) -> str:
    return line[1:-1].replace('""', "")


def unwrap(line: str) -> str:
    """The line inside the quotation marks that stand around the whole of it."""
    body = line.strip()
    if len(body) > 1 and body[0] == body[-1] == '"':
        return body[1:-1].replace('""', '"') + "\n"
    return line


def _fitness(lines: list[str], delimiter: str) -> float:
    rows = [row for row in _sample_rows(lines, delimiter) if any(cell.strip() for cell in row)]
    wide = [row for row in rows if len(row) > 1]
    if not wide:
        return 0.0
    modal = Counter(len(row) for row in wide).most_common(1)[0][1]
    dated = sum(any(looks_like_date(cell) for cell in row) for row in wide)
    priced = sum(any(looks_like_amount(cell) for cell in row) for row in wide)
    both = sum(any(map(looks_like_date, row)) and any(map(looks_like_amount, row)) for row in wide)
    return (modal + dated + priced + 3 * both) / len(rows)


def _sample_rows(lines: list[str], delimiter: str) -> list[list[str]]:
    return list(split_records(lines, Dialect(delimiter, any(f'{delimiter} "' in line for line in lines))))


def _feed(lines: Iterator[str], reread: deque[str]) -> Iterator[str]:
    """The lines, those put back first."""
    while True:
        while reread:
            yield reread.popleft()
        line = next(lines, None)
        if line is None:
            return
        yield line


def split_records(lines: Iterable[str], dialect: Dialect, width: int = 0) -> Iterator[list[str]]:
    """Cells of each non-blank logical record.

    A quotation mark that never closes ends with its line: the record then is that line alone, and the
    following lines stay records of their own. So does a cell beyond the csv module's limit of 128 KiB.
    `width` is the number of columns of the table, where known.
    """
    return stanza_records(lines, dialect.keys) if dialect.keys else _split(lines, dialect, width)


def _split(lines: Iterable[str], dialect: Dialect, width: int) -> Iterator[list[str]]:
    reread: deque[str] = deque()
    source = map(unwrap, lines) if dialect.wrapped else iter(lines)
    tab = dialect.delimiter == "\t"
    reader, behind = _reader(_feed(source, reread), dialect)
    line = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            row = BrokenRecord()
        if row is None:
            return
        taken, line = reader.line_num - line, reader.line_num
        first = next(behind)
        if taken > 1:
            rest = [next(behind) for _ in range(taken - 1)]
            if _runs_away([first, *rest], row, width, dialect):
                row = _alone(first, width, dialect)
                reread.extendleft(reversed(rest))
                (reader, behind), line = _reader(_feed(source, reread), dialect), 0
        elif len(row) < max(width, 1):
            row = _short(row, first, width, dialect)
        if (len(row) > 1 and not tab) or not is_blank(row, tab):
            yield row


def _short(row: list[str], line: str, width: int, dialect: Dialect) -> list[str]:
    """The record of one line with too few cells: it is broken, or the last one and its quotation is not closed."""
    if isinstance(row, BrokenRecord):
        return BrokenRecord([line[:MAX_FIELD]])
    return _alone(line, width, dialect) if line.count('"') % 2 else row


def _reader(feed: Iterator[str], dialect: Dialect) -> "tuple[Any, Iterator[str]]":
    """A csv reader over the lines, and the same lines again, to look back at those of a record."""
    ahead, behind = itertools.tee(feed)
    return csv.reader(ahead, delimiter=dialect.delimiter, skipinitialspace=dialect.skip_space), behind


def is_blank(row: list[str], tab: bool) -> bool:
    """Whether the physical line held white space only; `""` and `,,,` are records."""
    if tab:
        return not any(row) or not any(cell.strip() for cell in row)
    return not row or (len(row) == 1 and row[0] != "" and not row[0].strip())


def _runs_away(taken: list[str], row: list[str], width: int, dialect: Dialect) -> bool:
    if len(taken) > MAX_LINES_PER_RECORD or isinstance(row, BrokenRecord) or sum(line.count('"') for line in taken) % 2:
        return True
    if width and len(row) != width and len(_one_line(taken[0], dialect, width)) == width:
        return True
    return _swallows(taken, row, width, dialect)


def _swallows(taken: list[str], row: list[str], width: int, dialect: Dialect) -> bool:
    """Whether a quotation mark that was never closed took further records for its text, up to the next mark.

    Then that next mark stands within a cell of a record, or its own line and that of the mark are records if the marks
    are plain characters. A note of several lines ends where its cell ends, is part of a record, and its first and its
    last line are none.
    """
    first, *others = (_literal(each, dialect) for each in taken)
    count = width or len(first)
    records = [len(cells) == count and _is_record(cells) for cells in others]
    if not any(records):
        return False
    whole = len(first) == count and _is_record(first) and records[-1]
    return whole or not _is_record(row) or _ends_within_cell("".join(taken), dialect.delimiter)


def _ends_within_cell(text: str, delimiter: str) -> bool:
    """Whether more of the cell follows behind the mark that closes the first quotation of several lines."""
    line = text[: text.find("\n") + 1]
    mark = _open_mark(line, delimiter, skip_space=True)
    closed = re.compile(r'(?:[^"]|"")*"').match(text, (mark or 0) + 1)
    behind = text[closed.end() :].lstrip(" ") if closed else ""
    return not behind.startswith((delimiter, "\r", "\n")) and bool(behind)


def _alone(line: str, width: int, dialect: Dialect) -> list[str]:
    """Cells of a line whose quotation mark is not closed: plain, if that makes a record of it."""
    plain = _literal(line, dialect)
    if _is_record(plain) and len(plain) == (width or len(plain)):
        return UnclosedRecord(plain)
    return _one_line(line, dialect, width)


def _is_record(cells: list[str]) -> bool:
    return is_data(cells) or is_loose_data(cells)


def _literal(line: str, dialect: Dialect) -> list[str]:
    """Cells of a physical line whose last quotation mark is not closed, read as a plain character."""
    mark = _open_mark(line, dialect.delimiter, skip_space=dialect.skip_space)
    if mark is None:
        return _one_line(line, dialect)
    before, behind = _one_line(line[:mark], dialect), _one_line(line[mark + 1 :], dialect)
    return [*before[:-1], f'{before[-1] if before else ""}"{behind[0] if behind else ""}', *behind[1:]]


def _open_mark(line: str, delimiter: str, *, skip_space: bool) -> int | None:
    """Where the quotation mark stands that begins a cell and is not closed on its line."""
    place, opened, begins = 0, None, True
    while place < len(line):
        character = line[place]
        if opened is None:
            if character == '"' and begins:
                opened = place
            begins = character == delimiter or (begins and skip_space and character == " ")
        elif character == '"':
            doubled = line[place + 1 : place + 2] == '"'
            place += doubled
            opened = opened if doubled else None
        place += 1
    return opened


def _one_line(line: str, dialect: Dialect, width: int = 0) -> list[str]:
    """Cells of one physical line; where its quotation marks do not fit the table they count as plain characters."""
    cells = _parsed(line, dialect, csv.QUOTE_MINIMAL)
    if width and len(cells) != width and not isinstance(cells, BrokenRecord):
        others = (_literal(line, dialect), _parsed(line, dialect, csv.QUOTE_NONE))
        return next((other for other in others if len(other) == width), cells)
    return cells


def _parsed(line: str, dialect: Dialect, quoting: Literal[0, 3]) -> list[str]:
    cells = csv.reader([line], delimiter=dialect.delimiter, skipinitialspace=dialect.skip_space, quoting=quoting)
    try:
        return next(cells, [])
    except csv.Error:
        return BrokenRecord([line[:MAX_FIELD]])
