"""What may mark a line as split, or as a part: a column for it, words in its text, an indentation, a missing day."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO

from app.formats.common.amounts import looks_like_amount
from app.formats.common.header_words import normalised
from app.formats.common.word_lists import pattern_of_section
from app.formats.csv.columns.profiles import is_empty
from app.formats.csv.layout import CsvLayout
from app.formats.csv.splits.lines import Line

WHOLE, PART = "whole", "part"

_HEADER = pattern_of_section("split_words.txt", "header", r"(?:^|.*[ ])", r"(?:$|[ ].*)", 0)
_PLACE = pattern_of_section("split_words.txt", "place header", r"(?:^|.*[ ])", r"(?:$|[ ].*)", 0)
_WHOLE = pattern_of_section("split_words.txt", "split", r"\W*", r"\W*$", 0)
_PART = pattern_of_section("split_words.txt", "part", r"\W*", r"\W*$", 0)
_INTO = re.compile(r"\bsplit (?:in ?)?to \d", re.IGNORECASE)
_NUMBERED = pattern_of_section(
    "split_words.txt", "numbered", r"(?:^|.*\W)", r"\s*[(\[#]?\s*\d+\s*(?:/|of|von|de|di|van|av|af|z|из|sur)\s*\d+\b"
)
_NO = frozenset(["", "0", "false", "no", "nein", "non", "n", "f", "nie", "nej", "nao", "не", "нет", "нi", "否"])
_YES = frozenset(["true", "yes", "y", "t", "x", "ja", "oui", "si", "sim", "tak", "da", "да", "是", "s"])
_NUMBERED_ID = re.compile(r"(.*\w)[.\-_/:#](?:\d{1,3}|[a-z])", re.IGNORECASE)
_INDENTED = re.compile(r"(?:\s{2,}|\t|\s*(?:[↳└├╰→▸►»›·•]|->|--?>|\|_)\s*)(?=\w)")
_COUNTED = re.compile(r"\d+\W+(?:\w{1,4}\W+)?\d+")  # `1/2`, `1 of 2`
_SYMBOL = re.compile(r"[^\w\s]{1,3}")
_TREE = re.compile(r"[↳└├╰→▸►»›]|->|\|_")
_SPLIT = b"split"
_CHUNK = 1 << 20  # bytes
_LONGEST = 300  # characters of a header or text that are looked at
_MOST_KEYS = 6
_LEAST = 2  # lines with a mark that no word explains
# Columns whose cells have a meaning of their own.
_MONEY = ("amount", "debit", "credit")
_OTHERS = ("date", "value_date", "transaction_date", *_MONEY, "balance", "currency", "account", "fee")


@dataclass(slots=True)
class Marker:
    """One way in which lines may be marked: `key` gives the mark of a line, empty for none.

    `told` says that words tell what the mark means, `text` that these stand in texts of any meaning. A mark may name a
    whole and a part itself; where `ids` is set, the column of the lines' ids, `key` is the id of the line's whole.
    """

    key: Callable[[Line], str]
    told: bool = False
    text: bool = False
    only_parts: bool = False
    ids: int | None = None
    names: list[int] = field(default_factory=list)  # the columns that name the other party
    keys: set[str] = field(default_factory=set)

    def keys_of(self, lines: Iterable[Line]) -> list[str]:
        """The marks of some lines; remembers which there are."""
        found = [self.key(line) for line in lines]
        if len(self.keys) <= _MOST_KEYS:
            self.keys.update(filter(None, found))
        return found

    @property
    def has_few_keys(self) -> bool:
        """Whether the marks are a few words or signs, as names and numbers are not."""
        return len(self.keys) <= _MOST_KEYS


def markers_of(layout: CsvLayout, sample: Sequence[list[str]], *, told_further_down: bool) -> list[Marker]:
    """The ways in which lines of this table may be marked, by its headers and first records."""
    lines = [cells for cells in sample if len(cells) > 1]
    found = [
        *_columns(layout, lines),
        *_texts(layout, lines, told_further_down=told_further_down),
        *_indentation(layout, lines),
        *_missing_days(layout, lines),
    ]
    named = [layout.columns["payee"]] if "payee" in layout.columns else layout.columns.get("description", [])[:1]
    for marker in found:
        marker.names = named
    return found


def meaning_of(key: str) -> str:
    """What a mark says of its line in words: WHOLE, PART, or nothing."""
    return WHOLE if _WHOLE.match(key) or key == "*" else PART if _PART.match(key) or _is_sign(key) else ""


def names_split(text: str) -> bool:
    """Whether a text speaks of splits at all."""
    return _SPLIT.decode() in text.casefold()


def mentions_split(file: BinaryIO) -> bool:
    """Whether a file may speak of splits anywhere, in any encoding that has ASCII in it; a fast look at its bytes."""
    file.seek(0)
    end = b""
    while chunk := file.read(_CHUNK):
        text = (end + chunk).replace(b"\0", b"").lower()
        if _SPLIT in text:
            return True
        end = text[-len(_SPLIT) :]
    return False


def _is_sign(key: str) -> bool:
    return bool(_SYMBOL.fullmatch(key)) and key != "*"


# -- columns


def _head_of(header: str) -> str:
    return normalised(header[:_LONGEST])


def _columns(layout: CsvLayout, lines: Sequence[list[str]]) -> Iterator[Marker]:
    taken = {layout.columns[name] for name in _OTHERS if name in layout.columns}
    for column, header in enumerate(layout.headers):
        if column in taken:
            continue
        if _HEADER.match(_head_of(header)) and not _is_of_money(column, lines):
            yield _linked(column, lines) or Marker(_cell_key(column), told=True)
        elif _is_of_signs(column, lines) and column != layout.columns.get("flag"):
            yield Marker(_cell_key(column))
        elif _are_numbered(ids := _filled(column, lines)) and len(set(ids)) == len(ids):
            yield Marker(_prefix_key(column), ids=column)


def _is_of_money(column: int, lines: Sequence[list[str]]) -> bool:
    """Whether a column holds sums, as one of split amounts does."""
    cells = [cells[column] for cells in lines if column < len(cells) and not is_empty(cells[column])]
    return any("." in cell or "," in cell for cell in cells) and all(map(looks_like_amount, cells))


def money_columns(layout: CsvLayout, lines: Sequence[list[str]]) -> list[int]:
    """Columns of sums that may be shares of the amount."""
    taken = {layout.columns[name] for name in _OTHERS if name in layout.columns}
    return [column for column in range(layout.width) if column not in taken and _is_of_money(column, lines)]


def _cell_key(column: int) -> Callable[[Line], str]:
    return lambda line: _key(line.cells[column]) if column < len(line.cells) else ""


def _key(cell: str) -> str:
    """A mark as it is compared: without case and counts; a word for no is none, all words for yes are one."""
    text = " ".join(cell.casefold().split())
    if text in _NO:
        return ""
    return "yes" if text in _YES else _COUNTED.sub("0/0", text)[:40]


def _is_of_signs(column: int, lines: Sequence[list[str]]) -> bool:
    """Whether a column holds signs only: two different ones, or one that points to the line above."""
    found = set(_filled(column, lines))
    if not found or len(found) > _MOST_KEYS or not all(map(_SYMBOL.fullmatch, found)):
        return False
    return len(found) > 1 or bool(_TREE.fullmatch(next(iter(found))))


def _linked(column: int, lines: Sequence[list[str]]) -> Marker | None:
    """The marker of a column of ids of other lines; None where it holds none."""
    named = set(_filled(column, lines))
    if not named or {_key(each) for each in named} <= {"", "yes"}:
        return None
    for other in range(max(map(len, lines))):
        ids = _filled(other, lines) if other != column else []
        if len(ids) > 1 and len(set(ids)) == len(ids) and named <= set(ids):
            return Marker(_plain_cell(column), told=True, ids=other)
    return None


def _are_numbered(ids: list[str]) -> bool:
    """Whether some ids are those of other lines with a number behind: `17-1` and `17-2` of `17`."""
    if not any(map(_NUMBERED_ID.fullmatch, ids)):
        return False
    known = set(ids)
    return sum(_prefix(each) in known for each in ids) >= _LEAST


def _prefix(cell: str) -> str:
    found = _NUMBERED_ID.fullmatch(cell.strip())
    return found[1] if found else ""


def _prefix_key(column: int) -> Callable[[Line], str]:
    return lambda line: _prefix(line.cells[column]) if column < len(line.cells) else ""


def id_of(line: Line, marker: Marker) -> str:
    """The id of a line, if it has one."""
    return line.cells[marker.ids].strip() if marker.ids is not None and marker.ids < len(line.cells) else ""


def _filled(column: int, lines: Sequence[list[str]]) -> list[str]:
    return [cells[column].strip() for cells in lines if column < len(cells) and cells[column].strip()]


def _plain_cell(column: int) -> Callable[[Line], str]:
    return lambda line: line.cells[column].strip() if column < len(line.cells) else ""


# -- texts


def _text_columns(layout: CsvLayout) -> list[int]:
    """The columns whose words may speak of splits; Split is a town too."""
    taken = {layout.columns[name] for name in _OTHERS if name in layout.columns}
    taken.update(column for column, header in enumerate(layout.headers) if _PLACE.match(_head_of(header)))
    return [column for column in range(layout.width) if column not in taken]


def _texts(layout: CsvLayout, lines: Sequence[list[str]], *, told_further_down: bool) -> Iterator[Marker]:
    columns = _text_columns(layout)
    if told_further_down or any(_role(cells, columns) for cells in lines):
        yield Marker(lambda line: _role(line.cells, columns), told=True, text=True)


def _role(cells: Sequence[str], columns: Iterable[int]) -> str:
    """What the texts of a line say of it."""
    return next((role for i in columns if i < len(cells) and (role := role_of(cells[i]))), "")


@lru_cache(maxsize=4096)
def role_of(cell: str) -> str:
    """What a text says of its line."""
    folded = cell[:_LONGEST].casefold()
    if _NUMBERED.match(folded) or _PART.match(folded):
        return PART
    return WHOLE if _WHOLE.match(folded) or _INTO.search(folded) else ""


def _indentation(layout: CsvLayout, lines: Sequence[list[str]]) -> Iterator[Marker]:
    for column in _text_columns(layout):
        indented = [bool(_INDENTED.match(cells[column])) for cells in lines if column < len(cells)]
        if _LEAST <= sum(indented) < len(indented):
            yield Marker(_indent_key(column), only_parts=True)


def _indent_key(column: int) -> Callable[[Line], str]:
    return lambda line: PART if column < len(line.cells) and _INDENTED.match(line.cells[column]) else ""


def _missing_days(layout: CsvLayout, lines: Sequence[list[str]]) -> Iterator[Marker]:
    date = layout.columns["date"]
    money = [layout.columns[name] for name in _MONEY if name in layout.columns]
    bare = [cells for cells in lines if date < len(cells) and not cells[date].strip()]
    if any(i < len(cells) and looks_like_amount(cells[i].strip()) for cells in bare for i in money):
        yield Marker(lambda line: "" if line.dated else PART, only_parts=True)
