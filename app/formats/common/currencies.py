"""Parse currencies as statements write them (codes, symbols, names) to ISO 4217 codes."""

import re
from functools import lru_cache

from app.money import CURRENCIES

_NAMES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pound sterling": "GBP",
    "pounds": "GBP", "us$": "USD", "usd$": "USD", "u$s": "USD", "us dollar": "USD",
    "ca$": "CAD", "c$": "CAD", "can$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD",
    "hk$": "HKD", "s$": "SGD", "nt$": "TWD", "r$": "BRL", "mx$": "MXN", "₹": "INR",
    "rs": "INR", "rs.": "INR", "₽": "RUB", "руб": "RUB", "руб.": "RUB", "р.": "RUB",
    "rur": "RUB", "₴": "UAH", "грн": "UAH", "₺": "TRY", "tl": "TRY", "₩": "KRW",
    "원": "KRW", "₪": "ILS", "₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN", "₸": "KZT",
    "zł": "PLN", "zl": "PLN", "kč": "CZK", "kc": "CZK", "ft": "HUF", "lei": "RON",
    "лв": "BGN", "лв.": "BGN", "fr.": "CHF", "sfr": "CHF", "sfr.": "CHF", "人民币": "CNY",
    "人民幣": "CNY", "人民币元": "CNY", "元": "CNY", "rmb": "CNY", "美元": "USD", "港币": "HKD",
    "港元": "HKD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "円": "JPY", "jp¥": "JPY",
    "cn¥": "CNY", "台币": "TWD", "新台币": "TWD", "新臺幣": "TWD", "澳元": "AUD", "加元": "CAD",
    "₡": "CRC", "gh₵": "GHS", "₵": "GHS", "৳": "BDT", "₾": "GEL", "֏": "AMD", "₼": "AZN", "₮": "MNT", "₲": "PYG",
    "﷼": "IRR", "bs.": "BOB", "s/": "PEN", "shekel": "ILS", "nis": "ILS", "ש״ח": "ILS", "שח": "ILS", "ש\"ח": "ILS",
    "rp": "IDR", "rm": "MYR", "kwd": "KWD", "د.إ": "AED", "dh": "MAD",
}  # fmt: skip
_DOLLARS = (
    "USD",
    "CAD",
    "AUD",
    "NZD",
    "HKD",
    "SGD",
    "TWD",
    "MXN",
    "ARS",
    "CLP",
    "COP",
    "BSD",
    "BBD",
    "JMD",
    "TTD",
)
_CROWNS = ("SEK", "NOK", "DKK", "ISK")
# A sign several countries share stands for the one the caller expects, else for the first here.
_SHARED = {
    "$": _DOLLARS, "¥": ("JPY", "CNY"), "￥": ("CNY", "JPY"), "kr": _CROWNS,
    "kr.": ("DKK", "SEK", "NOK", "ISK"),
    "₨": ("PKR", "INR"), "dollar": _DOLLARS, "dollars": _DOLLARS, "圓": ("TWD", "HKD"),
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]{3}(?![A-Za-z])|[€£₹₽₴₺₩₪₫฿₱₦₸$¥￥]|[^\W\d_]+\$?")


@lru_cache(maxsize=4096)
def currency_of(text: str, expected: str) -> str | None:
    """The currency a short text names (`EUR`, `€`, `人民币`, `kr`), None if it names none."""
    word = text.strip().strip("()[]").strip()
    if not word or len(word) > 20:
        return None
    if word.upper() in CURRENCIES:
        return word.upper()
    lower = word.casefold()
    if shared := _SHARED.get(lower):
        return expected if expected in shared else shared[0]
    return _NAMES.get(lower) or _NAMES.get(lower.rstrip("."))


def currency_in(text: str, expected: str) -> str | None:
    """The currency named somewhere in a header or preamble text: `Betrag (EUR)`, `人民币金额`, `5.000,01
    EUR`.
    """
    for word in _WORD.findall(text):
        # Lower-case three-letter words are words ("all", "top"), not codes.
        if word.isascii() and word.isalpha() and not word.isupper():
            continue
        if found := currency_of(word, expected):
            return found
    return next((code for name, code in _NAMES.items() if not name.isascii() and len(name) > 1 and name in text), None)


def script_of(text: str) -> str | None:
    """`han`, `kana` or None: which script a text uses, to tell which of two currencies a shared sign means."""
    if re.search(r"[぀-ヿ]", text):
        return "kana"
    return "han" if re.search(r"[一-鿿]", text) else None
