"""Refuses a new transaction whose `external_id` another transaction of the account has."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from bson import ObjectId

from app.infra.database.mongo import Scope
from app.infra.problems import Conflict
from app.money import format_amount
from app.transactions import store
from app.transactions.documents import Transaction

# What is compared of two transactions of one id, by the names that clients know.
COMPARED = ("date", "amount", "description")


class ComparedFields(TypedDict):
    """What is compared of a transaction with the one of the same id, or of a statement's line that repeats it."""

    date: datetime
    amount_minor: int
    currency: str
    description: str


class DuplicateExternalId(Conflict):
    """The account has a transaction with this external_id; `transaction_id` says which, `differs` in what."""

    code, title = "duplicate_external_id", "Duplicate external_id"


def find_taken(scope: Scope, documents: Sequence[Transaction]) -> dict[ObjectId, Transaction]:
    """The transactions that have the external_ids of new ones, by the id of the new one.

    They may come before it in the list. A transaction of the very same id is left out: the same request created it.
    """
    named = [(document, document["external_id"]) for document in documents if document["external_id"] is not None]
    if not named:
        return {}
    found = store.find_by_external_ids(scope, [(each["fingerprint"], each["account_id"], id_) for each, id_ in named])
    by_fingerprint = {each["fingerprint"]: each for each in found}
    by_id = {(each["account_id"], each["external_id"]): each for each in found}
    taken = {}
    for each, external_id in named:
        known = by_id.setdefault((each["account_id"], external_id), each)
        known = by_fingerprint.setdefault(each["fingerprint"], known)
        if known["_id"] != each["_id"]:
            taken[each["_id"]] = known
    return taken


def refusal(document: ComparedFields, taken_by: Transaction, pointer: str = "/external_id") -> Conflict:
    """The problem of a new transaction whose external_id another has, with the facts in which the two differ."""
    differs = differences(document, taken_by)
    detail = "The account has a transaction with this external_id already"
    detail += f"; it says otherwise: {', '.join(differs.values())}." if differs else "."
    return DuplicateExternalId(
        detail,
        errors=[{"pointer": pointer, "message": detail}],
        transaction_id=str(taken_by["_id"]),
        differs=list(differs),
    )


def differences(repeated: ComparedFields, existing: Transaction, names: Sequence[str] = COMPARED) -> dict[str, str]:
    """In what a repeated transaction differs from the existing one of its id, as {field: "field old, not new"}.

    Locked fields are no difference: what a user set stays. `names` are the fields that are compared.
    """
    fields = {
        "date": (existing["date"].date().isoformat(), repeated["date"].date().isoformat()),
        "amount": (
            format_amount(existing["amount_minor"], existing["currency"]),
            format_amount(repeated["amount_minor"], repeated["currency"]),
        ),
        "description": (repr(existing["description"]), repr(repeated["description"])),
    }
    return {
        name: f"{name} {old[:100]}, not {new[:100]}"
        for name, (old, new) in fields.items()
        if name in names and old != new and name not in existing["locked"]
    }
