"""Finds sums that are said as a range (`between 1k and 2k`, `20-30 dollars`), which name no amount."""

from collections.abc import Sequence

from app.ai.local.amounts import Amount
from app.ai.local.locales import Writing
from app.ai.local.number_words import read_quantity
from app.ai.local.tokens import Token, word_set

_LEADS = word_set("between from zwischen von entre tra fra tussen van mellan desde dal da de du somewhere")
_BETWEEN = word_set("and und et y e en och & to bis à a al tot till -  – or oder ou o")
# These join two sums without a word in front, where the second names a currency or both are written together.
_TO = word_set("to bis - – or oder ou tot till")
_WIDEST = 20
_LONGEST_NUMBER = 4


def range_at(tokens: Sequence[Token], amount: Amount, writing: Writing) -> tuple[int, int] | None:
    """Returns the tokens of the range that an amount belongs to, or None."""
    if upper := _number_behind(tokens, amount, writing):
        return amount.start, upper
    joiner = amount.start - 1
    if joiner < 1 or tokens[joiner].low not in _BETWEEN:
        return None
    lower = _number_before(tokens, joiner, amount, writing)
    if lower is None:
        return None
    led = lower > 0 and tokens[lower - 1].low in _LEADS
    return (lower, amount.end) if led or _is_joined(tokens, joiner, amount) else None


def _number_behind(tokens: Sequence[Token], amount: Amount, writing: Writing) -> int | None:
    """Where the greater number ends that is written together with an amount: `$12-15`."""
    at = amount.end
    if at + 1 >= len(tokens) or tokens[at].text not in "-–" or not (tokens[at].glued and tokens[at + 1].glued):
        return None
    found = read_quantity(tokens, at + 1, writing)
    return found.end if found and amount.value < found.value <= _WIDEST * amount.value else None


def _is_joined(tokens: Sequence[Token], joiner: int, amount: Amount) -> bool:
    glued = tokens[joiner].glued and tokens[joiner + 1].glued
    if tokens[joiner].text in "-–":
        return glued
    return tokens[joiner].low in _TO and amount.named


def _number_before(tokens: Sequence[Token], joiner: int, amount: Amount, writing: Writing) -> int | None:
    """Where the smaller number begins that ends right before the joining word."""
    for start in range(max(0, joiner - _LONGEST_NUMBER), joiner):
        found = read_quantity(tokens, start, writing)
        ends = found is not None and (
            found.end == joiner or (found.end == joiner - 1 and not tokens[found.end].is_number)
        )
        if found and ends and 0 < found.value < amount.value <= _WIDEST * found.value:
            return start - (start > 0 and tokens[start - 1].text in "$€£₹")
    return None
