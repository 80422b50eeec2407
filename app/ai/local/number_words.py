"""Quantities at a place of a sentence: digits, number words, magnitudes (`2.5 million`, `half a crore`)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from app.ai.local.foreign_numbers import magnitude_of, read_spelled
from app.ai.local.locales import Writing, read_numeral
from app.ai.local.tokens import Token

_ONES = """
zero one two three four five six seven eight nine ten
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ONES = {word: value for value, word in enumerate(_ONES.split())}
TENS = {word: 10 * value for value, word in enumerate(_TENS, start=2)} | {"fourty": 40}
MAGNITUDES = {
    "dozen": 12,
    "hundred": 10**2,
    "thousand": 10**3,
    "k": 10**3,
    "grand": 10**3,
    "fiver": 5,
    "fivers": 5,
    "tenner": 10,
    "tenners": 10,
    "lakh": 10**5,
    "lakhs": 10**5,
    "lac": 10**5,
    "million": 10**6,
    "millions": 10**6,
    "mil": 10**6,
    "mio": 10**6,
    "mn": 10**6,
    "mm": 10**6,
    "m": 10**6,
    "crore": 10**7,
    "crores": 10**7,
    "billion": 10**9,
    "billions": 10**9,
    "bn": 10**9,
    "b": 10**9,
    "trillion": 10**12,
    "trillions": 10**12,
    "tn": 10**12,
    "tausend": 10**3,
    "mille": 10**3,
    "millionen": 10**6,
    "millones": 10**6,
    "milioni": 10**6,
    "milhões": 10**6,
    "milliarden": 10**9,
}
# Letters that stand for a magnitude only right behind the digits (5m).
LETTERS = {"m", "b", "k"}
_ABBREVIATED = {"mio", "mrd", "mld", "mn"}
_FRACTIONS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "quarters": Decimal("0.25")}
_MAX_VALUE = Decimal(10) ** 18
_SCALED = 1000
# A number in groups of three has no more of them.
_MOST_GROUPS = 6
_UNMISTAKABLE = 3


class Quantity(NamedTuple):
    """A value in tokens[start:end]; `spelled` if no digit carries it, `scaled` if a magnitude does."""

    value: Decimal
    start: int
    end: int
    spelled: bool
    scaled: bool


def read_quantity(tokens: Sequence[Token], i: int, writing: Writing) -> Quantity | None:
    """Returns the quantity that begins at token `i`, or None."""
    if spelled := read_spelled(tokens, i, writing.language):
        value, end = spelled
        return Quantity(value, i, end, spelled=True, scaled=value >= _SCALED) if value < _MAX_VALUE else None
    base = _read_digits(tokens, i, writing) or _read_fraction(tokens, i) or _read_words(tokens, i)
    if base is None:
        return None
    quantity = _apply_magnitudes(tokens, base, writing.language)
    return quantity if quantity.value < _MAX_VALUE else None


def _read_digits(tokens: Sequence[Token], i: int, writing: Writing) -> Quantity | None:
    if not tokens[i].is_number:
        return None
    end = spaced_end(tokens, i)
    # Two groups of three and more are one number in every country.
    if not writing.space_groups and end - i < _UNMISTAKABLE:
        end = i + 1
    text = "".join(token.text for token in tokens[i:end])
    value = read_numeral(text, writing.decimal, writing.either_groups)
    return None if value is None else Quantity(value, i, end, spelled=False, scaled=False)


def spaced_end(tokens: Sequence[Token], i: int) -> int:
    """Returns the place behind the digits that begin at token `i`, if spaces group them: `1 234 567,50`."""
    end, text = i + 1, tokens[i].text
    while end < len(tokens) and end - i <= _MOST_GROUPS and _is_spaced_group(text, tokens[end], end - i):
        text, end = tokens[end].text, end + 1
    return end


def _is_spaced_group(before: str, token: Token, number: int) -> bool:
    """Whether the token continues digits grouped by spaces, as in `1 234,50`."""
    digits = token.text[:3]
    fits = len(before) <= 3 if number == 1 else len(before) == 3
    return fits and before.isdecimal() and digits.isdecimal() and len(digits) == 3 and token.text[3:4] in ",."


def _read_fraction(tokens: Sequence[Token], i: int) -> Quantity | None:
    """`half a`, `a quarter`, `three quarters of a`; the magnitude behind it is applied by the caller."""
    times, j = Decimal(1), i
    if tokens[j].low in {"a", "one", "two", "three"} and j + 1 < len(tokens):
        times, j = Decimal(ONES.get(tokens[j].low, 1)), j + 1
    part = _FRACTIONS.get(tokens[j].low)
    if part is None:
        return None
    end = _skip(tokens, j + 1, {"of", "a", "an"})
    if end >= len(tokens) or tokens[end].low not in MAGNITUDES or tokens[end].low in LETTERS:
        return None
    return Quantity(times * part, i, end, spelled=True, scaled=True)


