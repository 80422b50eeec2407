"""Parse JSON incrementally: the objects of its lists one after another, in bounded memory (RFC 8259).

Numbers keep their digits: they come as Decimal, never through float.
"""

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, TextIO

from app.formats.interface import ReadError

_CHUNK = 1 << 16
MAX_VALUE = 1 << 20  # characters of one object in a list; at twice as many at the latest it is given up
MAX_DEPTH = 8  # of lists and objects around the lists of rows
_SPACE = " \t\r\n"

Path = tuple[str, ...]


class Found(NamedTuple):
    """A value and the keys that lead to it; `listed` if it is an object in a list."""

    path: Path
    value: Any
    listed: bool


def values_in(text: TextIO) -> Iterator[Found]:
    """The objects of all lists, and single values beside them, in the order of the text.

    Several values one after another, as in files with an object per line, are taken as a list. Raises ReadError
    `bad_json`.
    """
    source = _Source(text)
    lines = source.begins_with_lines()
    while source.peek():
        if lines:
            yield Found((), source.value(), listed=True)
        else:
            yield from _iterate(source, (), 0)


def _iterate(source: "_Source", path: Path, depth: int) -> Iterator[Found]:
    if depth > MAX_DEPTH:
        raise _bad("it is nested too deep")
    begin = source.peek()
    if begin == "[":
        for _ in source.items("[", "]"):
            listed = source.peek() == "{"
            yield Found(path, source.value(), listed)
    elif begin == "{":
        for _ in source.items("{", "}"):
            key = source.value()
            source.take(":")
            yield from _iterate(source, (*path, str(key)), depth + 1)
    else:
        yield Found(path, source.value(), listed=False)


class _Source:
    """Text read in pieces; what has been parsed is dropped."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._buffer = ""
        self._place = 0
        self._decode = json.JSONDecoder(
            parse_float=_number, parse_int=_number, parse_constant=_refuse_constant
        ).raw_decode

    def peek(self) -> str:
        """The next character that is not white space; empty at the end."""
        while True:
            while self._place < len(self._buffer):
                if self._buffer[self._place] not in _SPACE:
                    return self._buffer[self._place]
                self._place += 1
            if not self._more(_CHUNK):
                return ""

    def take(self, expected: str) -> None:
        """Go past a character that must come next."""
        found = self.peek()
        if found != expected:
            raise _bad(f"{expected!r} is missing" + ("" if found else "; the file is not complete"))
        self._place += 1

    def items(self, begin: str, end: str) -> Iterator[None]:
        """Yields before each item of a list or object; the caller reads the item."""
        self.take(begin)
        if self.peek() == end:
            return self.take(end)
        while True:
            yield
            if self.peek() == end:
                return self.take(end)
            self.take(",")

    def value(self) -> Any:
        """The whole value that comes next."""
        self.peek()
        while True:
            try:
                found, end = self._decode(self._buffer, self._place)
                if end < len(self._buffer) or not self._more(_CHUNK):
                    self._place = end
                    return found
            except (ValueError, RecursionError) as error:
                ahead = len(self._buffer) - self._place
                if isinstance(error, RecursionError) or ahead > MAX_VALUE or not self._more(max(_CHUNK, ahead)):
                    raise _bad("a value is too deep, too long or not complete") from error

    def begins_with_lines(self) -> bool:
        """Whether the text is one object after another, or a single one that holds no list of objects."""
        if self.peek() != "{":
            return False
        self._more(_CHUNK)
        try:
            first, end = self._decode(self._buffer, self._place)
        except (ValueError, RecursionError):
            return False
        return self._buffer[end:].lstrip(_SPACE).startswith("{") or not _holds_objects(first, MAX_DEPTH)

    def _more(self, count: int) -> bool:
        part = self._text.read(count)
        self._buffer, self._place = self._buffer[self._place :] + part, 0
        return bool(part)


def _holds_objects(value: Any, depth: int) -> bool:
    if isinstance(value, list):
        return any(isinstance(item, dict) for item in value) or not value
    return isinstance(value, dict) and depth > 0 and any(_holds_objects(v, depth - 1) for v in value.values())


def _number(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation as error:
        raise ValueError(digits) from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _bad(reason: str) -> ReadError:
    return ReadError("bad_json", f"The file is no sound JSON: {reason}.")
