"""The documents of imports as they are stored: the import, the outcome of a line, a saved mapping, an undo."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NotRequired, TypedDict

from bson import ObjectId

from app.formats.interface import ColumnMapping, Layout, LayoutDocument, LayoutWarning

# The first and the last of some days, as midnight UTC.
Days = tuple[datetime, datetime]
# The account that a row names (see account_key in drafting; None where it names none), and its currency.
TargetKey = tuple[str | None, str]


class UploadOptions(TypedDict, total=False):
    """What a request may say beside the file; `mapping` was checked entry by entry."""

    account_id: ObjectId
    currency: str
    date_order: str
    mapping: ColumnMapping
    format: str
    restore_deleted: bool


class GivenRow(TypedDict):
    """A transaction as a request gives it in JSON; `category` is a slug, `category_id` may stand in its place."""

    date: datetime
    amount: Decimal
    description: str
    currency: NotRequired[str]
    merchant: NotRequired[str]
    category_id: NotRequired[ObjectId]
    category: NotRequired[str]
    external_id: NotRequired[str]
    value_date: NotRequired[datetime]
    transaction_date: NotRequired[datetime]
    notes: NotRequired[str]
    tags: NotRequired[list[str]]


class GivenRows(UploadOptions):
    """The body of an import of JSON rows."""

    transactions: list[GivenRow]


class ImportOptions(TypedDict):
    """What the sender said beside the file; None for what they did not say."""

    currency: str | None
    date_order: str | None
    mapping: ColumnMapping | None
    format: str | None
    restore_deleted: bool | None


class Target(TypedDict):
    """An account that an import writes to, and by what the statement calls it."""

    identifier: str | None
    currency: str
    account_id: ObjectId


class AccountDays(TypedDict):
    """The first and the last day of an import's rows in one account."""

    first: datetime
    last: datetime


class Counts(TypedDict):
    """How many lines had which outcome."""

    created: int
    duplicate: int
    rejected: int
    ignored: int


class ChangedSince(TypedDict):
    """A transaction that an import changed, and the fields that a user changed later: they stay."""

    transaction_id: ObjectId
    fields: list[str]


class UndoCounts(TypedDict):
    """What an undo did: transactions removed, handed over to other imports, reverted and kept; some of the kept ones.

    `kept` and `changed_since` name the first of those that users changed after the import created or changed them.
    """

    removed: int
    handed_over: int
    reverted: int
    kept_count: int
    kept: list[ObjectId]
    changed_since: list[ChangedSince]


class UndoProgress(UndoCounts):
    """How far an undo is: behind the row `after`, and below the number of the event `below`."""

    job_id: ObjectId
    force: bool
    after: int
    below: int | None


class UndoPlace(TypedDict, total=False):
    """Where the next batch of an undo begins."""

    after: int
    below: int


class Undone(UndoCounts):
    """What became of an import that was undone."""

    at: datetime
    job_id: ObjectId
    force: bool


class AccountDiffers(LayoutWarning):
    """A warning that an account stands elsewhere than its statement ends. Balances are decimal strings; the difference
    is what the account has more.

    `opening_balance` is the one with which it would not, for an account that was made without one.
    """

    account_id: ObjectId
    currency: str
    date: str
    stated: str
    computed: str
    difference: str
    opening_balance: NotRequired[str]


class ImportResult(Counts):
    """The result of a finished import, as its job shows it.

    Of lines, `matched` is how many are of transactions that other sources brought; then matches offered to the user,
    transfers paired, and pending transactions that it no longer lists.
    """

    import_id: ObjectId
    account_ids: list[ObjectId]
    format: str
    lines: int
    date_order: str | None
    balance_proof: Any  # `proved`, `not stated` or where the balances break, shown as it is
    matched: int
    matches: int
    transfers: int
    lapsed: int
    warnings: list[LayoutWarning]


class UndoResult(UndoCounts):
    """The result of a finished undo, as its job shows it."""

    import_id: ObjectId


class LayoutFields(TypedDict):
    """How the file of an import is read; `header` identifies its header, `signature` its kind of statement.

    `origin` is the import that rejected these lines, where they were corrected and sent again.
    """

    layout: LayoutDocument
    signature: str
    header: str | None
    mapping_source: str
    origin: NotRequired[ObjectId]
    account_name: NotRequired[str]
    origin_targets: NotRequired[list[Target]]


