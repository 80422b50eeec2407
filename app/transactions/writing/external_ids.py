"""One transaction of an account for one `external_id`: what is created under an id that is taken is refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId

from app.infra.database.mongo import Scope
from app.infra.problems import Conflict
from app.money import format_amount
from app.transactions import store
from app.transactions.documents import Document

# What is compared of two transactions of one id, by the names that clients know.
COMPARED = ("date", "amount", "description")


class DuplicateExternalId(Conflict):
    """The account has a transaction with this external_id; `transaction_id` says which, `differs` in what."""

    code, title = "duplicate_external_id", "Duplicate external_id"


def find_taken(scope: Scope, documents: Sequence[Document]) -> dict[ObjectId, Document]:
    """Of new transactions whose external_id is taken, the ones that have it; also by one that comes before in the list.

    One that stands under the very id is none: the same request created it.
    """
    told = [document for document in documents if document["external_id"] is not None]
    if not told:
        return {}
    found = store.find_by_external_ids(scope, [(each["fingerprint"], *_key(each)) for each in told])
    standing: dict[Any, Document] = {}
    for each in found:
        standing[each["fingerprint"]] = standing[_key(each)] = each
    taken = {}
    for each in told:
        known = standing.setdefault(each["fingerprint"], standing.setdefault(_key(each), each))
        if known["_id"] != each["_id"]:
            taken[each["_id"]] = known
    return taken


def refusal(document: Mapping[str, Any], standing: Mapping[str, Any], pointer: str = "/external_id") -> Conflict:
    """The problem of a new transaction whose external_id another has, with what that one says otherwise."""
    differs = differences(document, standing)
    detail = "The account has a transaction with this external_id already"
    detail += f"; it says otherwise: {', '.join(differs.values())}." if differs else "."
    return DuplicateExternalId(
        detail,
        errors=[{"pointer": pointer, "message": detail}],
        transaction_id=str(standing["_id"]),
        differs=list(differs),
    )


def differences(
    told: Mapping[str, Any], standing: Mapping[str, Any], names: Sequence[str] = COMPARED
) -> dict[str, str]:
    """What of a transaction differs from what is told of it again, as {field: what it is, and what is told}.

    What its user set is no difference: their word stands. `names` are the fields that are compared.
    """
    fields = {
        "date": (standing["date"].date().isoformat(), told["date"].date().isoformat()),
        "amount": (_amount(standing), _amount(told)),
        "description": (repr(standing["description"]), repr(told["description"])),
    }
    return {
        name: f"{name} {stands[:100]}, not {says[:100]}"
        for name, (stands, says) in fields.items()
        if name in names and stands != says and name not in standing["locked"]
    }


def _amount(document: Mapping[str, Any]) -> str:
    return format_amount(document["amount_minor"], document["currency"])


def _key(document: Mapping[str, Any]) -> tuple[ObjectId, str]:
    return document["account_id"], document["external_id"]
