"""Creating a transaction from the fields of a request; several requests at once are written together."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypedDict, cast

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
from app.transactions.documents import Changes, Transaction, manual_fingerprint, new_document
from app.transactions.references import References, refuse_other_currency
from app.transactions.requests import NewFields
from app.transactions.writing import external_ids
from app.transactions.writing.changes import get
from app.transactions.writing.edits import edited
from app.transactions.writing.posting import post_batch

log = structlog.get_logger()

# The id and the fields of a request.
Asked = tuple[ObjectId, NewFields]

_LOCKABLE = ("value_date", "transaction_date", "merchant", "category_id", "kind", "notes", "tags")


def create(scope: Scope, transaction_id: ObjectId, fields: NewFields) -> Transaction:
    """Post a transaction a person entered; the same id again returns the one that exists.

    The categoriser decides what is not given; what is given is locked.
    Raises UnknownReference for an account or category that does not exist, Invalid for amounts and currencies that
    do not fit the account, DuplicateExternalId for an external_id that another has.
    """
    return _gathering.do(scope, (transaction_id, fields))


def _create_all(scope: Scope, asked: Sequence[Asked]) -> Sequence[Transaction | Exception]:
    """Post the transactions of several requests in one MongoDB transaction; if one fails, each in its own."""
    if len(asked) > 1:
        try:
            return scope.transact(lambda tx: _post(tx, asked), numbers=len(asked))
        except WorkspaceBusy:
            raise
        except (AlreadyThere, Problem) as problem:
            log.info("created_singly", count=len(asked), because=type(problem).__name__)
    return [_create_one(scope, each) for each in asked]


def _create_one(scope: Scope, asked: Asked) -> Transaction | Exception:
    try:
        return scope.transact(lambda tx: _post(tx, [asked]))[0]
    except AlreadyThere:
        # A retry with the same key, whose first answer was lost. They are rare: looking first would cost each request.
        return get(scope, asked[0])
    except (Problem, DatabaseError) as error:
        return error


def _post(tx: Scope, asked: Sequence[Asked]) -> list[Transaction]:
    categoriser, look = rules.kept_categoriser(tx), References(tx)
    documents = [composed(transaction_id, fields, categoriser, look) for transaction_id, fields in asked]
    for new_id, taken_by in external_ids.find_taken(tx, documents).items():
        raise external_ids.refusal(next(each for each in documents if each["_id"] == new_id), taken_by)
    post_batch(tx, documents)
    return documents


_gathering = Gathering(_create_all)


def composed(
    transaction_id: ObjectId, fields: NewFields, categoriser: rules.Categoriser, look: References
) -> Transaction:
    """The new transaction of a request's fields; nothing is written. Raises as `create` does."""
    fields = categories.with_ids(look.scope, fields)
    account_id = fields["account_id"]
    currency = look.currency_of(account_id)
    category = look.category(fields.get("category_id"))
    refuse_other_currency(fields.get("currency"), currency, "/currency")
    amount = minor_units(fields["amount"], currency, "/amount")
    merchant, notes = fields.get("merchant"), fields.get("notes")
    candidate = rules.Candidate(
        fields["description"], amount, currency, account_id=account_id, merchant=merchant, notes=notes
    )
    filing = categoriser.file(candidate)
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
    return edited(document, _given(fields), category)


def _given(fields: NewFields) -> Changes:
    """The fields of a request that rules, models and imports could otherwise overwrite."""
    given: Mapping[str, object] = fields
    return cast("Changes", {name: given[name] for name in _LOCKABLE if given.get(name) is not None})


class _Original(TypedDict, total=False):
    original_amount_minor: int
    original_currency: str


def _original(fields: NewFields) -> _Original:
    """The amount in the currency it was spent in, when that is not the account's."""
    currency = fields.get("original_currency")
    if currency is None:
        return {}
    amount = minor_units(fields["original_amount"], currency, "/original_amount")
    return {"original_amount_minor": amount, "original_currency": currency}
