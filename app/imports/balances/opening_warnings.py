"""Tells of accounts whose balance an export of ours leaves open, or that stand elsewhere than it states."""

from bson import ObjectId

from app.accounts import service as accounts
from app.accounts.documents import Account
from app.formats.interface import LayoutWarning
from app.imports.balances.account_statements import account_of, difference
from app.imports.balances.exported_accounts import ExportedAccount, ExportedAccounts
from app.imports.balances.proof import minor_or_none
from app.imports.documents import AccountDiffers, ImportDocument
from app.infra.database.mongo import Scope
from app.money import format_amount
from app.transactions import service as transactions

_SHOWN = 3


def opening_warnings(scope: Scope, document: ImportDocument, exported: ExportedAccounts) -> list[LayoutWarning]:
    """Returns a warning of each kind, which names the first accounts."""
    held = {account["_id"]: account for account in accounts.list_accounts(scope)}
    open_ended, kept, taken = list[str](), list[str](), list[str]()
    moved: list[LayoutWarning] = []
    for key, said in exported.found.items():
        account = held.get(account_of(document, key) or document["_id"])
        if account and said.opening is None and _is_new(account, document["_id"]):
            open_ended.append(account["name"])
        elif account and (told := _difference(scope, account, said)):
            kept.append(told)
        elif account and _is_moved(account, document["_id"]):
            moved += _contradicted(scope, account)
            taken.append(f"{account['name']}: {format_amount(account['opening_balance_minor'], said.currency)}")
    return [*_no_opening(open_ended), *_kept(kept), *_taken(taken), *moved]


def _is_new(account: Account, import_id: ObjectId) -> bool:
    return account.get("opened_by") == import_id and not account["opening_balance_minor"]


def _is_moved(account: Account, import_id: ObjectId) -> bool:
    """Whether an account that was there before has its opening balance from this import now."""
    basis = account.get("opening_basis")
    return basis is not None and basis["import_id"] == import_id != account.get("opened_by")


def _difference(scope: Scope, account: Account, said: ExportedAccount) -> str:
    """Returns what an account has before the export's days, and what that states, where it is not the same."""
    stated = minor_or_none(said.opening, said.currency)
    if stated is None:
        return ""
    here = transactions.balance_before(scope, account, said.first_day)
    shown, expected = (format_amount(amount, said.currency) for amount in (here, stated))
    return f"{account['name']}: {shown} here, {expected} there" if here != stated else ""


def _contradicted(scope: Scope, account: Account) -> list[AccountDiffers]:
    """Returns what a bank's statement says against the opening balance that an export brought, if any does."""
    found = accounts.contradiction(scope, account["_id"])
    return [difference(account, found.day, found.closing_minor, found.balance_minor)] if found else []


def _no_opening(names: list[str]) -> list[LayoutWarning]:
    if not names:
        return []
    message = f"The export states no opening balance; the balance is that of its transactions alone: {_few(names)}."
    return [{"code": "no_opening_balance", "message": message}]


def _kept(told: list[str]) -> list[LayoutWarning]:
    if not told:
        return []
    message = f"Opening balances are kept, though the export states others. {_few(told, '; ')}."
    return [{"code": "opening_balance_kept", "message": message}]


def _taken(told: list[str]) -> list[LayoutWarning]:
    if not told:
        return []
    message = f"The export gives accounts that were here before an opening balance. {_few(told, '; ')}."
    return [{"code": "opening_balance_taken", "message": message}]


def _few(texts: list[str], between: str = ", ") -> str:
    return between.join([*texts[:_SHOWN], *["…"] * (len(texts) > _SHOWN)])
