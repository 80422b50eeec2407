"""The text of a line that identifies it across files: all cells with words, in order, whatever columns they are.

Which column is the payee, a kind or noise is inferred from the whole file, and another file of the same account may
lead to another choice; the fingerprint of a line must not depend on that.
"""

import re
from collections.abc import Iterable

# Words, or letters without a digit beside them. Amounts with a currency, dates and references are compared elsewhere.
_IN_WORDS = re.compile(r"[^\W\d_]{4}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|^\D*[^\W\d_]\D*$")


def words_of(cells: Iterable[str]) -> str:
    """The cells of a line that contain words, in their order, joined by spaces."""
    return " ".join([cell for cell in cells if _IN_WORDS.search(cell)])


# Shorter texts stand within longer ones by chance.
_ENOUGH = 4


def join_name_and_memo(name: str, memo: str) -> str:
    """A line's name and memo as one text, unless one repeats the other: banks cut the name to 32 characters and write
    all of it into the memo.
    """
    if not memo or not name:
        return name or memo
    small, large = name.casefold(), memo.casefold()
    if large.startswith(small) or (len(small) >= _ENOUGH and small in large):
        return memo
    if len(large) >= _ENOUGH and large in small:
        return name
    return f"{name} {memo}"
