"""A user's first hour, told with the client that openapi-python-client makes of our document.

tests/api/test_generated_clients.py checks it with `mypy --strict` beside the client, then runs it: what the types
promise is what the API answers.
"""

import datetime as dt
import sys
import time
from io import BytesIO
from uuid import uuid4

from finsight_client import AuthenticatedClient, Client
from finsight_client.api.accounts import create_account
from finsight_client.api.auth import register
from finsight_client.api.categories import list_categories
from finsight_client.api.imports import import_transactions, undo_import
from finsight_client.api.jobs import get_job, list_jobs, stream_job
from finsight_client.api.rules import apply_rules
from finsight_client.api.transactions import (
    create_transaction,
    export_transactions,
    get_transaction,
    list_transactions,
    update_transaction,
)
from finsight_client.models import (
    AccountIn,
    AccountOut,
    AccountType,
    BalanceVerdict,
    CaptureJob,
    CaptureOut,
    CaptureResult,
    CategoryPage,
    ImportJob,
    ImportResult,
    ImportStarted,
    ImportUpload,
    JobPage,
    JobState,
    MerchantForm,
    PatchedOut,
    Problem,
    RefileJob,
    RefileResult,
    RefileStarted,
    RegisterIn,
    SignedInOut,
    TransactionByFields,
    TransactionByText,
    TransactionKind,
    TransactionOut,
    TransactionPage,
    TransactionPatch,
    TransactionStatus,
    UndoJob,
    UndoResult,
    UndoStarted,
)
from finsight_client.types import File

STATEMENT = (
    b"Date,Description,Amount,Balance\n2026-10-01,BLUE BOTTLE COFFEE,-4.50,95.50\n"
    b"2026-10-02,NETFLIX.COM,-15.99,79.51\n2026-10-03,ACME INC PAYROLL,2500.00,2579.51\n"
)
Job = ImportJob | UndoJob | CaptureJob | RefileJob
OVER = (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)


def main(base_url: str) -> None:
    """The story; an AssertionError where an answer is not of the promised type."""
    client = sign_up(base_url)
    account = open_account(client)
    import_id = import_statement(client, account)
    tell_a_sentence(client, account)
    netflix = correct(client, account)
    refile(client, netflix)
    watch(client)
    export(client)
    refused(client)
    undo(client, import_id)


def sign_up(base_url: str) -> AuthenticatedClient:
    """A client that is signed in."""
    body = RegisterIn(email=f"{uuid4().hex[:12]}@example.com", password="correct horse battery")
    signed_in = register.sync(client=Client(base_url=base_url), body=body)
    assert isinstance(signed_in, SignedInOut), signed_in
    return AuthenticatedClient(base_url=base_url, token=signed_in.access_token, raise_on_unexpected_status=True)


def open_account(client: AuthenticatedClient) -> AccountOut:
    """An account by its name alone, so that defaults are ours."""
    account = create_account.sync(client=client, body=AccountIn(name="Everyday", opening_balance="100.00"))
    assert isinstance(account, AccountOut), account
    assert account.type_ is AccountType.CHECKING
    assert isinstance(account.created_at, dt.datetime)
    return account


def import_statement(client: AuthenticatedClient, account: AccountOut) -> str:
    """Upload a file, wait for its job and read its result; its import's id."""
    file = File(payload=BytesIO(STATEMENT), file_name="october.csv", mime_type="text/csv")
    started = import_transactions.sync(client=client, body=ImportUpload(file=file, account_id=account.id))
    assert isinstance(started, ImportStarted), started
    job = finished(client, started.job.id)
    assert isinstance(job, ImportJob)
    result = job.result
    assert isinstance(result, ImportResult)
    assert (result.created, result.duplicate, result.rejected, result.ignored, result.lines) == (3, 0, 0, 1, 4)
    assert result.balance_proof is BalanceVerdict.PROVED
    assert result.account_ids == [account.id]
    assert result.import_id == started.import_.id
    return result.import_id


