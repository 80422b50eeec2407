"""Field :86: of MT940 and MT942: payee, purpose and kind of a booking, in the formats of many countries.

SWIFT leaves the field free (6*65x), so every country fills it its own way: numbered subfields after a separator
(`166?00…?20…?32…`, DFÜ-Abkommen der Deutschen Kreditwirtschaft, Anlage 3; Polish banks use `<` or `~`), code words
between slashes (`/NAME/…/REMI/…`, the Dutch and SWIFT's own), words before a colon, or plain text. Inside of these
stand the SEPA key words `EREF+`, `SVWZ+`. Lines are cut after 65 characters, subfields after 27 or 35, without regard
to words.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from app.formats.common.line_words import words_of

WIDTH = 65  # characters of a full line
_SUBFIELD_WIDTH = 27
# A line shorter than the longest lost blanks at its end, but only where lines are filled up to some width at all.
_FILLED = 60

_NUMBERED = re.compile(r"\s*(?:[A-Z]?\d{3}\s*)?([?<~^])\d\d|\s*\d{3}\s*([^\w\s/\-.,:;()'])\d\d")
_PURPOSE = frozenset(f"{number:02}" for number in (*range(20, 30), *range(60, 64)))
_PAYEE = frozenset(("32", "33"))
_ACCOUNT = frozenset(("31", "38"))
_NUMBER = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}|\d{6,26}")
_NO_REFERENCE = frozenset(["", "NOTPROVIDED", "NOT PROVIDED", "NONREF", "NONE", "N/A", "UNKNOWN"])
_PLACES = (tuple(f"{number:02}" for number in range(1, 15)), ("15", "16"), ("17",))
_NON_SWIFT = re.compile(r"(\d\d)(.*)")

# Code words between slashes, and what stands behind them.
_SLASHED = {
    "purpose": "REMI PY",
    "reason": "RTRN",
    "payee": "NAME BO BN",
    "party": "ORDP BENM",
    "counterparty": "CNTP",
    "kind": "TRTP",
    "id": "IBAN BIC EREF MARF CSID PREF NRTX ADDR ISDT PURP ULTD ULTC ULTB EXCH OCMT CHGS CHGT IREF SVCL INIT ID TRCD"
    " KREF PT RREF REF BAI ACCW IACC CREF MREF PHON CITY CTRY SWFT RATE OAMT COAM DACS",
}
# Their value is one amount or rate; what stands behind its slash is text without a code word.
_AMOUNT_WORDS = frozenset(["OCMT", "OAMT", "CHGS", "EXCH"])
# Words before `+` or `:`; after IBAN and BIC one word is the id and the text goes on.
_KEYED = {
    "purpose": "SVWZ VWZ OMSCHRIJVING TYT. TYTUL TYTUŁ KÖZLEMÉNY",
    "payee": "NAAM OD DLA NADAWCA ODBIORCA",
    "id": "EREF KREF MREF CRED DEBT COAM OAMT RREF BREF RETR KENMERK MACHTIGING INCASSANT TNR",
    "name": "ABWA ABWE",
    "word": "IBAN BIC",
}


@dataclass(slots=True)
class Details:
    """Payee, purpose and kind of a statement line; `text` is all of the field, in its order."""

    payee: str = ""
    purpose: str = ""
    kind: str = ""
    text: str = ""
    original: tuple[Decimal, str] | None = None
    account: str = ""  # the other party's
    reference: str = ""  # end to end, which both parties get


def read_details(lines: list[str]) -> Details:
    """The details in the lines of a field :86:."""
    renumbered = _NUMBERED.match(lines[0])
    if renumbered:
        return _read_numbered(lines, renumbered[1] or renumbered[2])
    text = _joined(lines, "/" if lines[0].lstrip().startswith("/") else "")
    details = _read_slashed(text) or _read_headed(lines, text) or _read_keyed(text)
    details.text = text
    return details


def read_non_swift(lines: list[str]) -> Details:
    """The :NS: of German and Hungarian banks: 01-14 purpose, 15 and 16 the other party, 17 the kind of booking."""
    found = [part.groups() for line in lines if (part := _NON_SWIFT.match(line))]
    texts, names, kind = ([text for number, text in found if number in place] for place in _PLACES)
    return Details(
        _clean(" ".join(names)),
        _clean(words_of(texts)),
        _clean(" ".join(kind)),
        " ".join(line.strip() for line in lines),
    )


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(" ;,")


def _joined(lines: list[str], mark: str) -> str:
    """The lines as one text. `mark` begins a part of the text; without one the text is plain.

    A line filled up to the width goes on in the next one, in the middle of a word if need be; a shorter one lost the
    blanks at its end, or was never filled.
    """
    if len(lines) == 1:
        return lines[0].strip()
    lengths = [len(line) for line in lines]
    lengths[0] += len(":86:") if max(lengths) > lengths[0] else 0
    width = max(lengths)
    text = lines[0]
    for line, length in zip(lines[1:], lengths, strict=False):
        if mark:
            glued = line.startswith(mark) or width < _FILLED or length >= width
        else:
            glued = length in (WIDTH, WIDTH + len(":86:"))
        text += line if glued else f" {line}"
    return text.strip()


def _read_numbered(lines: list[str], mark: str) -> Details:
    parts = _subfields(mark).split(_joined(lines, mark))
    purposes, names, kind, account = [], [], "", ""
    for number, value in zip(parts[1::2], parts[2::2], strict=True):
        if number in _PURPOSE:
            purposes.append(value)
        elif number in _PAYEE:
            names.append(value)
        elif number in _ACCOUNT:
            account = account or _account(value)
        elif number == "00":
            kind += value
    details = _read_keyed(_chunks(purposes))
    details.payee = _clean(_chunks(names)) or details.payee
    details.kind, details.account = _clean(kind), account or details.account
    del parts[1::2]
    details.text = " ".join(parts)
    return details


@cache
def _subfields(mark: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(mark)}(\d\d)")


def _chunks(values: list[str]) -> str:
    """Subfields as one text: one that is full goes on in the next."""
    if len(values) < 2:
        return values[0] if values else ""
    longest = max(map(len, values))
    full = max(longest, _SUBFIELD_WIDTH)
    return "".join([value if len(value) >= full else f"{value} " for value in values])


def _read_slashed(text: str) -> Details | None:
    """Code words between slashes; None where the text does not begin with one."""
    pattern, roles = _slashed()
    if not text.startswith("/") or not pattern.match(text):
        return None
    parts = pattern.split(text)
    details, reason = Details(), ""
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        if roles[word] == "reason":  # why a payment came back; says less than what it was for
            reason = _clean(value.strip("/"))
            continue
        _take(details, roles[word], value)
        _note(details, word, value)
        if word in ("OCMT", "OAMT") and details.original is None:
            details.original = original_amount(f"/OCMT/{value}")
        if word in _AMOUNT_WORDS:
            _take(details, "purpose", value.partition("/")[2])
    details.purpose = details.purpose or reason
    return details


def _note(details: Details, word: str, value: str) -> None:
    """Keep the other party's account and the end-to-end reference of a code word."""
    if word in ("IBAN", "CNTP"):
        details.account = details.account or _account(value.partition("/")[0])
    elif word == "EREF":
        details.reference = details.reference or _reference(value.rstrip("/"))


