"""Currencies as people write them: signs, ISO codes and names of the world, and their cents.

Names come from Unicode CLDR, so `Thai baht` and `Kenyan shillings` need no table; what follows adds everyday
words.
A word that several countries share (dollar, peso, krone) means the caller's own currency where that fits.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from app.ai.local.currency_names import currency_names, key_of
from app.ai.local.tokens import Token, word_set
from app.money import CURRENCIES


class Money(NamedTuple):
    """What a currency phrase stands for.

    `codes` are the ISO codes it may mean, likeliest first; empty for money ISO 4217 does not list (any more).
    `part` is the share of the unit it names: 1 for a dollar, 0.01 for a cent.
    `sign` tells signs and codes (which stand before or behind a number) from names (`dollars`).
    """

    codes: tuple[str, ...]
    part: Decimal = Decimal(1)
    sign: bool = False

    def code_for(self, default: str) -> str:
        """The one currency meant where `default` is the caller's own."""
        return default if not self.codes or default in self.codes else self.codes[0]


_DOLLARS = "USD CAD AUD NZD SGD HKD TWD BBD BSD BMD BND BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD"
_PESOS = "MXN ARS CLP COP PHP UYU DOP CUP"
_CROWNS = "SEK NOK DKK ISK CZK"

# Signs: written before or behind the number. Spaces within a phrase are optional in the text.
_SIGNS = {
    _DOLLARS + " " + _PESOS: "$ ＄ ﹩",
    "USD": "us$,u.s$,u.s.$,usd$,u$s,$us",
    "CAD": "c$,ca$,can$,cad$,cdn$,$ca",
    "AUD": "a$,au$,aud$,aus$,$au",
    "NZD": "nz$,nzd$,$nz",
    "SGD": "s$,sg$,sgd$",
    "HKD": "hk$,hkd$",
    "TWD": "nt$,ntd,ntd$",
    "MXN": "mex$,mx$,mxn$",
    "BRL": "r$,br$,reais,real",
    "JMD": "j$,ja$",
    "BSD": "b$",
    "BBD": "bds$",
    "BZD": "bz$",
    "FJD": "fj$",
    "GYD": "gy$",
    "NAD": "n$",
    "XCD": "ec$",
    "TTD": "tt$",
    "LRD": "l$",
    "KYD": "ci$",
    "SRD": "srd$",
    "NIO": "c$n",
    "DOP": "rd$",
    "CLP": "clp$",
    "COP": "col$",
    "UYU": "$u",
    "GBP EGP SYP LBP": "£,￡",
    "EUR": "€",
    "JPY CNY": "¥,￥",
    "JPY": "円",
    "CNY": "元,cn¥,rmb",
    "INR PKR LKR NPR MUR": "rs,rs.,₨",
    "INR": "₹,रु,रु.,रू",
    "KRW": "₩,원",
    "RUB": "₽,руб,руб.,р.,rub.",
    "TRY": "₺,tl,tl.",
    "UAH": "₴,грн,грн.",
    "VND": "₫,vnđ",
    "PHP": "₱",
    "NGN": "₦",
    "ILS": "₪,nis",
    "THB": "฿",
    "CRC": "₡",
    "PYG": "₲",
    "GHS": "₵,gh₵",
    "KZT": "₸,тг,тг.",
    "AZN": "₼",
    "GEL": "₾",
    "MNT": "₮",
    "LAK": "₭",
    "KHR": "៛",
    "BDT": "৳",
    _CROWNS: "kr,kr.",
    "PLN": "zł,zł.",
    "CZK": "kč,kč.",
    "HUF": "ft",
    "BGN": "лв,лв.",
    "RSD": "din",
    "MYR": "rm",
    "IDR": "rp,rp.",
    "CHF": "sfr,sfr.,fr.",
    "ZAR": "r",
    "PEN": "s/",
    "AED": "dhs,dh",
    "KES": "ksh",
    "UGX": "ush",
    "TZS": "tsh",
}
_NAMES = {
    _DOLLARS: "dollar,dollars,bucks,buck",
    _PESOS: "peso,pesos",
    "GBP EGP SYP LBP SSP SDG FKP GIP SHP": "pound,pounds",
    "USD": "us dollar,us dollars,u.s. dollar,u.s. dollars,american dollar,american dollars,us bucks",
    "GBP": "sterline,sterlini,libras,pond,pund,pfund,पाउंड,ब्रिटिश पाउंड,quid,pound sterling,pounds sterling,sterling,"
    "british pound,british pounds",
    "EUR": "euro,euros,eur,eurs,d'euros,d'euro,avro,euroa,ευρώ,евро,यूरो,evro",
    "JPY": "yen,yens",
    "BMD": "bermudian dollar,bermudian dollars",
    "CNY": "yuan,yuans,renminbi,kuai,chinese yuans",
    "INR PKR LKR NPR MUR SCR": "rupee,rupees,rupaye,rupay,rupaiya,रुपये,रुपए,रुपया,रुपयों",
    _DOLLARS + " ": "dólar,dólares,dollari,dollaro,dolar,doları,dolara,डॉलर,доллар,доллара,долларов",
    _PESOS + " ": "पेसो",
    "CHF XOF XAF XPF KMF DJF GNF RWF BIF": "franc,francs,franken",
    _CROWNS: "crown,crowns,krona,kronor,krone,kroner,kronur,korun,koruna",
    "TRY": "lira,liras,turkish liras,lirası,liraya",
    "RUB BYN": "ruble,rubles,rouble,roubles,рубль,рубля,рублей,rublos,rubel,roebel",
    "UAH": "hryvnias,hryvni,hryven,гривна,гривны,гривен,гривня,гривні,гривень",
    "BRL": "reais,brazilian reais",
    "ILS": "shekel,shekels,sheqels",
    "PLN": "zloty,zlotys,zlotych,złoty,złotych",
    "SAR QAR OMR YER": "riyal,riyals",
    "IRR OMR YER QAR SAR": "rial,rials",
    "AED MAD": "dirham,dirhams",
    "KWD IQD JOD BHD TND DZD LYD RSD MKD": "dinar,dinars",
    "KES UGX TZS SOS": "shilling,shillings",
    "KRW KPW": "won,wons",
    "ZAR": "rands",
    "HUF": "forints",
    "RON MDL": "leu,lei",
    "VND": "dongs",
    "THB": "bahts",
    "IDR": "rupiahs",
    "MYR": "ringgits",
    "NGN": "nairas",
    "AUD": "aussie dollars,aussie dollar,aussie bucks",
    "NZD": "kiwi dollars,kiwi dollar",
    "CAD": "canadian bucks,loonies,loonie",
    "HKD": "hongkong dollar,hongkong dollars",
    "SGD": "singaporean dollar,singaporean dollars",
    "AED": "uae dirham,uae dirhams,emirati dirham,emirati dirhams",
    "SAR": "saudi arabian riyal,saudi arabian riyals,saudi rial,saudi rials",
    "DKK": "danish crown,danish crowns,danish krona",
    "SEK": "swedish crown,swedish crowns,swedish krone",
    "NOK": "norwegian crown,norwegian crowns,norwegian krona",
    "CZK": "czech crown,czech crowns",
    "KES": "kenya shilling,kenya shillings",
}
# Names of parts: (share of the unit, currencies it belongs to).
_PARTS = {
    "cent cents ¢ ct cts": ("0.01", _DOLLARS.replace(" ", " EUR ", 1) + " ZAR KES LKR MUR"),
    "penny pennies": ("0.01", "USD GBP CAD EUR"),
    "dime dimes": ("0.1", "USD CAD"),
    "nickel nickels": ("0.05", "USD CAD"),
    "pence p": ("0.01", "GBP"),
    "paisa paise paisas": ("0.01", "INR PKR NPR"),
    "kopek kopeks kopeck kopecks": ("0.01", "RUB UAH BYN"),
    "centavo centavos": ("0.01", _PESOS + " BRL"),
    "centime centimes": ("0.01", "EUR CHF"),
    "rappen": ("0.01", "CHF"),
    "céntimo céntimos centesimi": ("0.01", "EUR"),
    "grosz groszy grosze": ("0.01", "PLN"),
    "öre øre ore": ("0.01", "SEK NOK DKK"),
    "satang satangs": ("0.01", "THB"),
    "agorot agora": ("0.01", "ILS"),
    "kuruş kurus": ("0.01", "TRY"),
    "halala halalas": ("0.01", "SAR"),
    "fen": ("0.01", "CNY"),
    "jiao mao": ("0.1", "CNY"),
    "fils": ("0.001", "KWD BHD JOD IQD"),
    "sen": ("0.01", "MYR IDR"),
}
# Money that is no ISO currency any more, or never was one: read, but not converted.
_UNLISTED = word_set(
    "bitcoin bitcoins btc eth ether satoshi satoshis lire guilder guilders marks drachma drachmas pesetas"
    " peseta escudos"
)
# Codes that are English words: money only in capitals and right behind a number.
_WORDLIKE = word_set("ALL TOP TRY CUP PEN COP MOP BAM SOS GEL RON MAD LAK BOB CHE PAB CVE AMD ANG")