def finished(client: AuthenticatedClient, job_id: str) -> Job:
    """The job once it is over, whatever its kind."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job = get_job.sync(job_id, client=client)
        assert isinstance(job, Job), job
        if job.state in OVER:
            assert job.problem is None, job.problem
            return job
    raise AssertionError(job)


def tell_a_sentence(client: AuthenticatedClient, account: AccountOut) -> None:
    """Both forms of a new transaction: fields, and a sentence."""
    told = create_transaction.sync(
        client=client,
        body=TransactionByText(text="lunch 12.50 at Subway", reference_date=dt.date(2026, 10, 5)),
    )
    assert isinstance(told, CaptureOut), told
    assert told.transaction.status is TransactionStatus.PROCESSING
    assert told.transaction.amount is None
    job = finished(client, told.job.id)
    assert isinstance(job, CaptureJob)
    assert isinstance(job.result, CaptureResult)
    assert job.result.transaction_ids == [told.transaction.id]
    read = get_transaction.sync(told.transaction.id, client=client)
    assert isinstance(read, TransactionOut)
    assert (read.amount, read.date) == ("-12.50", dt.date(2026, 10, 5))
    entered = create_transaction.sync(
        client=client,
        body=TransactionByFields(
            account_id=account.id, amount="-8.00", date=dt.date(2026, 10, 6), description="Cinema"
        ),
    )
    assert isinstance(entered, TransactionOut), entered


def correct(client: AuthenticatedClient, account: AccountOut) -> PatchedOut:
    """List by two kinds at once, and correct what is found."""
    kinds = [TransactionKind.EXPENSE, TransactionKind.INCOME]
    found = list_transactions.sync(client=client, kind=kinds, account_id=account.id, limit=200)
    assert isinstance(found, TransactionPage), found
    assert len(found.data) >= 4
    netflix = next(each for each in found.data if each.merchant == "Netflix")
    categories = list_categories.sync(client=client)
    assert isinstance(categories, CategoryPage)
    entertainment = next(each for each in categories.data if each.slug == "entertainment")
    patch = TransactionPatch(category_id=entertainment.id, tags=["film"])
    patched = update_transaction.sync(netflix.id, client=client, body=patch)
    assert isinstance(patched, PatchedOut), patched
    assert (patched.category, patched.tags) == ("entertainment", ["film"])
    return patched


def refile(client: AuthenticatedClient, netflix: PatchedOut) -> None:
    """File the past of a merchant anew."""
    assert netflix.category_id is not None
    body = MerchantForm(merchant="Netflix", category_id=netflix.category_id)
    started = apply_rules.sync(client=client, body=body)
    assert isinstance(started, RefileStarted), started
    job = finished(client, started.job.id)
    assert isinstance(job, RefileJob)
    assert isinstance(job.result, RefileResult)
    assert job.result.examined == 1


def watch(client: AuthenticatedClient) -> None:
    """Jobs of several kinds in one list, and the stream of one as text."""
    page = list_jobs.sync(client=client, state=[JobState.SUCCEEDED, JobState.FAILED])
    assert isinstance(page, JobPage), page
    assert {type(job) for job in page.data} == {ImportJob, CaptureJob, RefileJob}
    stream = stream_job.sync(page.data[0].id, client=client)
    assert isinstance(stream, str), stream
    assert "event: end" in stream


def export(client: AuthenticatedClient) -> None:
    """A table as text."""
    table = export_transactions.sync(client=client)
    assert isinstance(table, str), table
    assert "NETFLIX.COM" in table


def refused(client: AuthenticatedClient) -> None:
    """A problem comes typed, with its faults."""
    problem = create_account.sync(client=client, body=AccountIn(name=" "))
    assert isinstance(problem, Problem)
    assert problem.code == "validation_failed"
    assert [fault.pointer for fault in problem.errors or []] == ["/name"]


def undo(client: AuthenticatedClient, import_id: str) -> None:
    """Take the import back; what was corrected stays."""
    started = undo_import.sync(import_id, client=client)
    assert isinstance(started, UndoStarted), started
    job = finished(client, started.job.id)
    assert isinstance(job, UndoJob)
    assert isinstance(job.result, UndoResult)
    assert (job.result.removed, job.result.kept_count) == (2, 1)


if __name__ == "__main__":
    main(sys.argv[1])
