"""Creating a transaction from fields."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from bson import ObjectId

from app.categories import service as categories
from app.infra.amounts import minor_units
from app.infra.database.errors import AlreadyThere, DatabaseError
from app.infra.database.group_commit import Gathering
from app.infra.database.mongo import Scope, WorkspaceBusy
from app.infra.problems import Problem
from app.rules import service as rules
from app.transactions.bank_ids import by_id
from app.transactions.documents import Document, manual_fingerprint, new_document
from app.transactions.references import References, refuse_other_currency
from app.transactions.writing import external_ids
from app.transactions.writing.changes import get
from app.transactions.writing.edits import edited
from app.transactions.writing.posting import post_batch

log = structlog.get_logger()

# The id and the fields of a request.
Asked = tuple[ObjectId, Mapping[str, Any]]

# What rules, models and imports could otherwise overwrite.
_LOCKABLE = ("value_date", "transaction_date", "merchant", "category_id", "kind", "notes", "tags")


def create(scope: Scope, transaction_id: ObjectId, fields: Mapping[str, Any]) -> Document:
    """Post a transaction a person entered; the same id again returns the one that stands.

    `fields` are those of the request. The categoriser decides what is not given; what is given is locked.
    Raises UnknownReference for an account or category that is not there, Invalid for amounts and currencies that
    do not fit the account, DuplicateExternalId for an external_id that another has.
    """
    return _gathering.do(scope, (transaction_id, fields))


def _create_all(scope: Scope, asked: Sequence[Asked]) -> Sequence[Document | Exception]:
    """Post what several requests ask for in one MongoDB transaction; where one cannot be, each in its own."""
    if len(asked) > 1:
        try:
            return scope.transact(lambda tx: _post(tx, asked), numbers=len(asked))
        except WorkspaceBusy:
            raise
        except (AlreadyThere, Problem) as problem:
            log.info("created_singly", count=len(asked), because=type(problem).__name__)
    return [_create_one(scope, each) for each in asked]


def _create_one(scope: Scope, asked: Asked) -> Document | Exception:
    try:
        return scope.transact(lambda tx: _post(tx, [asked]))[0]
    except AlreadyThere:
        # Asked before with the same key, when the answer was lost. Nearly no id was: looking first would cost each.
        return get(scope, asked[0])
    except (Problem, DatabaseError) as error:
        return error


def _post(tx: Scope, asked: Sequence[Asked]) -> list[Document]:
    categoriser, look = rules.kept_categoriser(tx), References(tx)
    documents = [composed(transaction_id, fields, categoriser, look) for transaction_id, fields in asked]
    for taken_id, standing in external_ids.find_taken(tx, documents).items():
        raise external_ids.refusal(next(each for each in documents if each["_id"] == taken_id), standing)
    post_batch(tx, documents)
    return documents


_gathering = Gathering(_create_all)


def composed(
    transaction_id: ObjectId, fields: Mapping[str, Any], categoriser: rules.Categoriser, look: References
) -> Document:
    """The new transaction of a request's fields; nothing is written. Raises as `create` does."""
    fields = categories.with_ids(look.scope, fields)
    account_id = fields["account_id"]
    currency = look.currency_of(account_id)
    category = look.category(fields.get("category_id"))
    refuse_other_currency(fields.get("currency"), currency, "/currency")
    amount = minor_units(fields["amount"], currency, "/amount")
    merchant, notes = fields.get("merchant"), fields.get("notes")
    filing = categoriser.file(rules.Candidate(fields["description"], amount, currency, account_id, merchant, notes))
    external_id = fields.get("external_id")
    document = new_document(
        transaction_id=transaction_id,
        account_id=account_id,
        date=fields["date"],
        amount_minor=amount,
        currency=currency,
        description=fields["description"],
        filing=filing,
        source="manual",
        status=fields.get("status", "posted"),
        external_id=external_id,
        fingerprint=by_id(account_id.binary, external_id) if external_id else manual_fingerprint(transaction_id),
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
