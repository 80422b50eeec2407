"""Words of the calendar as regular expressions (RE2: linear in the text) and the numbers they stand for."""

from babel import Locale

from app.ai.local.number_words import ONES, TENS
from app.ai.local.tokens import word_set

# Months and weekdays of these languages are read in any sentence; English words win where two share one.
_LANGUAGES = ("pl", "tr", "da", "sv", "nl", "pt", "it", "es", "fr", "de", "en")
# Of these the full names only.
_IN_FULL = ("pl", "tr", "da", "sv", "nl")
# Month or weekday words of other languages that mean something else in everyday English.
_NOT_CALENDAR = word_set(
    "mar set dom sab gio ven do so mi mo ter di ma me lun sam dim mer jeu mié qui qua sex seg mag ago out lug fr sa"
    " mart pazar marca ocak"
)
_ENGLISH_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_ENGLISH_DAYS = [
    ["mon"], ["tue", "tues"], ["wed", "weds"], ["thu", "thur", "thurs"], ["fri"], ["sat"], ["sun"],
]  # fmt: skip


def _alternatives(words: list[str] | dict[str, int]) -> str:
    return "|".join(sorted((word.replace(".", "") for word in words), key=len, reverse=True))


def _words_of(kind: str, widths: tuple[str, ...]) -> dict[str, int]:
    """Names of months (1-12) or days (Monday 0) in all languages, dots removed."""
    names: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in widths if language not in _IN_FULL else ("wide",):
            table = getattr(Locale.parse(language), kind)["format"][width]
            names.update((name.lower().rstrip("."), number) for number, name in table.items())
    return {name: number for name, number in names.items() if name not in _NOT_CALENDAR}


MONTHS = _words_of("months", ("wide", "abbreviated"))
MONTHS |= {name: number for number, name in enumerate(_ENGLISH_MONTHS.split(), start=1)} | {"sept": 9}
WEEKDAYS = _words_of("days", ("wide",))
WEEKDAYS |= {name: day for day, names in enumerate(_ENGLISH_DAYS) for name in names}
WEEKDAYS |= {
    name.removesuffix("-feira"): day for name, day in WEEKDAYS.items() if name not in {"segunda-feira", "sexta-feira"}
}

_SMALL = [word for word, value in ONES.items() if 0 < value < 10]
_TEENS = [word for word, value in ONES.items() if value >= 10]
_ORDINAL_ONES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_ORDINAL_TEENS = ["tenth", "eleventh", "twelfth", *(f"{word}th" for word in _TEENS[3:])]
_ORDINALS = {word: value for value, word in enumerate(_ORDINAL_ONES + _ORDINAL_TEENS, start=1)}
_ORDINALS |= {"twentieth": 20, "thirtieth": 30}

MONTH = f"(?:{_alternatives(MONTHS)})"
WEEKDAY = f"(?:{_alternatives(WEEKDAYS)})"
# Short forms that are words of their own (sun cream, sat down, mon café) need something that says day.
_WORDLIKE_DAYS = {"sun", "sat", "mon", "wed"}
SURE_WEEKDAY = f"(?:{_alternatives([name for name in WEEKDAYS if name not in _WORDLIKE_DAYS])})"
_ONE_TO_NINE = _alternatives(_SMALL)
CARDINAL = f"(?:(?:{_alternatives(TENS)})(?:[- ](?:{_ONE_TO_NINE}))?|{_alternatives(_TEENS)}|{_ONE_TO_NINE})"
ORDINAL = f"(?:(?:twenty|thirty)[- ](?:{_alternatives(_ORDINAL_ONES)})|{_alternatives(_ORDINALS)})"
DIGIT_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
DIGIT_ORDINAL = rf"{DIGIT_DAY}\s?(?:st|nd|rd|th|er|º|ª)"
DAY = rf"(?:{DIGIT_ORDINAL}|{ORDINAL}|{CARDINAL}|{DIGIT_DAY})"
_HUNDREDS = rf"(?:{_alternatives(_TEENS)}|twenty)"
SPELLED_YEAR = (
    rf"(?:two thousand(?: and)?(?: {CARDINAL})?|{_HUNDREDS} hundred(?: and)?(?: {CARDINAL})?|"
    rf"{_HUNDREDS} (?:(?:oh|o) (?:{_alternatives(_SMALL)})|{CARDINAL}))"
)
YEAR_DIGITS = r"(?:1[5-9]|20|21)\d\d"
YEAR = rf"(?:{YEAR_DIGITS}|{SPELLED_YEAR}|'\d\d)"


def read_number(text: str) -> int:
    """The value of digits or of a cardinal or ordinal below a hundred; 0 if it is none."""
    digits = "".join(char for char in text if char.isdecimal())
    if digits:
        return int(digits)
    words = text.replace("-", " ").split()
    return sum(TENS.get(word, 0) + ONES.get(word, 0) + _ORDINALS.get(word, 0) for word in words)


def read_year(text: str, reference_year: int) -> int:
    """The year meant by four digits, by two (`'87`: the latest not after next year) or by words."""
    digits = text.strip("'")
    if digits.isdecimal():
        return int(digits) if len(digits) == 4 else _full_year(int(digits), reference_year)
    words = [word for word in text.replace("-", " ").split() if word not in {"and", "oh", "o"}]
    if words[1] == "thousand":
        return 2000 + read_number(" ".join(words[2:]))
    rest = words[2:] if words[1] == "hundred" else words[1:]
    return read_number(words[0]) * 100 + read_number(" ".join(rest))


def _full_year(two_digits: int, reference_year: int) -> int:
    year = reference_year // 100 * 100 + two_digits
    return year if year <= reference_year + 1 else year - 100