_MAX_PHRASE = 6


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Money]:
    """Every phrase, its tokens joined by single spaces, with what it stands for; the later source wins."""
    table: dict[str, Money] = {key: Money(codes) for key, codes in currency_names()}
    table.update((key, Money(())) for key in _UNLISTED)
    for codes, names in _NAMES.items():
        table.update((key_of(name), Money(tuple(codes.split()))) for name in names.split(","))
    for code in CURRENCIES - _WORDLIKE:
        table[code.lower()] = Money((code,), sign=True)
    for codes, signs in _SIGNS.items():
        known = tuple(code for code in codes.split() if code in CURRENCIES)
        table.update((key_of(sign), Money(known, sign=True)) for sign in signs.replace(" ", ",").split(",") if sign)
    for words, (part, codes) in _PARTS.items():
        table.update((word, Money(tuple(codes.split()), Decimal(part))) for word in words.split())
    return table


def currency_at(tokens: Sequence[Token], i: int) -> tuple[Money, int] | None:
    """The longest currency phrase beginning at token `i` and the place behind it."""
    table = _phrases()
    words = [token.low for token in tokens[i : i + _MAX_PHRASE]]
    for length in range(len(words), 0, -1):
        money = table.get(" ".join(words[:length]))
        if money and not (length == 1 and _is_other_word(tokens[i])):
            return money, i + length
    return _shouted_code(tokens, i)


