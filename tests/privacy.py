"""Checks that nothing private reached a model: what the fake Gemini received against values that must never leave.

Use it in any test whose code asks a model:

    from tests.privacy import assert_nothing_private

    say("dinner with Zofia Kowalczyk, paid from DE89 3704 0044 0532 0130 00")
    assert_nothing_private(fake.received, ["Zofia Kowalczyk", "DE89 3704 0044 0532 0130 00"])

A value is given as a user wrote it. It has leaked where a word of it of three letters or more, or four digits of it in
a row, are in the data of any request, however they are written there: in capitals, spaced, escaped as JSON. `common`
are words of a value that anybody may say ("street"). Nothing received at all fails, too, as then nothing was tried.
"""

import json
import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]{3,}")
_DIGITS = re.compile(r"\d(?:[\s./,:()-]{0,2}\d)*")
_IN_A_ROW = 4
_AMOUNT = re.compile(r"(?<![\d.,])\d{1,5}[.,]\d\d(?![.,]?\d)")


def assert_nothing_private(received, values, common=()):
    """Fail where any of the values is in what the model was sent; `received` are requests, or texts."""
    texts = [each if isinstance(each, str) else each.data for each in received]
    assert texts, "no request reached the model"
    for text in texts:
        assert leaked(text, values, common) == [], text


def leaked(text, values, common=()):
    """The values of which something is left in a text, each with what is left of it."""
    plain = folded(_unescaped(text))
    words, numbers = set(_WORD.findall(plain)), _DIGITS.findall(_AMOUNT.sub(" ", plain))
    digits = [re.sub(r"\D", "", run) for run in numbers]
    fine = set(map(folded, common))
    return [(value, left) for value in values if (left := _left_of(folded(value), words - fine, digits))]


def _left_of(value, words, digits):
    told = [word for word in _WORD.findall(value) if word in words]
    runs = [re.sub(r"\D", "", run) for run in _DIGITS.findall(value)]
    parts = {run[at : at + _IN_A_ROW] for run in runs for at in range(len(run) - _IN_A_ROW + 1)}
    return told + sorted(part for part in parts if any(part in run for run in digits))


def folded(text):
    """The text as it is compared: without case, accents and other forms of the same characters."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def _unescaped(text):
    """JSON with its characters as they are; anything else as it is."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text
