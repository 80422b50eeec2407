"""The elements of a CAMT entry (`Ntry`) and its payments (`TxDtls`): amounts, days, parties, remittance.

Source: ISO 20022, camt.052, .053 and .054 (BankToCustomer AccountReport, Statement, DebitCreditNotification), versions
02 to 13. From version 08 on parties stand in `Pty`, the status in `Cd`; all else keeps its place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from xml.etree.ElementTree import Element

from app.formats.camt.xml import find, text_of

_AMOUNT = re.compile(r"\s*(\+?(?:\d{1,30}(?:\.\d{0,18})?|\.\d{1,18}))\s*", re.ASCII)
_AMOUNTS = ("InstdAmt", "TxAmt", "CntrValAmt", "AnncdPstngAmt")
_USTRD_WIDTH = 140
_NOT_PROVIDED = frozenset(("", "NOTPROVIDED", "NOT PROVIDED", "NONREF", "NONE", "N/A", "UNKNOWN", "-"))
# An id of fewer characters is a counter, which the next statement begins anew.
_MIN_ID = 8
_NOT_INCLUDED = ("false", "0", "")


class EntryError(ValueError):
    """An entry that cannot be read, with a code for the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class Money:
    """An amount and its currency, without direction."""

    amount: Decimal
    currency: str


@dataclass(slots=True)
class Detail:
    """One `TxDtls`: a payment within an entry. `out` is its own direction, where it states one."""

    payees: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    purpose: str = ""
    info: str = ""
    end_to_end: str = ""
    reference: str = ""
    own: Money | None = None
    transferred: Money | None = None
    foreign: list[Money] = field(default_factory=list)
    out: bool | None = None
    day: date | None = None


def money_at(node: Element | None, *path: str) -> Money | None:
    """The amount at the end of the path; None where there is none that can be read."""
    found = find(node, *path)
    amount = None if found is None else _AMOUNT.fullmatch(found.text or "")
    return None if found is None or amount is None else Money(Decimal(amount[1]), found.get("Ccy", "").upper())


def day_at(node: Element, *path: str) -> date | None:
    """The day at the end of the path: of a date, or of a time as written, whatever its zone."""
    found = find(node, *path)
    return None if found is None else read_day(text_of(found, "Dt") or text_of(found, "DtTm") or text_of(found))


def is_out(node: Element) -> bool | None:
    """True for money out, None where the element does not say."""
    return {"DBIT": True, "CRDT": False}.get(text_of(node, "CdtDbtInd"))


def charges_beside(entry: Element) -> Money | None:
    """The charges of an entry that its amount may not include, as they move the account; None where there are none.

    Up to version 03 nothing says whether they are included (`ChrgInclInd`).
    """
    charges = find(entry, "Chrgs")
    records = [] if charges is None else charges.findall("Rcrd") or [charges]
    beside = [
        (record, money_at(record, "Amt")) for record in records if text_of(record, "ChrgInclInd") in _NOT_INCLUDED
    ]
    moved = [
        replace(money, amount=money.amount if is_out(record) is False else -money.amount)
        for record, money in beside
        if money
    ]
    currencies = {money.currency for money in moved}
    return Money(sum((money.amount for money in moved), Decimal(0)), currencies.pop()) if len(currencies) == 1 else None


@lru_cache(maxsize=65536)
def read_day(text: str) -> date | None:
    """The day of an ISO date or time; None where there is no such day."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def is_reference(text: str) -> bool:
    """Whether a text is a reference, and not one of the texts for a missing one such as NOTPROVIDED."""
    return text.upper() not in _NOT_PROVIDED and bool(text.strip("0"))


def identifies(reference: str) -> bool:
    """Whether a bank's reference is long enough to identify a booking."""
    return is_reference(reference) and len(reference.lstrip("0")) >= _MIN_ID


def read_detail(node: Element) -> Detail:
    """A payment of an entry, from its `TxDtls`."""
    parties, amounts = find(node, "RltdPties"), find(node, "AmtDtls")
    remittance = find(node, "RmtInf")
    reference = text_of(node, "Refs", "EndToEndId")
    return Detail(
        payees=dict(_parties(parties)) if parties is not None else {},
        accounts={role: account_id(find(parties, f"{role}Acct")) for role in ("Dbtr", "Cdtr")},
        purpose="" if remittance is None else remittance_text(remittance),
        info=text_of(node, "AddtlTxInf"),
        end_to_end=reference if is_reference(reference) else "",
        reference=text_of(node, "Refs", "AcctSvcrRef"),
        own=money_at(node, "Amt"),
        transferred=money_at(amounts, "TxAmt", "Amt"),
        foreign=foreign_amounts(amounts),
        out=is_out(node),
        day=day_at(node, "RltdDts", "TxDtTm"),
    )


def foreign_amounts(amounts: Element | None) -> list[Money]:
    """The amounts of an `AmtDtls` that may be those before conversion, the likeliest first."""
    if amounts is None:
        return []
    return [money for name in _AMOUNTS if (money := money_at(amounts, name, "Amt"))]


def _parties(parties: Element) -> Iterator[tuple[str, str]]:
    """(role, name) of each party that has a name."""
    for role in ("Dbtr", "UltmtDbtr", "Cdtr", "UltmtCdtr"):
        party = find(parties, role)
        if party is not None:
            name = text_of(party, "Nm") or text_of(party, "Pty", "Nm") or text_of(party, "Agt", "FinInstnId", "Nm")
            if name:
                yield role, name


def account_id(account: Element | None) -> str:
    """IBAN or other number of an account; empty without one."""
    number = find(account, "Id")
    return text_of(number, "IBAN").replace(" ", "").upper() or text_of(number, "Othr", "Id")


def remittance_text(remittance: Element) -> str:
    """What a payment is for: the free text, joined; else creditor's references and what stands beside them."""
    text = ""
    for piece in (line.text or "" for line in remittance.findall("Ustrd")):
        text += piece if len(piece) == _USTRD_WIDTH else f"{piece} "
    if text.strip():
        return " ".join(text.split())
    found: dict[str, None] = {}
    for structured in remittance.findall("Strd"):
        found[text_of(structured, "CdtrRefInf", "Ref")] = None
        found |= {text_of(info): None for info in structured.findall("AddtlRmtInf")}
        found |= {text_of(document, "Nb"): None for document in structured.findall("RfrdDocInf")}
    return " ".join(part for part in found if part)
