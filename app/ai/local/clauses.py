"""Splits a sentence into clauses: which words belong to which of its amounts."""

from collections.abc import Sequence
from itertools import pairwise

from app.ai.local.amounts import Amount
from app.ai.local.tokens import Token, word_set

LISTING = word_set("and , ; + & then plus | und et y e")


def clauses_of(tokens: Sequence[Token], amounts: Sequence[Amount]) -> list[tuple[int, int]]:
    """Returns for each amount the range of tokens around it; ranges meet at the last listing word between two."""
    starts, ends = [0], []
    for first, second in pairwise(amounts):
        cut = next((i for i in range(second.start - 1, first.end - 1, -1) if tokens[i].low in LISTING), None)
        ends.append(first.end if cut is None else cut)
        starts.append(first.end if cut is None else cut + 1)
    return list(zip(starts, [*ends, len(tokens)], strict=True)) if amounts else []


def lists_between(tokens: Sequence[Token], first: Amount, second: Amount) -> bool:
    """Whether words, one of them a listing one, stand between two amounts."""
    between = tokens[first.end : second.start]
    return any(token.low in LISTING for token in between) and any(token.is_word for token in between)