def currency_before(tokens: Sequence[Token], i: int) -> tuple[Money, int] | None:
    """The longest currency phrase ending right before token `i` and the place where it begins."""
    table = _phrases()
    for start in range(max(0, i - _MAX_PHRASE), i):
        money = table.get(" ".join(token.low for token in tokens[start:i]))
        if money and not (start == i - 1 and _is_other_word(tokens[start])):
            return money, start
    return None


def _is_other_word(token: Token) -> bool:
    """Letters that are a currency only in the right case: `R` 100 but not `r`."""
    return token.text == "r" or (len(token.low) == 2 and token.low in {"ft", "rm", "rp"} and token.text.islower())


def _shouted_code(tokens: Sequence[Token], i: int) -> tuple[Money, int] | None:
    """A code that is also an English word (`5 TRY`), and codes with a magnitude in front (`30 MUSD`)."""
    text = tokens[i].text
    if text in _WORDLIKE and i > 0 and tokens[i - 1].is_number:
        return Money((text,), sign=True), i + 1
    if len(text) == 4 and text[1:] in CURRENCIES and text[0] in "MKk" and text[1:].isupper():
        factor = Decimal(1000) if text[0] in "Kk" else Decimal(1_000_000)
        return Money((text[1:],), part=factor, sign=True), i + 1
    return None
