"""From an entry of a CAMT statement to rows: one row for the entry, or one for each payment in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from app.formats.camt.entries import (
    Detail,
    EntryError,
    Money,
    day_at,
    foreign_amounts,
    identifies,
    is_out,
    is_reference,
    money_at,
    read_detail,
)
from app.formats.camt.xml import find, text_of
from app.formats.interface import Ignored, Record, Rejected, Row

# Payments of one entry that are kept; an entry of more stays one booking.
MAX_DETAILS = 20_000
_RAW = 2000
# Why entries of these statuses are none: they inform, or will be booked some day.
_NO_ENTRIES = {"INFO": "information", "FUTR": "future entry"}


@dataclass(slots=True)
class Payments:
    """The payments of the entry that is being read, and how many there are."""

    kept: list[Detail] = field(default_factory=list)
    count: int = 0

    def add(self, node: Element) -> None:
        """One more `TxDtls`."""
        self.count += 1
        if self.count <= MAX_DETAILS:
            self.kept.append(read_detail(node))


@dataclass(slots=True)
class Entry:
    """The fields of an `Ntry` itself. `amount` is signed: negative is money out."""

    amount: Decimal
    currency: str
    day: date
    value_date: date | None
    pending: bool
    reversal: bool
    reference: str
    info: str
    code: str
    foreign: list[Money]


def is_reversal(node: Element) -> bool:
    """Whether an entry takes another one back."""
    return text_of(node, "RvslInd") in ("true", "1")


def read_entry(node: Element, payments: Payments, account: str | None, *, turned: bool = False) -> list[Record]:
    """The records of an entry; their row numbers are set by the caller. One that is `turned` goes the other way than
    it says.
    """
    status = text_of(node, "Sts") or text_of(node, "Sts", "Cd") or text_of(node, "Sts", "Prtry")
    if status in _NO_ENTRIES:
        return [Ignored(0, _NO_ENTRIES[status], _raw(node))]
    try:
        entry = _entry(node, status == "PDNG")
    except EntryError as error:
        return [Rejected(0, error.code, str(error), _raw(node))]
    parts = _parts(entry, payments)
    if turned:
        entry = replace(entry, amount=-entry.amount)
        parts = [(replace(money, amount=-money.amount), detail) for money, detail in parts]
    if parts:
        return [_row(_part(entry, money, detail, n), [detail], account) for n, (money, detail) in enumerate(parts, 1)]
    return [_row(entry, payments.kept, account)]


def _entry(node: Element, pending: bool) -> Entry:
    money, out = money_at(node, "Amt"), is_out(node)
    if money is None:
        raise EntryError("bad_amount", f"{text_of(node, 'Amt')[:60]!r} is no amount.")
    if out is None:
        raise EntryError("no_direction", "The entry does not say whether it is a debit or a credit.")
    booked, value = day_at(node, "BookgDt"), day_at(node, "ValDt")
    stated = find(node, "BookgDt") is not None
    if booked is None and (stated or value is None):
        raise EntryError("bad_date" if stated else "no_date", "The entry has no booking day that exists.")
    return Entry(
        amount=-money.amount if out else money.amount,
        currency=money.currency,
        day=booked or value or date.min,
        value_date=value,
        pending=pending,
        reversal=is_reversal(node),
        reference=text_of(node, "AcctSvcrRef"),
        info=text_of(node, "AddtlNtryInf"),
        code=_code(node),
        foreign=foreign_amounts(find(node, "AmtDtls")),
    )


def _code(node: Element) -> str:
    """The bank's code for the kind of booking, or the id of the batch: the last resort of a description."""
    batch = find(node, "NtryDtls", "Btch")
    found = text_of(batch, "PmtInfId") or text_of(batch, "MsgId")
    return found or text_of(node, "BkTxCd", "Prtry", "Cd") or text_of(node, "NtryRef")


def _raw(node: Element) -> str:
    """The texts of an entry in their order, as far as they have not been cleared yet."""
    return " ".join(text.strip() for text in node.itertext() if text.strip())[:_RAW]