def _account(value: str) -> str:
    """The account number that a value is; "" where it is none."""
    found = _NUMBER.fullmatch(value.replace(" ", "").upper())
    return found[0] if found else ""


def _reference(value: str) -> str:
    text = _clean(value)
    return "" if text.upper() in _NO_REFERENCE or not text.strip("0") else text[: _SUBFIELD_WIDTH * 3]


def _take(details: Details, role: str, value: str) -> None:
    if role == "purpose":
        value = re.sub(r"^/?(?:USTD|STRD)/+", "", value)
    elif role == "counterparty":  # account, bank, name, city
        value, role = (value.split("/") + [""] * 3)[2], "payee"
    elif role == "party":
        value, role = ("" if value.startswith("/") else value), "payee"
    if role != "id" and value and not getattr(details, role):
        setattr(details, role, _clean(value.rstrip("/")))


def _read_headed(lines: list[str], text: str) -> Details | None:
    """The other party's IBAN and name on the first line, the purpose on the others; None where that is not so."""
    head = re.fullmatch(r"\s*[A-Z]{2}\d{2}[A-Z0-9]{11,30}\s+(\S.*)", lines[0])
    if head is None:
        return None
    purpose = _clean(_joined(lines[1:], "")) if lines[1:] else ""
    return Details(_clean(head[1]), purpose, text=text, account=_account(lines[0].split()[0]))


def _read_keyed(text: str) -> Details:
    """Text with key words in it: the readable part, without ids."""
    pattern, roles = _keyed()
    parts = pattern.split(text)
    if len(parts) == 1:
        return Details(purpose=_clean(text))
    details, loose = Details(original=original_amount(text)), [parts[0]]
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        role = roles[word]
        _note(details, word, value.strip().partition(" ")[0] if role in ("word", "id") else value)
        if role == "word" or (role == "id" and value is parts[-1]):  # what follows the last id is text again
            loose.append(value.strip().partition(" ")[2])
        elif role == "payee":
            details.payee = details.payee or _clean(value.lstrip().partition("  ")[0])
        elif role == "purpose":
            details.purpose = f"{details.purpose} {_clean(value)}".strip()
    details.purpose = details.purpose or _clean(" ".join(loose))
    return details


_ORIGINAL = re.compile(r"(?:/OCMT/|OAMT\+)\s*([A-Z]{3})\s*(\d+(?:[.,]\d*)?)|OAMT\+\s*(\d+[.,]\d*)\s*([A-Z]{3})")


def original_amount(text: str) -> tuple[Decimal, str] | None:
    """The amount and currency before conversion where a text states them (`/OCMT/EUR4,5/`, `OAMT+USD12,00`)."""
    found = _ORIGINAL.search(text) if "AMT" in text or "OCMT" in text else None
    if found is None:
        return None
    return Decimal((found[2] or found[3]).replace(",", ".")), found[1] or found[4]


@cache
def _slashed() -> tuple[re.Pattern[str], dict[str, str]]:
    roles = {word: role for role, words in _SLASHED.items() for word in words.split()}
    return re.compile(rf"/({'|'.join(sorted(roles, key=len, reverse=True))})/"), roles


@cache
def _keyed() -> tuple[re.Pattern[str], dict[str, str]]:
    roles = {word: role for role, words in _KEYED.items() for word in words.split()}
    return re.compile(rf"\b({'|'.join(map(re.escape, roles))})[+:]"), roles
