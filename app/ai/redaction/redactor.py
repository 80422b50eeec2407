"""Replaces what must not leave by placeholders that stay the same within a prompt, and puts them back in the answer."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar, cast

from app.ai.redaction.known_names import KnownNames
from app.ai.redaction.normal_form import normalised
from app.ai.redaction.private_data import find_private
from app.ai.redaction.spans import Span

LONGEST_TEXT = 20_000  # characters that are looked through; what is longer does not leave at all
# As given out, and as models spell them.
_PLACEHOLDER = re.compile(r"‹ ?([a-z_]{1,20}[0-9]{1,6}) ?›", re.IGNORECASE)
Json = TypeVar("Json")


class TooLong(ValueError):
    """The text is longer than what is looked through."""


class Redactor:
    """The placeholders of one prompt: the same word has the same one everywhere in it.

    Nothing of a user may be part of a prompt that did not go through its `redact` or `redact_data`, and nothing of an
    answer is shown before `restore` or `restore_data`.
    """

    def __init__(self, names: Collection[str] = (), region: str = "") -> None:
        """`names` are those of users, members and account holders, `region` the workspace's country, such as DE."""
        self._names = KnownNames(names)
        self._region = region.upper()
        self._placeholders: dict[tuple[str, str], str] = {}
        self._originals: dict[str, str] = {}
        self._given = Counter[str]()
        self.counts = Counter[str]()  # how often each kind was masked

    def redact(self, text: str) -> str:
        """Returns the text with placeholders; only common words, amounts, days and punctuation are left of it.

        Raises TooLong.
        """
        if len(text) > LONGEST_TEXT:
            raise TooLong
        text = normalised(text)
        if len(text) > LONGEST_TEXT:
            raise TooLong
        parts, behind = list[str](), 0
        for span in find_private(text, self._region, self._names):
            parts += [text[behind : span.start], self._placeholder(text, span)]
            behind = span.end
        return "".join((*parts, text[behind:]))

    def restore(self, text: str) -> str:
        """Returns a text of the answer with what stood behind its placeholders; those never given out are left out.

        What `redact` returned becomes what it was given, in the form of `normalised` and with the first spelling of
        words that were written with other capitals elsewhere.
        """
        return _PLACEHOLDER.sub(lambda match: self._originals.get(match[1].casefold(), ""), text)

    def redact_data(self, data: Json) -> Json:
        """Returns JSON with every string in it redacted; keys, numbers and booleans are ours and stay."""
        return _each_string(data, self.redact)

    def restore_data(self, data: Json) -> Json:
        """Returns JSON of an answer with every string in it restored."""
        return _each_string(data, self.restore)

    def is_known(self, text: str) -> bool:
        """Returns whether every placeholder in a text of an answer was given out."""
        return all(match[1].casefold() in self._originals for match in _PLACEHOLDER.finditer(text))

    def _placeholder(self, text: str, span: Span) -> str:
        original, kind = text[span.start : span.end], span.kind
        self.counts[kind] += 1
        key = (kind, original.casefold())
        if key not in self._placeholders:
            self._given[kind] += 1
            name = f"{kind}{self._given[kind]}"
            self._placeholders[key], self._originals[name] = f"‹{name}›", original
        return self._placeholders[key]


def _each_string(data: Json, change: Callable[[str], str]) -> Json:
    if isinstance(data, str):
        return cast(Json, change(data))
    if isinstance(data, Mapping):
        return cast(Json, {key: _each_string(value, change) for key, value in data.items()})
    if isinstance(data, Sequence):
        return cast(Json, [_each_string(value, change) for value in data])
    if data is None or isinstance(data, int | float | Decimal):
        return data
    raise TypeError(f"{type(data).__name__} is no JSON.")
