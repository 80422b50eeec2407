"""Reading, changing and deleting one transaction on a user's request."""

from collections.abc import Sequence
from typing import TypedDict, cast

from bson import ObjectId

from app.categories import service as categories
from app.infra.amounts import minor_units
from app.infra.database.mongo import Scope
from app.infra.preconditions import Precondition
from app.infra.problems import Conflict, Invalid, NotFound
from app.jobs import service as jobs
from app.rules import service as rules
from app.transactions import store
from app.transactions.documents import CATEGORY_FIELDS, KNOWN, Actor, Changes, Part, Transaction
from app.transactions.references import References, account_at, refuse_other_currency
from app.transactions.requests import NewFields, PartFields, PatchFields
from app.transactions.writing.edits import edited
from app.transactions.writing.posting import remove, rewrite
from app.transactions.writing.splits import refuse_change_beside, split_up

# What the worker reads out of the sentence; only afterwards may a user correct it.
_READ_FROM_TEXT = frozenset({"account_id", "amount", "date", "kind", "status", "splits"})


class Offer(TypedDict):
    """How many past transactions of a merchant could be moved to a category too."""

    merchant: str | None
    category_id: ObjectId
    count: int


def get(scope: Scope, transaction_id: ObjectId) -> Transaction:
    """A transaction; raises NotFound."""
    found = store.find(scope, transaction_id)
    if found is None:
        raise NotFound("There is no such transaction.")
    return found


def patch(
    scope: Scope, transaction_id: ObjectId, fields: PatchFields, match: Precondition, actor: Actor
) -> Transaction:
    """Set fields of a transaction and lock them; a new category is learned for its merchant.

    Raises as `changed` does, NotFound and PreconditionFailed.
    """

    def change(tx: Scope) -> Transaction:
        before = get(tx, transaction_id)
        match.check(before)
        after = changed(before, fields, References(tx))
        if after != before:
            rewrite(tx, [(before, after)], actor)
            learn(tx, after, fields)
        return after

    return scope.transact(change)


def changed(before: Transaction, fields: PatchFields, look: References) -> Transaction:
    """The transaction with the fields of a request set and locked; nothing is written.

    Raises NotFound, UnknownReference for an account or category that does not exist, Invalid for what does not fit,
    Conflict `still_processing` while a worker has yet to read the sentence, `split_exists` for what its parts decide.
    """
    changes = _changes(before, categories.with_ids(look.scope, fields), look)
    return edited(before, changes, look.category(changes.get("category_id", before["category_id"])))


def learn(tx: Scope, after: Transaction, fields: PatchFields) -> None:
    """Remember the category a request gave a transaction, for its merchant."""
    category_id, slug = after["category_id"], after["category"]
    if names_category(fields) and category_id and slug and after["merchant"]:
        rules.learn(tx, after["merchant"], category_id, slug)


def names_category(fields: PatchFields | NewFields) -> bool:
    """Whether the fields of a request name a category, or none."""
    return not fields.keys().isdisjoint(CATEGORY_FIELDS)


def delete(scope: Scope, transaction_id: ObjectId, match: Precondition, actor: Actor) -> None:
    """Delete a transaction for good: importing its statement again does not bring it back."""

    def change(tx: Scope) -> None:
        document = get(tx, transaction_id)
        match.check(document)
        remove(tx, [document], actor)

    scope.transact(change)


def offer(scope: Scope, document: Transaction) -> Offer | None:
    """How many past transactions of this merchant could be moved to its category too; None for none."""
    if not document["merchant_key"] or document["category_id"] is None:
        return None
    count = store.count_refilable(scope, document["merchant_key"], document["category_id"])
    return {"merchant": document["merchant"], "category_id": document["category_id"], "count": count} if count else None


def _changes(before: Transaction, fields: PatchFields, look: References) -> Changes:
    """The fields of a request as the document stores them, checked against the account and the split."""
    changes = cast("Changes", {name: value for name, value in fields.items() if name not in ("amount", "splits")})
    if before["status"] not in KNOWN:
        changes = {**changes, **_completion(before, fields, look)}
    if "account_id" in fields:
        changes["currency"] = _new_currency(before, fields["account_id"], look)
    if "amount" in fields:
        currency = changes.get("currency") or before["currency"]
        changes["amount_minor"] = minor_units(fields["amount"], currency, "/amount")
    if fields.get("tags", ()) is None:
        changes["tags"] = []
    if "splits" in fields:
        return {**changes, **_resplit(before, changes, fields["splits"] or [], look)}
    refuse_change_beside(before, changes)
    return changes


def _new_currency(before: Transaction, account_id: ObjectId, look: References) -> str:
    """The currency of the account a transaction moves to: its own, unless it was never counted and so has none."""
    if before["status"] not in KNOWN:
        return str(account_at(look.scope, account_id)["currency"])
    currency = look.currency_of(account_id)
    refuse_other_currency(before["currency"], currency, "/account_id")
    return currency


def _resplit(before: Transaction, changes: Changes, parts: Sequence[PartFields], look: References) -> Changes:
    """The parts a request gives, if they differ from the present ones."""
    whole: Transaction = {**before, **changes}
    if parts and whole["status"] not in KNOWN:
        raise Invalid.at("/splits", "The text told no amount that could be split.", code="amount_missing")
    split: list[Part] = split_up(parts, whole["amount_minor"], whole["currency"], look.category)
    return {} if split == list(before.get("splits") or ()) else {"splits": split}


def _completion(before: Transaction, fields: PatchFields, look: References) -> Changes:
    """A sentence nobody could read becomes a posted transaction once the user sends the amount."""
    awaited = _READ_FROM_TEXT & fields.keys()
    if before["status"] == "processing" and awaited and _is_being_read(look.scope, before):
        raise Conflict("The text is still being read; try again in a moment.", code="still_processing")
    if "amount" not in fields:
        if "status" in fields:
            raise Invalid.at("/status", "Set the amount too: the text told none.", code="amount_missing")
        return {}
    if cast("ObjectId | None", before["account_id"]) is None and "account_id" not in fields:
        raise Invalid.at("/account_id", "Name the account too.", code="account_missing")
    return {"status": fields.get("status", "posted")}


def _is_being_read(scope: Scope, document: Transaction) -> bool:
    """Whether its job, which has the transaction's id, is not finished; a cancelled one is."""
    return jobs.get(scope, document["_id"])["finished_at"] is None
