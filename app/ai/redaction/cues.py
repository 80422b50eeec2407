"""Reads the words around which private data stands, from cues.txt."""

import re
from pathlib import Path


def _read() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    heading = ""
    for line in Path(__file__).with_name("cues.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif not line.startswith("#"):
            found[heading] = (*found.get(heading, ()), *line.split())
    return found


_CUES = _read()


def cues(heading: str) -> frozenset[str]:
    """Returns the words under a heading."""
    return frozenset(_CUES[heading])


def any_of(heading: str) -> str:
    """Returns a pattern of the words under a heading, the longest first."""
    words = sorted(_CUES[heading], key=len, reverse=True)
    return "|".join(re.escape(word).replace("_", " ?").replace(r"\*", r"\w*") for word in words)
