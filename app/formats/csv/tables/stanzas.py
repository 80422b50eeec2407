"""Statements written as stanzas of `Key: value` lines, one stanza per transaction, split like a table.

The keys are the header; the first stanza gives two records, its keys and its values.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from app.formats.common.amounts import looks_like_amount
from app.formats.common.dates import looks_like_date

_LINE = re.compile(r"\s*([^\W\d_][^:：;,|\t]{0,30}?)\s*[:：](?:\s+(.*?))?\s*$")
MIN_KEYS = 3
# Shares of the lines that are keys and values, and of a key's values that are dates or amounts.
_MOST, _NEARLY_ALL = 0.7, 0.9


def stanza_keys(lines: Sequence[str]) -> tuple[str, ...]:
    """The recurring keys, in their order, if the file is made of stanzas; else none."""
    found = [pair for line in lines if (pair := _pair(line))]
    values: dict[str, list[str]] = defaultdict(list)
    for key, value in found:
        values[key].append(value)
    often = max(map(len, values.values()), default=0)
    keys = tuple(key for key, given in values.items() if len(given) > 1 and 2 * len(given) >= often)
    keyed_lines = sum(len(values[key]) for key in keys)
    if len(keys) < MIN_KEYS or keyed_lines < _MOST * sum(bool(line.strip()) for line in lines):
        return ()
    dated = [key for key in keys if _share(values[key], dates=True) >= _NEARLY_ALL]
    priced = [key for key in keys if key not in dated and _share(values[key], dates=False) >= _NEARLY_ALL]
    return keys if dated and priced else ()


def _pair(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line.replace("\xa0", " "))
    return (found[1], found[2] or "") if found else None


def _share(values: Sequence[str], *, dates: bool) -> float:
    full = [value for value in values if value]
    return Counter(map(looks_like_date if dates else looks_like_amount, full))[True] / max(1, len(full))


def stanza_records(lines: Iterable[str], keys: tuple[str, ...]) -> Iterator[list[str]]:
    """The keys, then the values of each stanza; lines outside of stanzas are records of their own."""
    stanza: dict[str, str] = {}
    headed = False
    last = ""
    for line in lines:
        pair = _pair(line)
        if pair and pair[0] in keys:
            if pair[0] in stanza:
                yield [stanza.pop(key, "") for key in keys]
                stanza.clear()
            if not headed:
                yield list(keys)
                headed = True
            stanza[pair[0]], last = pair[1], pair[0]
        elif line.strip():
            if stanza and not pair:
                stanza[last] = f"{stanza[last]} {line.strip()}".strip()
            else:
                yield [line.strip()]
    if stanza:
        yield [stanza.get(key, "") for key in keys]
