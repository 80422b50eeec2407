"""The classes of the words of a question: numbers, amounts, months, days, units. Phrases have slots for them."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from babel import Locale, UnknownLocaleError

from app.ai.questions.phrases import Language
from app.ai.questions.vocabulary import Setting
from app.ai.questions.words import Word

_DIGITS = re.compile(r"(\d{1,3})(st|nd|rd|th|er|ers)?")
_YEAR = re.compile(r"(?:19[5-9]|20|21)\d\d")
_QUARTER = re.compile(r"([qth])([1-4])")
_NUMBERS = re.compile(r"\d+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
# Currencies whose sign or name a user of one of them means by it.
_DOLLARS = frozenset(["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP"])
_LONGEST_AMOUNT = 15
# Thu and Thur are short for a day; thus is a word.
_LONGEST_SHORT_DAY = 5


class Slot(NamedTuple):
    """A word, or `length` of them, that belongs to a class; the value is what it stands for there."""

    name: str
    value: Any
    length: int = 1


class Money(NamedTuple):
    """An amount that was said, with its currency if one was."""

    value: Decimal
    currency: str | None


class DayOfYear(NamedTuple):
    """A day in numbers; the year may be missing."""

    year: int | None
    month: int
    day: int


def slots_of(words: Sequence[Word], tongue: Language, setting: Setting) -> list[list[Slot]]:
    """Returns the classes of each word."""
    return [
        [*_plain(word, tongue), *_money(words, at, tongue, setting), *_dates(word, setting)]
        for at, word in enumerate(words)
    ]


def _plain(word: Word, tongue: Language) -> Iterator[Slot]:
    if word.kind == "number":
        yield from _numbers(word.key)
    if word.kind != "word":
        return
    for name, values in tongue.classes.items():
        if name != "currency" and word.key in values:
            yield Slot(name, values[word.key])
    if len(word.key) > _LONGEST_SHORT_DAY and word.key.endswith("s") and word.key[:-1] in tongue.classes["weekday"]:
        yield Slot("weekdays", tongue.classes["weekday"][word.key[:-1]])
    if part := _QUARTER.fullmatch(word.key):
        yield Slot("h" if part[1] == "h" else "q", int(part[2]))


def _numbers(key: str) -> Iterator[Slot]:
    if _YEAR.fullmatch(key):
        yield Slot("year", int(key))
    digits = _DIGITS.fullmatch(key)
    if not digits or not (number := int(digits[1])):
        return
    if number <= 31:
        yield Slot("d", number)
    if digits[2]:
        yield Slot("ord", number)
        yield Slot("nth", number)
    else:
        yield Slot("n", number)


def _money(words: Sequence[Word], at: int, tongue: Language, setting: Setting) -> Iterator[Slot]:
    """The currency at a place, and the amount that begins there, with the currency before or behind it."""
    before = currency_of(words[at], tongue, setting)
    if before:
        yield Slot("cur", before)
    place = at + 1 if before else at
    value = _amount(words[place], tongue) if place < len(words) else None
    if value is None:
        return
    if not before and _in_a_day(words, place, tongue):
        return
    behind = currency_of(words[place + 1], tongue, setting) if place + 1 < len(words) and not before else None
    yield Slot("money" if before else "amount", Money(value, before), place + 1 - at)
    if before or behind:
        length = place + (1 if before else 2) - at
        yield Slot("amount", Money(value, before or behind), length)
        yield Slot("money", Money(value, before or behind), length)


def _in_a_day(words: Sequence[Word], place: int, tongue: Language) -> bool:
    """Whether a number stands beside the name of a month."""
    beside = (words[near].key for near in (place - 1, place + 1) if 0 <= near < len(words))
    return any(key in tongue.classes["month"] for key in beside)


def _amount(word: Word, tongue: Language) -> Decimal | None:
    if word.kind == "word":
        number = tongue.classes.get("n", {}).get(word.key)
        return None if number is None else Decimal(number)
    text = word.key.removesuffix("k")
    if word.kind != "number" or not _NUMBERS.search(text) or len(text) > _LONGEST_AMOUNT:
        return None
    if _THOUSANDS.fullmatch(text):
        plain = re.sub("[.,]", "", text)
    else:
        whole, _, part = text.replace(",", ".").rpartition(".")
        plain = f"{whole.replace('.', '')}.{part}" if whole else part
    try:
        return Decimal(plain) * (1000 if word.key.endswith("k") else 1)
    except ArithmeticError:
        return None


def currency_of(word: Word, tongue: Language, setting: Setting) -> str | None:
    """Returns the code of the currency that a word or sign names."""
    named = tongue.classes["currency"].get(word.key)
    if named == "USD" and word.key != "usd" and setting.currency in _DOLLARS:
        return setting.currency
    if named:
        return str(named)
    return word.raw if len(word.raw) == 3 and word.raw in _codes() else None


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(map(str, Locale.parse("en").currencies))


def _dates(word: Word, setting: Setting) -> Iterator[Slot]:
    """A day in numbers, 2026-03-31, 31.3.2026 or as the locale writes it."""
    if word.kind != "day":
        return
    numbers = [int(number) for number in _NUMBERS.findall(word.key)]
    if "-" in word.key:
        year, month, day = numbers
    else:
        first, second = numbers[:2]
        month_first = "/" in word.key and _month_first(setting.locale)
        month, day = (first, second) if month_first else (second, first)
        year = _full_year(numbers[2]) if len(numbers) > 2 else 0
    if month > 12 >= day and "/" in word.key:
        month, day = day, month
    try:
        date(year or 2024, month, day)
    except ValueError:
        return
    yield Slot("date", DayOfYear(year or None, month, day))


def _full_year(year: int) -> int:
    return year + 2000 if year < 100 else year


@lru_cache(maxsize=64)
def _month_first(locale: str) -> bool:
    try:
        return str(Locale.parse(locale, sep="-").date_formats["short"].pattern).startswith("M")
    except (ValueError, UnknownLocaleError):
        return False