class ImportDocument(TypedDict):
    """An import. What `LayoutFields` describes is None until the file was looked at.

    `lines` is the checkpoint: how many are committed. `differing` lines have the id of a transaction that says
    otherwise, `first_day` and `last_day` are those of the rows, `days` those of each account's rows by its id, `fallen`
    is set while and after it is undone; it `is_whole` once all of a bank's statement is in, which then tells what is no
    longer pending.
    """

    _id: ObjectId
    job_id: ObjectId
    file_name: str
    size: int
    account_id: ObjectId | None
    account_name: str
    options: ImportOptions
    locale: str
    default_currency: str
    reader: str
    layout: LayoutDocument | None
    signature: str | None
    header: str | None
    mapping_source: str | None
    origin: ObjectId | None
    origin_targets: list[Target]
    targets: list[Target]
    lines: int
    counts: Counts
    created_at: datetime
    revision: int
    differing: NotRequired[int]
    first_day: NotRequired[datetime]
    last_day: NotRequired[datetime]
    days: NotRequired[dict[str, AccountDays]]
    fallen: NotRequired[bool]
    is_whole: NotRequired[bool]
    undo: NotRequired[UndoProgress]
    undone: NotRequired[Undone]


class ImportWithJob(ImportDocument):
    """An import with what its job says of it."""

    state: str
    problem: Any  # a problem document (RFC 9457), shown as it is
    balance_proof: Any  # `proved`, `not stated` or where the balances break, shown as it is
    warnings: list[LayoutWarning] | None  # those of the finished job, among which are the layout's


class SourceFields(TypedDict):
    """What says which kind of statement an import's file is, and the days of its rows."""

    _id: ObjectId
    reader: str
    signature: str | None
    created_at: datetime
    first_day: NotRequired[datetime]
    last_day: NotRequired[datetime]
    days: NotRequired[dict[str, AccountDays]]
    targets: NotRequired[list[Target]]
    is_whole: NotRequired[bool]


class ImportRow(TypedDict):
    """What became of a line that created no transaction of its own; in lists, of a line that did as well.

    Duplicates name the transaction and say what the line says, rejected and ignored lines keep their text in `raw`.
    """

    _id: NotRequired[ObjectId]
    import_id: NotRequired[ObjectId]
    row: int
    outcome: str
    transaction_id: NotRequired[ObjectId | None]
    date: NotRequired[datetime]
    value_date: NotRequired[datetime]
    transaction_date: NotRequired[datetime]
    amount_minor: NotRequired[int]
    currency: NotRequired[str]
    original_amount_minor: NotRequired[int]
    original_currency: NotRequired[str]
    description: NotRequired[str]
    payee: NotRequired[str]
    external_id: NotRequired[str]
    balance_minor: NotRequired[int]
    pending: NotRequired[bool]
    lapsed: NotRequired[bool]
    code: NotRequired[str]
    message: NotRequired[str]
    raw: NotRequired[str]


class CreatedRow(TypedDict):
    """What a list of lines shows of a transaction that a line created."""

    _id: ObjectId
    import_row: int
    date: datetime
    amount_minor: int
    currency: str
    description: str


class MappingFields(TypedDict):
    """What was said about the columns below a header, and in which import."""

    mapping: ColumnMapping
    format: str
    headers: list[str]
    import_id: ObjectId


class SavedMapping(MappingFields):
    """A mapping that is kept for files with the same header, by the header's `signature`."""

    _id: ObjectId
    signature: str
    created_at: datetime
    updated_at: datetime
    revision: int


def layout_of(document: ImportDocument) -> Layout:
    """Returns the layout of an import; of one whose file was not looked at yet, an empty one."""
    return Layout.from_document(document["layout"]) if document["layout"] else Layout("")


def target_documents(targets: Mapping[TargetKey, ObjectId]) -> list[Target]:
    """Returns accounts as the import's document keeps them."""
    return [
        {"identifier": identifier, "currency": currency, "account_id": account_id}
        for (identifier, currency), account_id in targets.items()
    ]


def account_ids(document: ImportDocument) -> list[ObjectId]:
    """Returns the accounts an import writes to, each once."""
    return list(dict.fromkeys(target["account_id"] for target in document["targets"]))
