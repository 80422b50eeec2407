"""Parse currencies as statements write them (codes, symbols, names) to ISO 4217 codes."""

import re
from functools import lru_cache

from app.formats.common.word_lists import read_sections
from app.money import CURRENCIES

_NAMES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "pound sterling": "GBP",
    "pounds": "GBP", "us$": "USD", "usd$": "USD", "u$s": "USD", "us dollar": "USD",
    "ca$": "CAD", "c$": "CAD", "can$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD",
    "hk$": "HKD", "s$": "SGD", "nt$": "TWD", "r$": "BRL", "mx$": "MXN", "₹": "INR",
    "₽": "RUB", "rur": "RUB", "din": "RSD", "дин": "RSD", "ден": "MKD",
    "₴": "UAH", "грн": "UAH", "₺": "TRY", "tl": "TRY", "₩": "KRW",
    "원": "KRW", "₪": "ILS", "₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN", "₸": "KZT",
    "zł": "PLN", "zl": "PLN", "kč": "CZK", "kc": "CZK", "ft": "HUF", "fr.": "CHF",
    "sfr": "CHF", "sfr.": "CHF", "人民币": "CNY",
    "人民幣": "CNY", "人民币元": "CNY", "元": "CNY", "rmb": "CNY", "美元": "USD", "港币": "HKD",
    "港元": "HKD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "円": "JPY", "jp¥": "JPY",
    "cn¥": "CNY", "台币": "TWD", "新台币": "TWD", "新臺幣": "TWD", "澳元": "AUD", "加元": "CAD",
    "₡": "CRC", "gh₵": "GHS", "₵": "GHS", "৳": "BDT", "₾": "GEL", "֏": "AMD", "₼": "AZN", "₮": "MNT", "₲": "PYG",
    "s/": "PEN", "shekel": "ILS", "nis": "ILS", "ש״ח": "ILS", "שח": "ILS", "ש\"ח": "ILS",
    "rp": "IDR", "rm": "MYR", "kwd": "KWD", "د.إ": "AED",
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
_RUPEES = ("INR", "PKR", "LKR", "NPR", "MUR", "SCR")
_ROUBLES = ("RUB", "BYN")
# A sign several countries share stands for the one the caller expects, else for the first here.
_SHARED = {
    "$": _DOLLARS, "¥": ("JPY", "CNY"), "￥": ("CNY", "JPY"), "kr": _CROWNS,
    "kr.": ("DKK", "SEK", "NOK", "ISK"), "rs": _RUPEES, "rs.": _RUPEES,
    "₨": ("PKR", *_RUPEES), "dollar": _DOLLARS, "dollars": _DOLLARS, "圓": ("TWD", "HKD"),
    "lei": ("RON", "MDL"), "руб": _ROUBLES, "руб.": _ROUBLES, "р.": _ROUBLES, "bs": ("BOB", "VES"),
    "bs.": ("BOB", "VES"), "﷼": ("IRR", "SAR", "OMR", "QAR", "YER"), "dh": ("MAD", "AED"), "fcfa": ("XOF", "XAF"),
}  # fmt: skip
# As above, but elsewhere than in the countries of the others it is the first one's for sure.
_MOSTLY = {"£": ("GBP", "EGP", "GIP", "FKP", "SHP", "LBP", "SYP", "SDG"), "лв": ("BGN", "KGS", "UZS")}
_WORD = re.compile(r"[A-Za-z]{3}(?![A-Za-z])|[€£₹₽₴₺₩₪₫฿₱₦₸$¥￥]|[^\W\d_]+\$?")

_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{3}(?![A-Za-z0-9])")
# Codes that are words or abbreviations in headings of statements.
_ALSO_WORDS = frozenset(["ALL", "TOP", "CUP", "MOP", "PEN", "BAM", "ANG", "SOS"])
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₴": "UAH", "₺": "TRY", "₪": "ILS", "₫": "VND", "₸": "KZT"}
# Names of one currency, as sentences write them: the full ones of currency_names.txt, and short ones of every day.
_SHORT_NAMES = {
    "EUR": "eur|evro", "CHF": "swiss franc|franken|franc suisse", "GBP": "pound sterling|pounds sterling",
    "USD": "us dollar|u.s. dollars|dollars américains", "PLN": "złoty|złotych|złotówki|polish zloty|zlotys",
    "CZK": "kč|koruna česká|korun českých|české koruny|czech crowns|czech koruna", "HUF": "forint|forintban",
    "RON": "lei|lei românești", "SEK": "swedish krona", "RUB": "рубль|рубли|рублей|рублях|russian roubles",
    "UAH": "гривня|гривні|гривень|гривнах|гривен|hryvnia", "TRY": "türk lirası|turkish lira",
    "INR": "rupees|indian rupee", "JPY": "yen|日本円", "CNY": "人民币|renminbi",
    "BRL": "reais|real brasileiro|brazilian real", "BGN": "лева|български лев", "CAD": "dollars canadiens",
}  # fmt: skip
_WORDS = {name: code.upper() for code, names in read_sections("currency_names.txt").items() for name in names} | {
    name: code for code, names in _SHORT_NAMES.items() for name in names.split("|")
}


@lru_cache(maxsize=4096)
def currency_of(text: str, expected: str) -> str | None:
    """The currency a short text names (`EUR`, `€`, `人民币`, `kr`), None if it names none."""
    word = text.strip().removeprefix("CURRENCY::").strip("()[]").strip()
    if not word or len(word) > 20:
        return None
    if word.upper() in CURRENCIES:
        return word.upper()
    lower = word.casefold()
    if shared := _SHARED.get(lower) or _MOSTLY.get(lower.rstrip(".")):
        return expected if expected in shared else shared[0]
    return _NAMES.get(lower) or _NAMES.get(lower.rstrip("."))


def rivals(currency: str, expected: str) -> set[str]:
    """Others that a sign read as this currency may mean; none where the expected one uses that sign, which settles it.

    What is read differently where one of them is expected is a guess.
    """
    return {shared[1] for shared in _SHARED.values() if shared[0] == currency and expected not in shared}


def is_guess(text: str, expected: str) -> bool:
    """Whether a short text is a sign of several currencies, none of which is the expected one."""
    found = currency_of(text, expected)
    return found is not None and any(currency_of(text, other) != found for other in rivals(found, expected))


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


def currency_words_in(text: str) -> set[str]:
    """The currencies that a sentence or a label names: by a code in capitals, a sign, or in words.

    `Alle Beträge in EUR`, `Amounts in Swiss francs`, `Account 123 (UAH)`. A word that several countries' currencies
    share counts for none: a text that says `crowns` leaves open whose.
    """
    folded = " ".join(text.casefold().split())
    found = {code for words, code in _WORDS.items() if words in folded and _stands_alone(words, folded)}
    codes = {code for code in _CODE.findall(text) if code in CURRENCIES and code not in _ALSO_WORDS}
    signs = {code for sign, code in _SIGNS.items() if sign in text}
    return found | codes | signs


def _stands_alone(words: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text))


def script_of(text: str) -> str | None:
    """`han`, `kana` or None: which script a text uses, to tell which of two currencies a shared sign means."""
    if re.search(r"[぀-ヿ]", text):
        return "kana"
    return "han" if re.search(r"[一-鿿]", text) else None
