"""Records a finished import as a statement of its accounts: the days it covers and the balances around them."""

from collections.abc import Sequence
from datetime import date

from bson import ObjectId

from app.accounts import service as accounts
from app.imports.balances.proof import BalanceProof, Finding, Key, minor_or_none
from app.imports.documents import ImportDocument
from app.imports.drafting.lines import FIRST_DAY, LAST_DAY
from app.infra.database.mongo import Scope
from app.jobs.lease import Lease


def record_statements(lease: Lease, document: ImportDocument, proof: BalanceProof) -> None:
    """Record the import on each account it wrote to, which updates their coverage and opening balances.

    Run again it changes nothing; a worker that lost the job records nothing.
    """
    progress = lease.job["progress"]["total"]
    statements = _statements(document, proof)

    def write(tx: Scope) -> None:
        lease.checkpoint(tx, document["lines"], max(document["lines"], progress))
        for account_id, statement in statements.items():
            accounts.record_statement(tx, account_id, document["_id"], statement)

    if statements:
        lease.scope.transact(write)


def _statements(document: ImportDocument, proof: BalanceProof) -> dict[ObjectId, accounts.StatementFacts]:
    by_account: dict[ObjectId, list[tuple[Key, Finding]]] = {}
    for key, finding in proof.findings().items():
        account_id = _account_of(document, key)
        if account_id is not None:
            by_account.setdefault(account_id, []).append((key, finding))
    repeats = document["counts"]["duplicate"] > 0
    return {account_id: _statement(found, proof, repeats=repeats) for account_id, found in by_account.items()}


def _account_of(document: ImportDocument, key: Key) -> ObjectId | None:
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
