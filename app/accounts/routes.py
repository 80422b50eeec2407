"""/accounts: list, create, change and delete accounts."""

from collections.abc import Iterable

from bson import ObjectId
from flask import Response

from app.accounts import service
from app.accounts.documents import Account
from app.accounts.requests import AccountChanges, GivenAccount
from app.accounts.schemas import AccountIn, AccountOut, AccountPage, AccountPatch, account_out
from app.infra.blueprint import ApiBlueprint, no_content
from app.infra.conditional import answer_resource, precondition
from app.infra.database.keyset import Place
from app.infra.documentation.operations import CREATED, PAGE, RESOURCE
from app.infra.idempotency import new_id
from app.infra.identity import caller, scope
from app.infra.pagination import OLDEST_FIRST, Query, ShortListQuery, paginated

blp = ApiBlueprint("accounts", __name__, url_prefix="/api/v1/accounts", tag="Accounts")


@blp.route("")
@blp.query(ShortListQuery)
@blp.response(200, AccountPage, headers=PAGE)
@paginated(OLDEST_FIRST, account_out)
def list_accounts(query: Query, after: Place | None) -> Iterable[Account]:
    """List accounts, oldest first.

    Each with its balance and with what its statements cover.
    """
    return service.page_of_accounts(scope(), after, query["limit"])


@blp.route("", methods=["POST"])
@blp.body(AccountIn)
@blp.response(201, AccountOut, headers=CREATED)
def create_account(body: GivenAccount) -> Response:
    """Open an account.

    Every transaction belongs to one. An import without `account_id` opens the accounts it needs, and so does a
    transaction entered as text.
    """
    account = service.create(scope(), body, body["currency"] or caller().currency, new_id())
    return answer_resource(account, account_out(account), 201, Location=f"/api/v1/accounts/{account['_id']}")


@blp.route("/<oid:account_id>")
@blp.response(200, AccountOut, headers=RESOURCE)
def get_account(account_id: str) -> Response:
    """Read an account and its balance.

    The balance is the opening balance plus all posted and pending transactions; those that lapsed do not count.
    `coverage` lists the imported statements and where one is missing.
    """
    account = service.get(scope(), ObjectId(account_id))
    return answer_resource(account, account_out(account))


@blp.route("/<oid:account_id>", methods=["PATCH"])
@blp.body(AccountPatch)
@blp.response(200, AccountOut, headers=RESOURCE)
def update_account(body: AccountChanges, account_id: str) -> Response:
    """Change an account.

    Only fields that are sent change. A new opening balance moves the balance by the difference; the currency
    cannot change.
    """
    account = service.update(scope(), ObjectId(account_id), body, precondition())
    return answer_resource(account, account_out(account))


@blp.route("/<oid:account_id>", methods=["DELETE"])
@blp.response(204)
def delete_account(account_id: str) -> Response:
    """Delete an account that has no transactions.

    409 for one that has transactions: delete those first, or undo their imports.
    """
    service.delete(scope(), ObjectId(account_id), precondition())
    return no_content()
