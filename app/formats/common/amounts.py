"""Parse amounts: infer how a file writes numbers (decimal and thousands marks), then read one cell."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, getcontext
from functools import lru_cache

from app.formats.common.calendars import PLAIN
from app.formats.common.currencies import currency_of
from app.money import CURRENCIES, exponent

_SPACES = PLAIN | str.maketrans(
    dict.fromkeys("\u00a0\u202f\u2007\u2009\u3000", " ")
    | dict.fromkeys("\u2212\u2013\u2014\ufe63\uff0d", "-")
    | dict.fromkeys("\u2019\u2018\u0060\u00b4", "'")
    | {"¤": "€"}  # the euro of ISO 8859-15 read as Latin 1
)
_CELL = re.compile(r"([^\d.,(]{0,12}\(?[^\d.,]{0,8})((?:[.,](?=\d))?\d[\d.,' ]*)([^\d]{0,12}?)(?:\((?!\)).*\))?\s*$")
# `Rs.45.20`, `S/.45`, `د.ا.4.750`: the dots of an abbreviation are no decimal marks.
_ABBREVIATED = re.compile(r"([^\w.]*)([^\W\d_]{1,3}/?(?:\.[^\W\d_]{1,2})*)\.\s*(?=[-+\d])")
# Currency signs of one or two letters, which elsewhere are flags and codes.
_BESIDE_A_NUMBER = {
    "r": "ZAR", "q": "GTQ", "l": "HNL", "n": "NGN", "s/": "PEN", "b/": "PAB", "ksh": "KES", "tsh": "TZS",
    "ush": "UGX", "tk": "BDT", "fr": "CHF", "sr": "SAR", "dhs": "AED",
    "دا": "JOD", "دإ": "AED", "دك": "KWD", "دب": "BHD", "رس": "SAR", "رق": "QAR", "رع": "OMR",
    "جم": "EGP", "دم": "MAD", "دت": "TND", "دج": "DZD", "لل": "LBP", "دع": "IQD",
}  # fmt: skip
_NINES = str.maketrans("012345678", "9" * 9)
_MARKS = {
    "cr": 1, "cr.": 1, "c": 1, "credit": 1, "h": 1, "haben": 1, "贷": 1, "+": 1,
    "dr": -1, "dr.": -1, "d": -1, "db": -1, "debit": -1, "s": -1, "soll": -1, "借": -1, "-": -1,
}  # fmt: skip


class AmountError(ValueError):
    """A cell that is no amount in the file's number style, with a code for the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """Decimal and thousands mark of a file; `thousands` may be several characters, each of which may
    group digits.
    """

    decimal: str = "."
    thousands: str = ","


@lru_cache(maxsize=4096)
def affixes(lead: str, tail: str, expected: str) -> tuple[int, bool, str | None] | None:
    """(sign, whether the sign is written, currency) of the text around a number; None where that is other text."""
    sign, written, currency = 1, False, None
    lead, tail = lead.strip(), tail.strip()
    if lead.startswith("(") or (lead.endswith("(") and tail.startswith(")")):
        if not tail.endswith(")") and not tail.startswith(")"):
            return None
        sign, written = -1, True
        lead, tail = lead.replace("(", "", 1), tail.replace(")", "", 1)
    for part in _parts(lead) + _parts(tail):
        if part.casefold() in _MARKS:
            sign, written = sign * _MARKS[part.casefold()], True
        elif found := currency_of(part, expected) or _BESIDE_A_NUMBER.get(part.casefold()):
            currency = found
        else:
            return None
    return sign, written, currency


def _parts(text: str) -> list[str]:
    return re.findall(r"[+-]|[^\s+-]+", text.strip("'=|\""))


def currency_beside(text: str, expected: str) -> str | None:
    """The currency that an amount is written with: `4,10 kr`, `R 12.50`; None where it names none."""
    split = split_amount(text)
    around = affixes(split[0], split[2], expected) if split else None
    return around[2] if around else None


def has_word_for_sign(text: str) -> bool:
    """Whether a word or letter beside the number says in or out, as in `12.50 DR`."""
    split = split_amount(text) if text.strip("'\"=")[-1:].isalpha() or "." in text[-1:] or text[:1].isalpha() else None
    parts = _parts(split[0]) + _parts(split[2]) if split else []
    return any(part.casefold() in _MARKS and part not in "+-" for part in parts)


def split_amount(text: str) -> tuple[str, str, str] | None:
    """(text before, number, text after) of an amount cell; a bracketed note behind is left out."""
    text = text.translate(_SPACES).strip()
    if short := _ABBREVIATED.match(text):
        text = f"{short[1]}{short[2].replace('.', '')} {text[short.end() :]}"
    found = _CELL.match(text)
    if not found:
        return None
    lead, number, tail = found.groups()
    return lead, number.rstrip(), tail


@lru_cache(maxsize=65536)
def looks_like_amount(text: str) -> bool:
    """Whether a cell alone can be an amount: a number with at most nine leading digits, sign and
    currency around.
    """
    if not text or len(text) > 48:
        return False
    split = split_amount(text)
    if split is None or affixes(split[0], split[2], "USD") is None:
        return False
    number = split[1]
    plain = number.isdigit()
    if plain:
        return len(number) <= 9 and (number == "0" or not number.startswith("0"))
    return _NUMBER.fullmatch(number) is not None


# Groups of three (or two before the last three, as in India), one decimal mark; float noise has up to 20
# decimals.
_NUMBER = re.compile(
    r"\d{1,3}(?:([,. '])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d{1,20})?"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,20})?|\d*[.,]\d{1,20}|\d+[.,]?"
)


def has_cents(text: str) -> bool:
    """Whether the number ends in a mark and one or two digits, as amounts do and other numbers seldom do."""
    split = split_amount(text)
    return bool(split and re.search(r"[.,]\d{1,2}$", split[1]))


def shape_of(text: str) -> str:
    """The number's way of writing: runs of digits as their lengths capped at 4, marks as they are
    (`1.234,50` is `1.3,2`).
    """
    split = split_amount(text)
    return re.sub(r"\d+", lambda run: str(min(len(run[0]), 4)), split[1]) if split else ""


def pattern_of(text: str) -> str:
    """The cell with every digit a 9: cheap to compute, and shapes are counted by it."""
    return text.translate(_NINES)


def shapes_of(patterns: Counter[str]) -> Counter[str]:
    """Shapes of counted patterns, with their counts."""
    shapes: Counter[str] = Counter()
    for pattern, count in patterns.items():
        if shape := shape_of(pattern):
            shapes[shape] += count
    return shapes


def infer_style(shapes: Counter[str]) -> tuple[NumberStyle, str]:
    """The number style of a whole file by its shapes, and the mark that stays undecided ("" where none does).

    A mark that comes before another one groups digits, as does one that comes twice; the last of two kinds, or one not
    followed by exactly three digits, is the decimal mark. Only `1.234` alone decides nothing.
    """
    votes: Counter[str] = Counter()
    for shape, count in shapes.items():
        decimal, grouping = _evidence(shape)
        votes[decimal] += count
        for mark in grouping & set(".,"):  # what groups digits is not the decimal mark, so the other one is
            votes["," if mark == "." else "."] += count
    if votes["."] or votes[","]:
        return style_of("." if votes["."] >= votes[","] else ","), ""
    left = [mark for mark in ".," if any(mark in shape for shape in shapes)]
    return style_of("."), left[0] if left else ""


def style_of(decimal: str) -> NumberStyle:
    """The style with this decimal mark; all other marks group digits."""
    return NumberStyle(decimal, ("," if decimal == "." else ".") + "' ")


def _evidence(shape: str) -> tuple[str, set[str]]:
    """(decimal mark or "", grouping marks) one shape proves."""
    marks = re.findall(r"[.,' ]", shape)
    last = marks[-1] if marks else ""
    if last not in (".", ","):
        return "", set(marks)
    before = marks[:-1]
    if before:
        return ("", set(marks)) if last in before else (last, set(before))
    head, _, rest = shape.partition(last)
    return (last if rest != "3" or head in ("", "4") else ""), set()


Parsed = tuple[Decimal, bool, str | None]


def amount_reader(style: NumberStyle, expected: str) -> Callable[[str], Parsed | None]:
    """A function from cell text to (amount, sign written, currency in the cell); None for an empty cell.

    It raises AmountError where the cell is no number in the file's style.
    """
    thousands = re.escape(style.thousands)
    number = re.compile(
        rf"(?:\d+|\d{{1,3}}(?:[{thousands}]\d{{3}})+|\d{{1,2}}(?:[{thousands}]\d{{2}})+[{thousands}]\d{{3}})?"
        rf"(?:{re.escape(style.decimal)}(\d*))?"
    )
    plain = re.compile(rf"(-?)(\d+){re.escape(style.decimal)}(\d\d)", re.ASCII)
    drop = str.maketrans(dict.fromkeys(style.thousands) | {style.decimal: "."})

    def read(text: str) -> Parsed | None:
        if found := plain.fullmatch(text):
            return (
                Decimal(text if style.decimal == "." else f"{found[1]}{found[2]}.{found[3]}"),
                found[1] != "",
                None,
            )
        split = split_amount(text)
        if split is None:
            _check_empty(text)
            return None
        around = affixes(split[0], split[2], expected)
        if around is None or not number.fullmatch(split[1]):
            raise AmountError("bad_amount", f"{text.strip()[:60]!r} is no amount in the way this file writes numbers.")
        value = Decimal(split[1].translate(drop))
        return (value if around[0] > 0 else -value), around[1], around[2]

    return read


# Cells that say "nothing here" in the amount columns of real files.
_EMPTY = frozenset(["", "-", "--", "---", "/", "n/a", "na", "null", "none", "nil", "–"])


def _check_empty(text: str) -> None:
    if text.translate(_SPACES).strip().strip("'\"").casefold() not in _EMPTY:
        raise AmountError("bad_amount", f"{text.strip()[:60]!r} is no amount.")


def fit_decimals(amount: Decimal, currency: str) -> Decimal:
    """The amount if the currency has as many decimals; binary float noise is taken off.

    12.300000000000001 is 12.30 written by a program that counts in floats: within a millionth of the
    minor unit, with ten or more decimals. Anything else with too many decimals raises AmountError
    `too_many_decimals`, one of too many digits `bad_amount`.
    """
    digits = exponent(currency) if currency in CURRENCIES else 2
    places = int(amount.as_tuple().exponent)
    if -places <= digits:
        return amount
    if amount.adjusted() + digits >= getcontext().prec:  # more digits than can be counted with
        raise AmountError("bad_amount", f"{amount} is no sum of money.")
    rounded = round(amount, digits)
    if rounded == amount or (-places >= 10 and abs(rounded - amount) < Decimal(1).scaleb(-digits - 6)):
        return rounded
    raise AmountError("too_many_decimals", f"{amount} has more decimals than {currency} has.")
