"""Creating a transaction from fields."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId

from app.infra.amounts import minor_units
from app.infra.mongo import Scope
from app.rules import service as rules
from app.transactions import store
from app.transactions.documents import Document, manual_fingerprint, new_document
from app.transactions.edits import edited
from app.transactions.posting import post_batch
from app.transactions.references import References, refuse_other_currency

# What rules, models and imports could otherwise overwrite.
_LOCKABLE = ("value_date", "transaction_date", "merchant", "category_id", "kind", "notes", "tags")


def create(scope: Scope, transaction_id: ObjectId, fields: Mapping[str, Any]) -> Document:
    """Post a transaction a person entered; the same id again answers the one that stands.

    `fields` are those of the request. The categoriser decides what is not given; what is given is locked.
    Raises UnknownReference for an account or category that is not there, Invalid for amounts and currencies that
    do not fit the account.
    """
    categoriser = rules.load_categoriser(scope)

    def post(tx: Scope) -> Document:
        standing = store.find(tx, transaction_id)
        if standing is not None:
            return standing
        document = composed(transaction_id, fields, categoriser, References(tx))
        post_batch(tx, [document])
        return document

    return scope.transact(post)


def composed(
    transaction_id: ObjectId, fields: Mapping[str, Any], categoriser: rules.Categoriser, look: References
) -> Document:
    """The new transaction of a request's fields; nothing is written. Raises as `create` does."""
    account = look.account(fields["account_id"])
    category = look.category(fields.get("category_id"))
    currency = account["currency"]
    refuse_other_currency(fields.get("currency"), account, "/currency")
    amount = minor_units(fields["amount"], currency, "/amount")
    filing = categoriser.file(
        fields["description"], amount, currency, account["_id"], fields.get("merchant"), fields.get("notes")
    )
    document = new_document(
        transaction_id=transaction_id,
        account_id=account["_id"],
        date=fields["date"],
        amount_minor=amount,
        currency=currency,
        description=fields["description"],
        filing=filing,
        source="manual",
        status=fields.get("status", "posted"),
        fingerprint=manual_fingerprint(transaction_id),
        now=datetime.now(UTC),
        **_original(fields),
    )
    given = {name: fields[name] for name in _LOCKABLE if fields.get(name) is not None}
    return edited(document, given, category)


def _original(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The amount in the currency it was spent in, when that is not the account's."""
    currency = fields.get("original_currency")
    if currency is None:
        return {}
    amount = minor_units(fields["original_amount"], currency, "/original_amount")
    return {"original_amount_minor": amount, "original_currency": currency}
