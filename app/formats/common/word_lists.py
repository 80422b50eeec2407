"""Load word lists from the text files beside this module: `[section]`, then entries separated by bars."""

import re
from functools import cache
from pathlib import Path

_SECTION = re.compile(r"\[([a-z0-9_ ]+)\]")


@cache
def read_sections(name: str) -> dict[str, list[str]]:
    """Entries by section, in their order; lines that begin with # are comments."""
    sections: dict[str, list[str]] = {}
    entries: list[str] = []
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines():
        if named := _SECTION.fullmatch(line):
            entries = sections.setdefault(named[1], [])
        elif line and not line.startswith("#"):
            entries += [entry.strip(" ") for entry in line.split(" | ")]
    return sections


def pattern_of_section(
    name: str, section: str, begin: str = "", end: str = "", flags: int = re.IGNORECASE
) -> re.Pattern[str]:
    """A pattern that matches any entry of a section; `begin` stands before all of them, `end` behind."""
    return re.compile(f"{begin}(?:{'|'.join(read_sections(name)[section])}){end}", flags)
