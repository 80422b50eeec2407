"""Extracts the part of a description that names the other party, where banks mark it.

SWIFT and SEPA fields, Dutch and Polish labels, NACHA's company name, the hyphens and slashes of India's UPI, IMPS and
NEFT, and the sentences in which payment services name the shop.
"""

import re

# Fields of a SEPA purpose (DFÜ agreement, annex 3) and of its Dutch sibling.
_TAG = re.compile(r"\b(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|COAM|OAMT|PURP|IBAN|BIC)[+:]\s?")
_PURPOSE = "SVWZ"

_LABELLED = re.compile(
    r"(?:/NAME/|\b(?:Naam|ORIG CO NAME|Adres|Nazwa (?:odbiorcy|nadawcy)|Auftraggeber|Empf[aä]nger|Beg[uü]nstigter"
    r"|B[eé]n[eé]ficiaire|Beneficiario|Destinatario|Destinat[aá]rio|Ordenante|Ordinante|Estabelecimento|Merchant"
    r"|Payee)\s?:)\s*([^/:]{2,60}?)"
    r"(?=/|\s+(?:[A-Z]\w+|ORIG ID|CO ENTRY\b.*|DESC DATE)\s?:|\s{2}|$)"
)
# Before what of SEPA was once the Netherlands' clearing: SPOTIFY USA DES:PAYMENT ID:1234.
_DESCRIBED = re.compile(r"\s(?:DES|INDN|CO ID):")

_RAIL = re.compile(r"(?:UPI|IMPS|NEFT|RTGS|ACH|NACH|MMT|BIL|INFT)(?:\s(?:CR|DR|D|C))?\s?[-/]", re.IGNORECASE)
_RAIL_CODE = re.compile(r"(?:P2[MAP]|DR|CR|UPI|IMPS|NEFT|RTGS|INB|ONL|BPAY)$|.*[\d@]", re.IGNORECASE)

_SENTENCE = re.compile(
    r"\b(?:(?:ihr )?einkauf\s?bei|(?:your )?purchase (?:at|from)|(?:votre )?achat (?:chez|aupr[eè]s de)"
    r"|su compra en|(?:il tuo )?acquisto presso|(?:uw )?aankoop bij|a favor de|a favore di|en votre faveur(?: de)?"
    r"|au profit de)\b\s*",
    re.IGNORECASE,
)
# Each of these sentences has one.
_SENTENCE_WORDS = ("kauf", "purchase", "achat", "compra", "acquisto", "aankoop", "favor", "faveur", "profit")
_SHOP_SERVICE_REFERENCE = re.compile(r".*\bPP\.\w+\.PP\b\s*\.?|^[\s.]+", re.IGNORECASE)


def named_part(text: str) -> str:
    """Returns the part of a text that names the other party; the whole text where nothing marks one."""
    if ":" in text or "/NAME/" in text:
        if found := _LABELLED.search(text):
            return found[1].strip()
        text = _DESCRIBED.split(text, maxsplit=1)[0]
    if "+" in text or ":" in text:
        text = _tagged(text)
    if rail := _RAIL.match(text):
        return _on_rail(text[rail.end() :]) or text
    return shop_named(text) or text


def shop_named(text: str) -> str:
    """Returns the shop in a payment service's sentence (``Ihr Einkauf bei Spotify``); empty where there is none."""
    folded = text.casefold()
    if not any(word in folded for word in _SENTENCE_WORDS):  # most texts; the pattern takes ten times as long
        return ""
    sentence = _SENTENCE.search(text)
    if sentence is None:
        return ""
    before = _SHOP_SERVICE_REFERENCE.sub("", text[: sentence.start()]).strip(" .,")
    return text[sentence.end() :].strip() or before


def _tagged(text: str) -> str:
    """The text before the first tag, else the purpose, else the first field that is not empty."""
    before, *tagged = _TAG.split(text)
    if before.strip() or not tagged:
        return before.strip() or text
    fields = dict(zip(tagged[::2], tagged[1::2], strict=True))
    return fields.get(_PURPOSE, "").strip() or next((value.strip() for value in fields.values() if value.strip()), text)


def _on_rail(text: str) -> str:
    """The first part between hyphens or slashes that is neither a code, a number nor an address."""
    parts = (part.strip() for part in re.split(r"[-/]", text))
    return next((part for part in parts if len(part) > 2 and not _RAIL_CODE.match(part)), "")
