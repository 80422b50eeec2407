"""The currency of a receipt: by its signs and codes, those on the line of the total first."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from app.money import CURRENCIES
from app.receipts.grammar.labels import TOTAL

_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
    "₽": "RUB",
    "₫": "VND",
    "฿": "THB",
    "₴": "UAH",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "fr.": "CHF",
    "円": "JPY",
    "元": "CNY",
    "원": "KRW",
    "euro": "EUR",
    "руб": "RUB",
    "us$": "USD",
    "ca$": "CAD",
    "c$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "r$": "BRL",
    "mx$": "MXN",
}
# Signs of several currencies: the workspace's own where it is one of them, else the first.
_SHARED = {
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "ARS", "CLP", "COP", "TWD"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "¥": ("JPY", "CNY"),
    "£": ("GBP", "EGP"),
}
_SIGN = re.compile(
    r"(?:(?<![a-z])(?:us|ca|c|a|au|nz|hk|s|r|mx))?\$|[€£¥₹₩₪₺₽₫฿₴円元원]"
    r"|(?:(?<=\d)|(?<=\d\s))(?:zł|kč|kr|ft|руб|euro?)(?!\w)|(?<!\w)fr\.(?=\s?\d)"
)
_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_BESIDE_NUMBER = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?=\s?[-−]?\d)|(?<=\d)\s?([A-Z]{3})(?![A-Za-z])")
# Codes that are words of receipts in capitals; they count on the line of the total only.
_WORDS = frozenset(re.findall(r"\w+", "ALL AMD ANG ARS BAM BOB CHE COP CUP GEL LAK MAD MOP MUR PEN SOS STN TOP TRY"))


def currency_of(texts: Sequence[str], usual: str) -> str | None:
    """Returns the currency that a receipt names; None where it names none. `usual` decides what a shared sign is."""
    totals = [text for text in texts if TOTAL.search(text.casefold())]
    return _most(_named(totals, usual, words=True)) or _most(_named(texts, usual, words=False))


def _most(found: Iterable[str]) -> str | None:
    counted = Counter(found).most_common(1)
    return counted[0][0] if counted else None


def _named(texts: Sequence[str], usual: str, *, words: bool) -> Iterator[str]:
    for text in texts:
        for match in _SIGN.finditer(text.casefold()):
            yield _of_sign(match[0], usual)
        beside = (match[1] or match[2] for match in _BESIDE_NUMBER.finditer(text))
        for code in _CODE.findall(text) if words else beside:
            if code in CURRENCIES and (words or code not in _WORDS):
                yield code


def _of_sign(sign: str, usual: str) -> str:
    shared = _SHARED.get(sign)
    if shared:
        return usual if usual in shared else shared[0]
    return _SIGNS.get(sign, "EUR")
