"""The wholes and parts of one day, by what marks them: which add up, and which do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from app.formats.csv.splits.lines import Day, Line
from app.formats.csv.splits.marks import WHOLE, Marker, id_of, role_of

_MOST_PARTS = 200
ANY = "any"  # mark, the same for a whole and its parts


class Reading(NamedTuple):
    """One way to read the marks: which of them a whole has, and which its parts; empty where these carry none.

    `way` is 1 where the parts follow their whole, -1 where they precede it; 0 where they name it.
    """

    whole: str
    part: str
    way: int

    @property
    def is_two_sided(self) -> bool:
        """Whether wholes and parts carry marks of their own."""
        return bool(self.whole and self.part) and self.whole != self.part

    @property
    def is_alike(self) -> bool:
        """Whether wholes and parts carry the same mark."""
        return self.whole == self.part and self.way != 0


class Group(NamedTuple):
    """A whole with its parts."""

    whole: Line
    parts: list[Line]


@dataclass(slots=True)
class Tally:
    """The groups of one reading in the whole file; `stray` are lines with a mark that stand beside no whole."""

    proven: list[Group] = field(default_factory=list)
    odd: list[Group] = field(default_factory=list)
    stray: int = 0
    akin: bool = True  # whether the parts of each whole name nobody else than it does
    differ: bool = True  # whether each whole differs from its parts in more than its amount


def readings_of(marker: Marker, keys: Sequence[str]) -> Iterator[Reading]:
    """All ways to read the marks that stand in these lines."""
    if marker.ids is not None:
        yield Reading("", "id", 0)
        return
    found = list(dict.fromkeys(filter(None, keys)))
    for way in (1, -1):
        if marker.has_few_keys:
            yield from (Reading(whole, part, way) for whole, part in _pairs(marker, found))
        elif not marker.text:
            yield Reading("", ANY, way)
        if found and not marker.only_parts:
            yield Reading(ANY, ANY, way)


def _pairs(marker: Marker, found: list[str]) -> Iterator[tuple[str, str]]:
    """The marks of a whole and of its parts; empty for none."""
    for key in found:
        if marker.text or marker.only_parts:
            yield "", key
            if key == WHOLE:
                yield key, ""
        else:
            yield from ((key, ""), ("", key), ("", ANY))
        yield from ((key, other) for other in found if other != key and (key == WHOLE or not marker.text))


def take_day(tally: Tally, day: Day, keys: list[str], marker: Marker, reading: Reading) -> None:
    """Add the groups of one day to the tally of a reading."""
    if reading.way == 0:
        _take_linked(tally, day, keys, marker)
        return
    lines, marks = (day, keys) if reading.way > 0 else (day[::-1], keys[::-1])
    if reading.is_alike:
        _take_alike(tally, lines, marks)
    elif not reading.part:
        _take_by_sum(tally, lines, marks, reading.whole, marker)
    else:
        _take_by_marks(tally, lines, marks, reading, marker)


def adds_up(whole: Line, parts: Sequence[Line], *, either_sign: bool = False) -> bool:
    """Whether the parts make up the whole, and no balance counts them beside it."""
    total = sum(part.amount for part in parts)
    same = total == whole.amount or (either_sign and total == -whole.amount)
    return same and bool(whole.amount) and _belong(whole, parts) and not _are_all_counted([whole, *parts])


def _belong(whole: Line, parts: Sequence[Line]) -> bool:
    return all(
        part.currency == whole.currency and (part.account is None or part.account == whole.account) for part in parts
    )


def _are_all_counted(lines: list[Line]) -> bool:
    """Whether the balances of the lines, in either order, follow from all their amounts."""
    ordered = sorted(lines, key=lambda line: line.number)
    balances = [line.balance for line in ordered if line.balance is not None]
    if len(balances) < len(ordered):
        return False
    steps = [abs(after - before) for before, after in pairwise(balances)]
    amounts = [abs(line.amount) for line in ordered]
    return steps in (amounts[1:], amounts[:-1])


# -- wholes and parts by their marks


def _take_by_marks(tally: Tally, lines: Day, marks: list[str], reading: Reading, marker: Marker) -> None:
    """A whole and all parts that follow it."""
    place = 0
    while place < len(lines):
        end = place + 1
        while end < len(lines) and _is_marked(marks[end], reading.part):
            end += 1
        if end - place > 1 and marks[place] == reading.whole:
            _judge(tally, Group(lines[place], lines[place + 1 : end]), reading, marker)
        elif _is_marked(marks[place], reading.part) or end - place > 1:
            tally.stray += 1
        place = end


def _is_marked(mark: str, wanted: str) -> bool:
    return bool(mark) if wanted == ANY else mark == wanted


def _judge(tally: Tally, group: Group, reading: Reading, marker: Marker) -> None:
    enough = len(group.parts) > 1 or (reading.is_two_sided and marker.told)
    if enough and adds_up(*group, either_sign=marker.told):
        tally.proven.append(group)
        tally.akin &= _are_akin(group, marker)
    elif reading.is_two_sided and _belong(*group) and not _are_all_counted([group.whole, *group.parts]):
        tally.odd.append(group)
    else:
        tally.stray += 1


def _take_by_sum(tally: Tally, lines: Day, marks: list[str], key: str, marker: Marker) -> None:
    """A whole and as many lines without a mark behind it as add up to it."""
    for place, mark in enumerate(marks):
        if mark == key:
            group = _adding_up(lines, marks, place, marker)
            tally.stray += not group
            if group:
                tally.proven.append(group)
                tally.akin &= _are_akin(group, marker)


def _adding_up(lines: Day, marks: list[str], place: int, marker: Marker) -> Group | None:
    parts: list[Line] = []
    for line, mark in zip(lines[place + 1 : place + _MOST_PARTS], marks[place + 1 : place + _MOST_PARTS], strict=True):
        if mark:
            return None
        parts.append(line)
        if len(parts) > 1 and adds_up(lines[place], parts, either_sign=marker.told):
            return Group(lines[place], parts)
    return None


def _take_alike(tally: Tally, lines: Day, marks: list[str]) -> None:
    """Wholes and parts with one mark: each run of it has to be wholes with all their parts."""
    place = 0
    while place < len(lines):
        if not marks[place]:
            place += 1
            continue
        group = _shortest(lines, marks, place)
        if group is None:
            tally.stray += 1
            place += 1
            continue
        tally.proven.append(group)
        tally.differ &= _differ(group)
        place += 1 + len(group.parts)


def _shortest(lines: Day, marks: list[str], place: int) -> Group | None:
    parts: list[Line] = []
    for line, mark in zip(lines[place + 1 : place + _MOST_PARTS], marks[place + 1 : place + _MOST_PARTS], strict=True):
        if mark != marks[place]:
            return None
        parts.append(line)
        if len(parts) > 1 and adds_up(lines[place], parts):
            return Group(lines[place], parts)
    return None


def _differ(group: Group) -> bool:
    """Whether some cell is empty in the whole and filled in all its parts, or the other way round."""
    filled = [[bool(cell.strip()) for cell in line.cells] for line in (group.whole, *group.parts)]
    whole, parts = filled[0], filled[1:]
    return any(all(part[i] != here for part in parts if i < len(part)) for i, here in enumerate(whole))


def _are_akin(group: Group, marker: Marker) -> bool:
    """Whether the parts name nobody else than the whole does: their payee is its payee, or none."""
    whole = group.whole.cells
    named = [i for i in marker.names if i < len(whole) and whole[i].strip() and not role_of(whole[i])]
    return all(
        i >= len(part.cells) or part.cells[i].strip() in ("", whole[i].strip()) or bool(role_of(part.cells[i]))
        for part in group.parts
        for i in named
    )


# -- parts that name their whole


def _take_linked(tally: Tally, day: Day, names: list[str], marker: Marker) -> None:
    wholes = {id_of(line, marker): line for line in day}
    parts: dict[str, list[Line]] = {}
    for line, name in zip(day, names, strict=True):
        if name and wholes.get(name) is not line:
            parts.setdefault(name, []).append(line)
    for name, found in parts.items():
        if name not in wholes:
            tally.stray += 1
        elif adds_up(wholes[name], found) and (marker.told or len(found) > 1):
            tally.proven.append(Group(wholes[name], found))
        else:
            tally.odd.append(Group(wholes[name], found))
