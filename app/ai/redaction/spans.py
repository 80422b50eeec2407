"""A place in a text where something stands that must not leave, and the kind of it."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """Where something private stands in a text, and its kind, such as `email`."""

    start: int
    end: int
    kind: str


# Looks for one kind in a text.
Finder = Callable[[str], Iterator[Span]]
TAKEN = "\0"  # stands where something was found, so that no finder takes it for anything


def without(text: str, spans: Iterable[Span]) -> str:
    """Returns a text of the same length with nothing left where the spans are."""
    parts, behind = list[str](), 0
    for start, end, _ in sorted(spans):
        parts += [text[behind:start], TAKEN * (end - max(start, behind))]
        behind = max(behind, end)
    return "".join((*parts, text[behind:]))