def _skip(tokens: Sequence[Token], i: int, words: set[str]) -> int:
    while i < len(tokens) and tokens[i].low in words:
        i += 1
    return i


def _read_words(tokens: Sequence[Token], i: int) -> Quantity | None:
    """Number words up to 999, as in `two hundred and thirty-five`, then `point five` or `and a half`."""
    small = _read_below_hundred(tokens, i)
    if small is None:
        return _read_indefinite(tokens, i)
    value, end = small
    if end < len(tokens) and tokens[end].low == "point":
        return _read_point(tokens, i, value, end)
    return Quantity(Decimal(value), i, end, spelled=True, scaled=False)


def _read_indefinite(tokens: Sequence[Token], i: int) -> Quantity | None:
    """`a hundred`, `a couple thousand`, `hundred`: a magnitude without a number is one of it."""
    value, j = Decimal(1), i + 1 if tokens[i].low in {"a", "an"} else i
    if j < len(tokens) and tokens[j].low == "couple":
        value, j = Decimal(2), _skip(tokens, j + 1, {"of"})
    if j < len(tokens) and tokens[j].low in MAGNITUDES and tokens[j].low not in LETTERS:
        return Quantity(value, i, j, spelled=True, scaled=True)
    return None


def _read_below_hundred(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    low = tokens[i].low
    if low in ONES:
        return ONES[low], i + 1
    if low not in TENS:
        return None
    j = i + 2 if i + 2 < len(tokens) and tokens[i + 1].text == "-" else i + 1
    if j < len(tokens) and 0 < ONES.get(tokens[j].low, 0) < 10:
        return TENS[low] + ONES[tokens[j].low], j + 1
    return TENS[low], i + 1


def _read_point(tokens: Sequence[Token], start: int, whole: int, point: int) -> Quantity | None:
    digits, j = "", point + 1
    while j < len(tokens) and 0 <= ONES.get(tokens[j].low, -1) < 10 and len(digits) < 6:
        digits, j = digits + str(ONES[tokens[j].low]), j + 1
    value = Decimal(f"{whole}.{digits}") if digits else Decimal(whole)
    return Quantity(value, start, j if digits else point, spelled=True, scaled=False)


def _apply_magnitudes(tokens: Sequence[Token], base: Quantity, language: str) -> Quantity:
    """The base times its magnitudes, and for spelled numbers what follows: `two thousand five hundred`."""
    total, i = _add_half(tokens, base.value, base.end)
    total, i, factor = _scale(tokens, total, i, language)
    scaled = base.scaled or factor > 1
    while base.spelled and factor > 1 and (tail := _spelled_tail(tokens, i)):
        more, end, smaller = _scale(tokens, Decimal(tail[0]), tail[1], language)
        if smaller >= factor:
            break
        total, i, factor = total + more, end, smaller
    return Quantity(total, base.start, i, base.spelled, scaled)


def _scale(tokens: Sequence[Token], value: Decimal, i: int, language: str) -> tuple[Decimal, int, int]:
    """The value times the magnitudes at place `i`, the place behind them, and their product."""
    product = 1
    while value < _MAX_VALUE and (found := _magnitude_at(tokens, i, language)):
        factor, i = found
        value, product = value * factor, product * factor
        if factor == 100 and (tail := _spelled_tail(tokens, i)):
            value, i = value + tail[0], tail[1]
    return value, i, product


def _add_half(tokens: Sequence[Token], value: Decimal, i: int) -> tuple[Decimal, int]:
    """`two and a half` (before a magnitude) adds a half."""
    j = _skip(tokens, i + 1, {"a"})
    if tokens[i : i + 1] and tokens[i].low == "and" and j < len(tokens) and tokens[j].low == "half":
        return value + _FRACTIONS["half"], j + 1
    return value, i


def _spelled_tail(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """The number word below a hundred that continues a spelled number, past an `and` or a comma."""
    if i < len(tokens) and tokens[i].low == "and":
        i += 1
    return _read_below_hundred(tokens, i) if i < len(tokens) else None


def _magnitude_at(tokens: Sequence[Token], i: int, language: str) -> tuple[int, int] | None:
    """The magnitude at place `i`, past a hyphen, and the place behind it."""
    if i + 1 < len(tokens) and tokens[i].text == "-" and tokens[i].glued and tokens[i + 1].glued:
        i += 1
    if i >= len(tokens):
        return None
    if abroad := magnitude_of(tokens[i].low, language):
        return abroad, i + 1 + (
            tokens[i + 1 : i + 2] != [] and tokens[i + 1].text == "." and tokens[i].low in _ABBREVIATED
        )
    if tokens[i].low not in MAGNITUDES:
        return None
    if tokens[i].low in LETTERS and not (tokens[i].glued and tokens[i - 1].is_number):
        return None
    return MAGNITUDES[tokens[i].low], i + 1
