"""Lists of words that surround merchant names on bank statements: stop words, legal forms, countries, places.

They are text files: ``merchant_words.txt`` and ``places.txt``.
"""

from collections.abc import Iterator
from pathlib import Path

from app.merchants.text import folded

_HERE = Path(__file__).parent


def _lines(name: str) -> Iterator[str]:
    lines = (line.strip() for line in (_HERE / name).read_text("utf-8").splitlines())
    return (line for line in lines if line and not line.startswith("#"))


def _read_words() -> dict[str, frozenset[str]]:
    lists: dict[str, set[str]] = {}
    heading = ""
    for line in _lines("merchant_words.txt"):
        if line.startswith("["):
            heading = line.strip("[]")
        else:
            dotless = line if heading == "processors" else line.replace(".", "")
            lists.setdefault(heading, set()).update(map(folded, dotless.split()))
    return {name: frozenset(words) for name, words in lists.items()}


def _read_places() -> dict[str, list[tuple[str, ...]]]:
    """Places by their last word, the longest first: ``YORK`` gives New York before York."""
    places: dict[str, list[tuple[str, ...]]] = {}
    for line in _lines("places.txt"):
        for place in line.split("|"):
            words = tuple(place.split())
            places.setdefault(words[-1], []).append(words)
    return {last: sorted(found, key=len, reverse=True) for last, found in places.items()}


_WORDS = _read_words()
PLACES = _read_places()

PROCESSORS = _WORDS["processors"]
STOP_WORDS = _WORDS["stop words"]
SOFT_STOP_WORDS = _WORDS["soft stop words"]
OPENERS = _WORDS["openers"]
SALARY = _WORDS["salary"]
MOVEMENTS = _WORDS["movements"]
FEES = _WORDS["fees"]
FEE_MATTERS = _WORDS["fee matters"]
CASH = _WORDS["cash"]
CASH_PAIRS = _WORDS["cash pairs"]
MONTHS = _WORDS["months"]
END_WORDS = _WORDS["end words"]
LEGAL_FORMS = _WORDS["legal forms"]
CLOSING_FORMS = _WORDS["closing forms"]
COUNTRIES = _WORDS["countries"]
STATES = _WORDS["american states"]
LINKING_WORDS = _WORDS["linking words"]
GENERIC = _WORDS["generic"]
CAPITALS = _WORDS["capitals"]
OWN_WORDS = _WORDS["own words"]
PEOPLE_RAILS = _WORDS["people rails"]
PAYMENT_RAILS = _WORDS["payment rails"]
TRANSFER_WORDS = _WORDS["transfer words"]
SENT_WORDS = _WORDS["sent words"]
BANK_RAILS = _WORDS["bank rails"]
MOVING_WORDS = _WORDS["moving words"]
BOUGHT_WORDS = _WORDS["bought words"]
DIRECTIONS = _WORDS["directions"]
ACCOUNT_WORDS = _WORDS["account words"]
FIRM_WORDS = _WORDS["firm words"]
FAMILY = _WORDS["family"]
NOTE_WORDS = _WORDS["note words"]
INCOMING = _WORDS["incoming"]
ORDINARY = _WORDS["ordinary words"]

# Companies that take the money for shops, by how they are shown.
PAYMENT_SERVICES = {
    "paypal": "PayPal",
    "klarna": "Klarna",
    "stripe": "Stripe",
    "adyen": "Adyen",
    "mollie": "Mollie",
    "sumup": "SumUp",
    "izettle": "Zettle",
    "zettle": "Zettle",
    "ccv": "CCV",
    "mercadopago": "Mercado Pago",
    "pagseguro": "PagSeguro",
    "buckaroo": "Buckaroo",
    "trustly": "Trustly",
    "worldpay": "Worldpay",
    "unzer": "Unzer",
    "payone": "PAYONE",
    "nexi": "Nexi",
    "venmo": "Venmo",
}
PAYMENT_SERVICE_WORDS = _WORDS["payment service words"]

# Wallets whose name a dash or colon parts from the merchant's: Alipay, Tenpay, WeChat Pay, UnionPay, JD Pay.
WALLETS = ("支付宝", "财付通", "微信支付", "云闪付(?:APP)?", "银联", "京东支付", "网银在线", "钱袋宝支付", "paypal")
