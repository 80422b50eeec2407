"""Sums of money that name their currency: `$ 4.50`, `CHF 20`, `two million yen`, `6 dollars 30 cents`."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from app.ai.local.currencies import Money, currency_at, currency_before
from app.ai.local.locales import Writing, writing_beside
from app.ai.local.number_words import LETTERS, MAGNITUDES, Quantity, read_quantity, spaced_end
from app.ai.local.tokens import Token

MONTH_STEMS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MINUS = frozenset("-−–")
_COIN_DIGITS = 100
# Between a magnitude and its currency: 3 million of dollars, 10 millions de dollars.
_OF = frozenset(["of", "de", "di"])
_AND = frozenset(["and", "&", "und", "et", "y", "e", "con", "en", "och", "ve"])
_DEMONYM_ENDINGS = (
    "an",
    "ean",
    "ian",
    "ish",
    "ese",
    "ic",
    "akh",
    "yz",
    "bek",
    "ni",
    "li",
    "ti",
    "qi",
    "ch",
    "tch",
)


class Amount(NamedTuple):
    """A sum of money in tokens[start:end]; `named` if its currency stands in the text."""

    value: Decimal
    currency: str
    start: int
    end: int
    named: bool
    certain: bool = True


def named_amounts(tokens: Sequence[Token], writing: Writing, default: str) -> list[Amount]:
    """Returns all amounts with a currency, in order; `default` decides what shared words such as `dollars` mean."""
    found: list[Amount] = []
    i = free = 0
    while i < len(tokens):
        quantity = _scaled_by_letter(tokens, read_quantity(tokens, i, _writing_at(tokens, i, writing, default)))
        amount = quantity and _named_amount(tokens, quantity, free, writing, default)
        if amount:
            found.append(amount)
            i = free = amount.end
        else:
            i = quantity.end if quantity else i + 1
    return found


def _writing_at(tokens: Sequence[Token], i: int, writing: Writing, default: str) -> Writing:
    """How the digits at place `i` are written, which the currency beside them says where the locale does not."""
    if not tokens[i].is_number or (i and tokens[i - 1].is_number):
        return writing
    beside = currency_before(tokens, i)
    end = spaced_end(tokens, i)
    beside = beside or (currency_at(tokens, end) if end < len(tokens) else None)
    return writing_beside(writing, beside[0].code_for(default)) if beside and beside[0].codes else writing


def _scaled_by_letter(tokens: Sequence[Token], quantity: Quantity | None) -> Quantity | None:
    """`10 K USD`: a letter apart from the number is a magnitude if a currency stands behind it."""
    if quantity is None or quantity.end + 1 >= len(tokens) or tokens[quantity.end].low not in LETTERS:
        return quantity
    if currency_at(tokens, quantity.end + 1) is None:
        return quantity
    factor = MAGNITUDES[tokens[quantity.end].low]
    return quantity._replace(value=quantity.value * factor, end=quantity.end + 1, scaled=True)


def _named_amount(
    tokens: Sequence[Token], quantity: Quantity, free: int, writing: Writing, default: str
) -> Amount | None:
    """The amount around a quantity, looking no further back than `free`."""
    before = _currency_before(tokens, quantity, free)
    behind = _currency_behind(tokens, quantity, before is not None)
    if behind:
        money, end = behind
    elif before:
        money, end = before[0], quantity.end
    else:
        return None
    start = before[1] if before else quantity.start
    value = quantity.value * money.part
    if money.part == 1:
        value, end = _add_coins(tokens, value, end, writing, names_unit=behind is not None and not money.sign)
    code = _code_of(money, before[0] if before else money, default)
    certain = bool(money.codes)
    return Amount(value, code, start, end, named=True, certain=certain)


def _code_of(money: Money, other: Money, default: str) -> str:
    """The currency of `$ 5 CAD` is the one written more exactly."""
    exact = money if len(money.codes) == 1 or not other.codes else other
    return exact.code_for(default)


def _currency_before(tokens: Sequence[Token], quantity: Quantity, free: int) -> tuple[Money, int] | None:
    i = quantity.start
    while i > free and tokens[i - 1].text in _MINUS:
        i -= 1
    found = currency_before(tokens, i)
    if found is None or found[1] < free or found[0].part != 1:
        return None
    money, start = found
    spelled_noun = not money.sign and quantity.spelled
    return None if spelled_noun or _glued_to_other_number(tokens, start) else found


def _glued_to_other_number(tokens: Sequence[Token], start: int) -> bool:
    """Whether the sign at `start` belongs to the number before it, as in `5€ 3 tickets`."""
    return start > 0 and tokens[start].glued and tokens[start - 1].is_number


def _currency_behind(tokens: Sequence[Token], quantity: Quantity, has_one: bool) -> tuple[Money, int] | None:
    i = quantity.end
    if i + 1 < len(tokens) and tokens[i].text == "-" and tokens[i].glued:
        i += 1
    if i < len(tokens) and quantity.scaled and tokens[i].low in _OF:
        i += 1
    found = _currency_past_demonym(tokens, i)
    if found is None or _measures_weight(tokens, found, i):
        return None
    signs_more = found[0].sign and found[1] < len(tokens)
    leads_next = signs_more and _leads_next_number(tokens, quantity, i, found[1], has_one)
    return None if leads_next or (has_one and not tokens[i].is_word) else found


def _currency_past_demonym(tokens: Sequence[Token], i: int) -> tuple[Money, int] | None:
    """The currency at place `i`, if need be past a word such as `Kazakh` that CLDR does not pair with it."""
    found = currency_at(tokens, i) if i < len(tokens) else None
    if found or i + 1 >= len(tokens) or not tokens[i].low.endswith(_DEMONYM_ENDINGS):
        return found
    noun = currency_at(tokens, i + 1)
    return noun if noun and not noun[0].sign and noun[0].part == 1 else None


def _leads_next_number(tokens: Sequence[Token], quantity: Quantity, i: int, end: int, has_one: bool) -> bool:
    """Whether the sign in tokens[i:end] belongs to the number behind it: `march 3 $5`, `chf 9 eur 8`."""
    if not tokens[end].is_number or tokens[i].glued:
        return False
    before = tokens[quantity.start - 1].low if quantity.start else ""
    return has_one or tokens[end].glued or before.startswith(MONTH_STEMS)


def _measures_weight(tokens: Sequence[Token], found: tuple[Money, int], i: int) -> bool:
    """`two pounds of apples` is no money."""
    behind = tokens[found[1]].low if found[1] < len(tokens) else ""
    return tokens[i].low in {"pound", "pounds"} and found[1] == i + 1 and behind == "of"


def _add_coins(
    tokens: Sequence[Token], value: Decimal, end: int, writing: Writing, names_unit: bool
) -> tuple[Decimal, int]:
    """The cents behind whole units: `6 dollars 30 cents`, `£3 50p`, and behind a name `7 dollars and 60`."""
    i = end + 1 if end < len(tokens) and tokens[end].low in _AND else end
    coins = read_quantity(tokens, i, writing) if i < len(tokens) else None
    if coins is None or coins.scaled or not 0 < coins.value < _COIN_DIGITS or value % 1:
        return value, end
    part = currency_at(tokens, coins.end) if coins.end < len(tokens) else None
    if part and part[0].part < 1:
        return value + coins.value * part[0].part, part[1]
    whole_pair = names_unit and coins.value % 1 == 0 and coins.value >= 10
    if whole_pair and not part and _ends_clause(tokens, coins.end):
        return value + coins.value / _COIN_DIGITS, coins.end
    return value, end


def _ends_clause(tokens: Sequence[Token], i: int) -> bool:
    return i >= len(tokens) or tokens[i].text in ".;,!?)" or tokens[i].low in {"at", "for", "on", "to", "from"}
