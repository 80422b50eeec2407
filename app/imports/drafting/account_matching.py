"""Finds the account of a statement that names none, by rows and movements that the account already has."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain

from bson import ObjectId

from app.accounts import service as accounts
from app.imports import store
from app.imports.drafting.fingerprint import by_content, content_digest
from app.imports.drafting.lines import Entry, external_id_of, midnight
from app.infra.database.mongo import Scope
from app.merchants.similarity import similarity
from app.transactions.bank_ids import by_id
from app.transactions.documents import Transaction
from app.transactions.provenance import fingerprint_store
from app.transactions.provenance import service as transactions

# Rows looked up by fingerprint.
_COMPARED = 200
# Fewer rows in common may be chance, unless they are most of the statement.
_LEAST_PAIRS = 3
# Of the rows on days that both cover, so many must be the same: two accounts may share fees, not their days.
_LEAST_SHARE = 0.9
# Against one row that only one of two statements of a kind has there, so many must be the same.
_LEAST_RATIO = 3
# Digits of a number that tell one account from another.
_LEAST_DIGITS = 4


def find_by_rows(scope: Scope, signature: str, currency: str, entries: Sequence[Entry]) -> ObjectId | None:
    """Returns the account that has most of these rows already, among those with statements of the same kind.

    A statement without a number is so recognised under whatever file name it comes.
    """
    eligible = set(store.find_accounts_of_kind(scope, signature))
    same = [a["_id"] for a in accounts.list_accounts(scope) if a["_id"] in eligible and a["currency"] == currency]
    existing = {account_id: _already_there(scope, account_id, entries[:_COMPARED]) for account_id in same}
    fit = [
        account_id for account_id in same if _is_overlap(scope, account_id, existing[account_id], entries[:_COMPARED])
    ]
    return max(fit, key=lambda account_id: len(existing[account_id]), default=None)


def find_by_movements(
    scope: Scope, signature: str, number: str | None, currency: str, entries: Sequence[Entry]
) -> ObjectId | None:
    """Returns the only account with the same amounts on the same days, from another kind of statement.

    An account with another number is not it, nor one that got statements of this kind without any number: there the
    same lines would have been recognised. `entries` are all rows of the days they are of.
    """
    fit = _candidates(scope, signature, number, currency)
    found: dict[ObjectId, list[Transaction]] = {account_id: [] for account_id in fit}
    for document in fingerprint_store.find_movements(scope, fit, {entry.day for entry in entries}) if fit else []:
        found[document["account_id"]].append(document)
    same = [account_id for account_id, existing in found.items() if is_same_account(entries, existing)]
    return same[0] if len(same) == 1 else None


def _candidates(scope: Scope, signature: str, number: str | None, currency: str) -> list[ObjectId]:
    """Returns the accounts of a currency that may be the one of a statement with this number, or without any."""
    others = store.find_numbers_of_kind(scope, signature)
    return [
        account["_id"]
        for account in accounts.list_accounts(scope)
        if account["currency"] == currency
        and _number_fits(account.get("identifiers", []), number)
        and others.get(account["_id"], set()) <= ({None, number} if number else set())
    ]


def is_same_account(entries: Sequence[Entry], existing: Sequence[Transaction]) -> bool:
    """Whether on days that both cover nearly all rows have a counterpart.

    A first or last day may be cut off in the middle, so what is missing there does not count. There must be
    several rows, of three different amounts, or of two where the words agree too.
    """
    pairs, ours, theirs = _paired(entries, existing)
    if len(pairs) < _LEAST_PAIRS:
        return False
    our_days, their_days = [entry.day for entry in entries], [document["date"] for document in existing]
    unpaired_ours = _unpaired_inside((entry.day for entry in ours), their_days)
    unpaired_theirs = _unpaired_inside((document["date"] for document in theirs), our_days)
    amounts = len({entry.amount_minor for entry, _ in pairs})
    worded = sum(similarity(entry.row.description, None, document) > 0 for entry, document in pairs)
    enough = amounts + (2 * worded > len(pairs)) >= _LEAST_PAIRS
    return enough and max(unpaired_ours, unpaired_theirs) <= (1 - _LEAST_SHARE) / _LEAST_SHARE * len(pairs)


def _unpaired_inside(days: Iterable[datetime], other_days: Collection[datetime]) -> int:
    """Returns how many unpaired rows lie within the days of the other side, which then should have them."""
    first, last = min(other_days), max(other_days)
    return sum(first < day < last for day in days)


def _paired(
    entries: Sequence[Entry], existing: Sequence[Transaction]
) -> tuple[list[tuple[Entry, Transaction]], list[Entry], list[Transaction]]:
    """Returns rows and transactions of one amount with a day in common, one to one, and what is left of either."""
    left: dict[tuple[datetime, int], list[Transaction]] = {}
    for document in existing:
        for day in {document["date"], document.get("value_date") or document["date"]}:
            left.setdefault((day, document["amount_minor"]), []).append(document)
    pairs, unpaired, taken = [], [], set()
    for entry in entries:
        days = [entry.day, *(midnight(day) for day in (entry.row.value_date,) if day)]
        free = (d for day in days for d in left.get((day, entry.amount_minor), ()) if d["_id"] not in taken)
        if (same := next(free, None)) is None:
            unpaired.append(entry)
        else:
            taken.add(same["_id"])
            pairs.append((entry, same))
    return pairs, unpaired, [document for document in existing if document["_id"] not in taken]


def _number_fits(identifiers: Sequence[str], number: str | None) -> bool:
    """Whether an account known by these numbers may be the one of a number: an IBAN holds the bank's own number."""
    known = [digits for each in identifiers if len(digits := _digits(each)) >= _LEAST_DIGITS]
    digits = _digits(number or "")
    if not known or len(digits) < _LEAST_DIGITS:
        return True
    return any(digits in each or each in digits for each in known)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number).lstrip("0")


