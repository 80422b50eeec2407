"""Records a finished import as a statement of its accounts: the days it covers and the balances around them."""

from collections.abc import Mapping, Sequence
from datetime import date

from bson import ObjectId

from app.accounts import service as accounts
from app.accounts.documents import Account
from app.imports.balances.exported_accounts import ExportedAccount, ExportedAccounts
from app.imports.balances.proof import BalanceProof, Finding, Key, minor_or_none
from app.imports.documents import AccountDiffers, ImportDocument
from app.imports.drafting.lines import FIRST_DAY, LAST_DAY
from app.infra.database.mongo import Scope
from app.jobs.lease import Lease
from app.money import format_amount

_MOST_TOLD = 50  # accounts of one file


def record_statements(lease: Lease, document: ImportDocument, proof: BalanceProof) -> None:
    """Record the import on each account it wrote to, which updates their coverage and opening balances.

    Run again it changes nothing; a worker that lost the job records nothing.
    """
    _record(lease, document, _statements(document, proof))


def record_exported(lease: Lease, document: ImportDocument, exported: ExportedAccounts) -> None:
    """Record what an export of ours says of each account, in the same way."""
    _record(lease, document, _exported(document, exported))


def _record(lease: Lease, document: ImportDocument, statements: Mapping[ObjectId, accounts.StatementFacts]) -> None:
    progress = lease.job["progress"]["total"]

    def write(tx: Scope) -> None:
        lease.checkpoint(tx, document["lines"], max(document["lines"], progress))
        for account_id, statement in statements.items():
            accounts.record_statement(tx, account_id, document["_id"], statement)

    if statements:
        lease.scope.transact(write)


def _statements(document: ImportDocument, proof: BalanceProof) -> dict[ObjectId, accounts.StatementFacts]:
    by_account: dict[ObjectId, list[tuple[Key, Finding]]] = {}
    for key, finding in proof.findings().items():
        account_id = account_of(document, key)
        if account_id is not None:
            by_account.setdefault(account_id, []).append((key, finding))
    repeats = document["counts"]["duplicate"] > 0
    return {account_id: _statement(found, proof, repeats=repeats) for account_id, found in by_account.items()}


def _exported(document: ImportDocument, exported: ExportedAccounts) -> dict[ObjectId, accounts.StatementFacts]:
    """Only accounts of which the export says anything: older ones do not."""
    found: dict[ObjectId, list[ExportedAccount]] = {}
    for key, account in exported.found.items():
        account_id = account_of(document, key)
        if account_id is not None and account.facts:
            found.setdefault(account_id, []).append(account)
    return {account_id: _exported_statement(together) for account_id, together in found.items()}


def _exported_statement(found: Sequence[ExportedAccount]) -> accounts.StatementFacts:
    """Several accounts that went to one have no balance in common."""
    alone = found[0].facts if len(found) == 1 else None
    return accounts.StatementFacts(
        first_day=min(account.first_day for account in found),
        last_day=max(account.last_day for account in found),
        rows=sum(account.rows for account in found),
        opening_minor=minor_or_none(alone.opening, found[0].currency) if alone else None,
        repeats=True,
        from_export=True,
        numbers=alone.numbers if alone else (),
    )


def differing_accounts(scope: Scope, document: ImportDocument, proof: BalanceProof) -> list[AccountDiffers]:
    """Returns a warning for each account that stands elsewhere than where the statement ends, once all of it is in."""
    told = []
    for account_id, statement in _statements(document, proof).items():
        closing, day = statement.closing_minor, statement.last_day
        standing = accounts.standing(scope, account_id, day, document["_id"]) if closing is not None else None
        if closing is None or standing is None or closing in (standing.balance_minor, *standing.others):
            continue
        told.append(difference(accounts.get(scope, account_id), day, closing, standing.balance_minor))
    return told[:_MOST_TOLD]


def difference(account: Account, day: date, stated: int, computed: int) -> AccountDiffers:
    """Returns the warning. An account a user made keeps its opening balance; one made without any is offered it."""
    currency = account["currency"]
    more, opening = computed - stated, account["opening_balance_minor"]
    told: AccountDiffers = {
        "code": "account_differs",
        "message": _sentence(account, day, stated, computed),
        "account_id": account["_id"],
        "currency": currency,
        "date": day.isoformat(),
        "stated": format_amount(stated, currency),
        "computed": format_amount(computed, currency),
        "difference": format_amount(more, currency),
    }
    coverage = account.get("coverage")
    if not opening and coverage and coverage["count"] == 1:
        told["opening_balance"] = format_amount(-more, currency)
        told["message"] += f" It was made without an opening balance; {told['opening_balance']} would explain it."
    return told


def _sentence(account: Account, day: date, stated: int, computed: int) -> str:
    currency = account["currency"]
    shown = [format_amount(amount, currency) for amount in (stated, computed, abs(computed - stated))]
    return (
        f"The statement leaves {account['name']!r} at {shown[0]} {currency} on {day}, but the account stands at "
        f"{shown[1]} that day, {shown[2]} {'more' if computed > stated else 'less'}: its opening balance may be wrong, "
        "or transactions are missing or counted twice."
    )


def account_of(document: ImportDocument, key: Key) -> ObjectId | None:
    """Where the rows of an account number and currency went: all to the account the user named, if they named one."""
    target = (None if document["account_id"] else key[0], key[1])
    found = (each["account_id"] for each in document["targets"] if (each["identifier"], each["currency"]) == target)
    return next(found, None)


def _statement(found: Sequence[tuple[Key, Finding]], proof: BalanceProof, *, repeats: bool) -> accounts.StatementFacts:
    """Several numbers that went to one account have no balance in common."""
    chains = [finding.chain for _, finding in found]
    periods = [period for key, _ in found for period in proof.periods_of(key)]
    (_, currency), finding = found[0]
    opening, closing = (
        minor_or_none(amount, currency) if len(found) == 1 else None for amount in (finding.opening, finding.closing)
    )
    return accounts.StatementFacts(
        first_day=min(chain.first_day for chain in chains),
        last_day=max(chain.last_day for chain in chains),
        rows=sum(chain.rows for chain in chains),
        opening_minor=opening,
        closing_minor=closing,
        certain=finding.certain and None not in (opening, closing),
        covers_from=min((_within(period.begin) for period in periods if period.begin), default=None),
        covers_to=max((_within(period.end) for period in periods if period.end), default=None),
        repeats=repeats,
    )


def _within(day: date) -> date:
    """A day a bank means as for ever, kept where calendars reach."""
    return min(max(day, FIRST_DAY), LAST_DAY)
