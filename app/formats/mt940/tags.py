"""Split SWIFT statement messages (MT940, MT942) into their fields: `:61:…` and the lines that follow.

Source: SWIFT Standards MT, category 9. Files contain the text block of one or more messages, with or without the SWIFT
envelope `{1:…}{2:…}{4:` and `-}`, with lines of the bank's own before, between and after them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.formats.interface import MAX_FIELD, ReadError

# Only these begin a field: a time such as `:12:11` at the begin of a wrapped line is text.
_TAG = re.compile(r"\s*:(20|21|25P?|28[CD]?|13[CD]?|34F?|6[02][FM]?|61|6[45]|86|90[CD]|NS):")
_ENVELOPE = re.compile(r"\s*\{[1-5]:")
_TRAILER = re.compile(r"\s*-(?:\}.*|\s*[\x00-\x1f]*)$")
# Fields only statements have; two different ones are enough to know one.
_STATEMENT_FIELDS = re.compile(r"(?:^|[\r\n]|\{4:)[ \t]*:(25P?|28C?|6[02][FM]|61|86|34F|13D|90[CD]):")
_FIRST = re.compile(r"[^:]{0,400}?(?:^|[\r\n]|\{4:)[ \t]*:(?:20|25P?|28C?|6[02][FM]|61):")

END = "-"  # the name of the pseudo-field at the end of a message


class Tag(NamedTuple):
    """One field: its name (`61`) and its lines without their ends."""

    name: str
    lines: list[str]

    @property
    def text(self) -> str:
        """The first line, without blanks around it."""
        return self.lines[0].strip()


def statement_likelihood(head: str) -> float:
    """How sure the beginning of a file is one of these messages, 0 to 1."""
    found = set(_STATEMENT_FIELDS.findall(head))
    if len(found) >= 2:
        return 0.95
    return 0.8 if _FIRST.match(head) else 0.0


def read_tags(lines: Iterable[str]) -> Iterator[Tag]:
    """The fields in their order, with an END wherever a message ends; text outside of messages is left out.

    Raises ReadError `value_too_long` for a field no bank writes.
    """
    name, value, size = END, [""], 0
    for line in _whole(lines):
        tag = _TAG.match(line)
        if tag:
            yield Tag(name, value)
            name, value, size = tag[1], [line[tag.end() :]], len(line)
        elif _TRAILER.match(line):
            yield Tag(name, value)
            name, value, size = END, [""], 0
        elif name != END and line.strip():
            value.append(line)
            size += len(line)
            if size > MAX_FIELD:
                raise ReadError("value_too_long", f"Field :{name}: has more than {MAX_FIELD} characters.")
    yield Tag(name, value)


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """Lines without their ends and without an envelope before them; a colon cut off from its tag is put back."""
    before = ""
    for raw in lines:
        line = before + raw.rstrip("\r\n")
        before = ":" if line.strip() == ":" else ""
        if _ENVELOPE.match(line):
            line = line.rpartition("{4:")[2] if "{4:" in line else ""
        if not before:
            yield line