def _already_there(scope: Scope, account_id: ObjectId, entries: Sequence[Entry]) -> list[Entry]:
    """Returns those of the rows that an account already has."""
    fingerprints = [_possible_fingerprints(account_id, entry) for entry in entries]
    known = transactions.known_fingerprints(scope, list(chain.from_iterable(fingerprints))).keys()
    return [entry for entry, its in zip(entries, fingerprints, strict=True) if not known.isdisjoint(its)]


def _possible_fingerprints(account_id: ObjectId, entry: Entry) -> list[str]:
    """Returns the fingerprints a row would have in an account, without its ordinal."""
    key, row, external_id = account_id.binary, entry.row, external_id_of(entry.row)
    digest = content_digest(key, row.date, entry.amount_minor, row.currency, row.words or row.description)
    return [by_content(digest, 0), *([by_id(key, external_id)] if external_id else [])]


def _is_overlap(scope: Scope, account_id: ObjectId, existing: Sequence[Entry], entries: Sequence[Entry]) -> bool:
    """Whether the rows an account already has are enough: several or most of them, and most of their days.

    Two accounts at one bank may share a fee on one day, or a fare on each; they do not share whole days.
    """
    days = {entry.day for entry in existing}
    on_those_days = sum(entry.day in days for entry in entries)
    context = len(existing) >= _LEAST_PAIRS or 2 * len(existing) >= len(entries)
    if not existing or not context or 2 * len(existing) < on_those_days:
        return False
    movements = fingerprint_store.find_movements(scope, [account_id], {entry.day for entry in entries})
    there = [document["date"] for document in movements]
    return _LEAST_RATIO * _most_unpaired(existing, entries, there) <= len(existing)


def _most_unpaired(existing: Sequence[Entry], entries: Sequence[Entry], there: Sequence[datetime]) -> int:
    """Returns how many rows only one side has on days that both cover, but for the first and the last of those days.

    These two may be cut off in the middle. `there` are the days of the account's transactions.
    """
    inner = {entry.day for entry in entries}.intersection(there)
    inner -= {min(inner, default=None), max(inner, default=None)}
    common, here = (sum(entry.day in inner for entry in rows) for rows in (existing, entries))
    return max(here, sum(day in inner for day in there)) - common
