"""Cleans merchant names out of bank texts: ``POS PURCHASE STARBUCKS 01234 SEATTLE WA`` becomes ``Starbucks``.

First the part that names the other party is taken (``party_fields``) and payment processors before it are dropped.
Then stop words before the name are skipped (``name_words``); the name ends at the first card, store or reference
number, date or legal form after it. At last a place at its end is removed (``places``), and known merchants get their
usual spelling (``lexicon``).
"""

import re
import unicodedata
from functools import lru_cache

from app.merchants.brands import brand_at_end, brand_of
from app.merchants.casing import cased
from app.merchants.lexicon import words_of
from app.merchants.name_words import name_words, tokens_of
from app.merchants.party_fields import named_part, shop_named
from app.merchants.places import without_place
from app.merchants.text import folded
from app.merchants.words import PAYMENT_SERVICES, PROCESSORS, WALLETS

# A name longer than this is a sentence.
MAX_LENGTH = 80
# Texts are kept for repeats; 8,192 of about 100 characters with their names are some 2 MB.
_CACHED = 8192
# A name cleaned again may lose another word; no text seen needed more than three times.
_ROUNDS = 6
_LONGEST_CODE = 3

_WALLET = re.compile(rf"(?:{'|'.join(WALLETS)})\s?[-:]\s?(?=\S)", re.IGNORECASE)
_PHONE = re.compile(r"(?:apple|google|samsung)\s?pay\s(?:at|to|in)\s", re.IGNORECASE)
_CJK_MOVEMENT = re.compile(
    r"\(?(?:银联|快捷|无卡)?(?:消费|支付|退货|退款)\)?[\s:-]+(?=\S)|\((?:特约|消费|退款|还款|分期)\)"
)
_CJK_FORM = re.compile(
    r"(?<=[\u3040-\u9fff)]{2})(?:平台商户|(?:股份|责任)?有限(?:责任)?公司|股份有限|CHN|[(_]\d+\)?)+$", re.IGNORECASE
)
# The companies behind WeChat Pay, Alipay, UnionPay and JD Pay.
_CJK_PAYMENT_SERVICE = re.compile("财付通|支付宝|银联|网银在线")


@lru_cache(maxsize=_CACHED)
def clean_merchant(text: str) -> str:
    """Returns the clean name of the merchant in a description or payee; empty where it names none (``Monthly fee``).

    Processor prefixes, card words, numbers, dates, legal forms and trailing places are removed; a known merchant gets
    its usual spelling. Cleaning a clean name gives the same name.
    """
    name, known = _cleaned(text)
    return name if known or not name else _settled(name)


# Names repeat even where no two texts are the same.
@lru_cache(maxsize=_CACHED)
def _settled(name: str) -> str:
    """The name cleaned until nothing more can be removed."""
    for _ in range(_ROUNDS):
        again, known = _cleaned(name)
        if known or again in ("", name):
            return again
        name = again
    return name


@lru_cache(maxsize=_CACHED)
def merchant_of(description: str, payee: str) -> str:
    """Returns the merchant of a line whose format names the other party, `payee`; both may be empty.

    The payee is the merchant unless it is a payment service (PayPal) and the description names the shop.
    """
    name = clean_merchant(payee) if payee else ""
    if not name:
        return clean_merchant(description)
    if _CJK_PAYMENT_SERVICE.search(payee):
        return clean_merchant(description.replace(payee, " ")) or name
    if name in PAYMENT_SERVICES.values():
        return _behind_payment_service(description) or name
    return name


@lru_cache(maxsize=_CACHED)
def merchant_key(merchant: str) -> str:
    """Returns the key under which a merchant is remembered: its folded words, so that ``Café Nero!`` is ``cafe nero``.

    German umlauts are spelt out, for that is how banks write them.
    """
    if not merchant.isascii():
        merchant = unicodedata.normalize("NFKC", merchant).casefold().translate(_UMLAUTS)
    return " ".join(_WORD.findall(folded(merchant).replace("'", "")))


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_WORD = re.compile(r"[^\W_]+")


def keys_of(merchant: str) -> tuple[str, ...]:
    """Returns the key of a merchant, and the key from before accents and apostrophes were folded, if it differs."""
    key = merchant_key(merchant)
    if merchant.isascii() and "'" not in merchant:
        return (key,)
    earlier = " ".join(_WORD.findall(unicodedata.normalize("NFKC", merchant).casefold()))
    return (key,) if earlier == key else (key, earlier)


def _cleaned(text: str) -> tuple[str, bool]:
    """The name found in one pass, and whether it is that of a known merchant."""
    text = " ".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())
    if phone := _PHONE.match(text):
        text = text[phone.end() :]
    known = brand_of(words_of(text))
    if known:
        return known, True
    name = _without_processor(named_part(text))
    known = brand_of(words_of(name)) if name is not text else None
    if known:
        return known, True
    named = name_words(tokens_of(name))
    words = without_place(named)
    known = _known(named, words)
    return (known, True) if known else (cased(words)[:MAX_LENGTH].rstrip(), False)


def _known(named: list[str], words: list[str]) -> str | None:
    """The known merchant of these words, with or without the place behind them."""
    if not words:
        return None
    plain = words_of(" ".join(words))
    whole = brand_of(words_of(" ".join(named))) if len(named) > len(words) else None
    return whole or brand_of(plain) or brand_at_end(plain)


def _without_processor(text: str) -> str:
    """The text without processors and wallets before the name: ``PAYPAL *``, ``SQ *SQ *``, ``支付宝-``."""
    while True:
        before, star, name = text.partition("*")
        if not star or not name.strip() or not _is_processor(before, name):
            return text if text.isascii() else _without_wallet(text)
        text = name.lstrip()


def _is_processor(before: str, name: str) -> bool:
    """Whether the text before a star is a processor: a known one, or a code of up to three letters (``NYX*``)."""
    word = before.rstrip(" _-").rpartition(" ")[2]
    if folded(word) in PROCESSORS:
        return True
    return len(word) <= _LONGEST_CODE and before.rstrip() == word and word.isalpha() and name[0].isalpha()


def _without_wallet(text: str) -> str:
    while found := _WALLET.match(text) or _CJK_MOVEMENT.match(text):
        text = text[found.end() :]
    return _CJK_FORM.sub("", text)


def _behind_payment_service(description: str) -> str:
    """The shop for which a payment service took the money; empty if the description does not name it."""
    shop = shop_named(description) or _starred(description)
    name = clean_merchant(shop) if shop else brand_of(words_of(description))
    return name if name and name not in PAYMENT_SERVICES.values() else ""


def _starred(description: str) -> str:
    before, star, name = description.partition("*")
    return name if star and name and _is_processor(before, name) else ""