def _parts(entry: Entry, payments: Payments) -> list[tuple[Money, Detail]]:
    """Each payment with its signed amount, where there are several whose own amounts add up to the entry exactly."""
    if not 1 < payments.count <= MAX_DETAILS:
        return []
    parts = []
    for detail in payments.kept:
        stated = (detail.own, detail.transferred, *detail.foreign)
        money = next((money for money in stated if money and money.currency == entry.currency), None)
        if money is None:
            return []
        out = entry.amount < 0 if detail.out is None else detail.out
        parts.append((Money(-money.amount if out else money.amount, money.currency), detail))
    return parts if sum(money.amount for money, _ in parts) == entry.amount else []


def _part(entry: Entry, money: Money, detail: Detail, number: int) -> Entry:
    """A payment of a batch as if it had been booked alone."""
    own = detail.reference if detail.reference != entry.reference else ""
    shared = f"{entry.reference}/{number}" if identifies(entry.reference) else ""
    reference = own if identifies(own) else shared
    return replace(entry, amount=money.amount, currency=money.currency, reference=reference, foreign=[])


def _row(entry: Entry, details: list[Detail], account: str | None) -> Row:
    only = details[0] if len(details) == 1 else None
    payee = _payee(entry, only, account) if only else ""
    row = Row(
        0,
        entry.day,
        entry.amount,
        entry.currency,
        _description(entry, details, payee),
        entry.value_date,
        transaction_date=only.day if only else None,
        external_id=_external_id(entry, only),
        account=account,
        pending=entry.pending,
        words=_words(entry, details),
        payee=payee,
    )
    if only:
        row.counterparty_account, row.reference = _other_account(entry, only, account), only.end_to_end
    stated = (*entry.foreign, *(only.foreign if only else ()))
    if foreign := next((money for money in stated if money.currency not in ("", entry.currency)), None):
        row.original_amount, row.original_currency = foreign.amount.copy_sign(entry.amount), foreign.currency
    return row


def _external_id(entry: Entry, only: Detail | None) -> str | None:
    if identifies(entry.reference):
        return entry.reference
    return only.reference if only and identifies(only.reference) else None


def _payee(entry: Entry, detail: Detail, account: str | None) -> str:
    """The name of the other party: not the holder of the account; else chosen by direction. A reversal names debtor and
    creditor as the reversed entry did.
    """
    own_roles, first = _other_role(entry, detail, account)
    own = "Dbtr" if first == "Cdtr" else "Cdtr"
    names = detail.payees
    return names.get(first) or names.get(f"Ultmt{first}") or ("" if own_roles else names.get(own, ""))


def _other_role(entry: Entry, detail: Detail, account: str | None) -> tuple[list[str], str]:
    """The roles in which the own account stands, and that of the other party."""
    own_roles = [role for role, number in detail.accounts.items() if number and number == account]
    out = (entry.amount < 0) != entry.reversal
    first = {"Dbtr": "Cdtr", "Cdtr": "Dbtr"}[own_roles[0]] if len(own_roles) == 1 else ("Cdtr" if out else "Dbtr")
    return own_roles, first


def _other_account(entry: Entry, detail: Detail, account: str | None) -> str:
    """The number of the other party's account; "" where the own one is all that stands there."""
    number = detail.accounts.get(_other_role(entry, detail, account)[1], "")
    return "" if number == account else number


def _description(entry: Entry, details: list[Detail], payee: str) -> str:
    """Payee and purpose; of a batch the bank's own text; else reference or code."""
    if len(details) > 1:
        return entry.info or _joined(detail.purpose or detail.info for detail in details[:3]) or entry.code
    only = details[0] if details else Detail()
    purpose = only.purpose or ("" if payee else only.info or entry.info)
    if payee.casefold() not in purpose.casefold():
        purpose = f"{payee} {purpose}".strip()
    last = entry.reference if is_reference(entry.reference) else ""
    return purpose or payee or only.end_to_end or entry.code or last


def _words(entry: Entry, details: list[Detail]) -> str:
    return _joined([entry.info, *_said(details)])


def _said(details: list[Detail]) -> Iterator[str]:
    """All texts of the payments; of a large batch only those of the first fifty."""
    for detail in details[:50]:
        yield from detail.payees.values()
        yield from (detail.purpose, detail.info, detail.end_to_end)


def _joined(parts: "Iterator[str] | list[str]") -> str:
    return " ".join(filter(None, parts))
