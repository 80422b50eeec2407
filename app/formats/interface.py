"""The interface of all statement readers: hints and layout go in, rows, rejected and ignored lines come out.

A reader recognises a kind of file by its first bytes, infers the layout from the whole file once (`infer`) and then
streams its logical records (`records`). Every non-blank logical record ends as exactly one `Row`, `Rejected` or
`Ignored`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from typing import Any, BinaryIO, ClassVar, Protocol, Self, TypedDict, cast, runtime_checkable

MAX_COLUMNS = 500
MAX_FIELD = 128 * 1024  # characters, the limit of the csv module as well
MAX_RAW = 500  # characters of a record kept for showing it
MAX_DESCRIPTION = 1000

DATE_ORDERS = ("dmy", "mdy", "ymd")

# A parsed JSON object whose keys are anybody's; each value is checked where it is read.
JsonObject = Mapping[str, Any]
# What a person says about a table, by field: parsed JSON, checked entry by entry (app/imports/layouts/mappings.py).
ColumnMapping = Mapping[str, Any]
# Field -> its column's 0-based index, for `description` a list of them, None where parts differ; the key or tag in
# formats without columns. The fields are looped over by name (common/column_mapping.FIELDS), so no TypedDict.
Columns = dict[str, Any]

# The stored fields of the subclasses of Layout, of which each format has its own; read through `of` only.
Details = dict[str, Any]

# What a statement states by account: balances as decimal strings, days as ISO 8601.
StatementDocument = TypedDict(
    "StatementDocument",
    {
        "account": str | None,
        "currency": str | None,
        "opening": str | None,
        "closing": str | None,
        "from": str | None,
        "to": str | None,
    },
)


class LayoutWarning(TypedDict):
    """Something the user should know about how the file was read."""

    code: str
    message: str


class Reading(TypedDict, total=False):
    """One way to read a file that leaves several open, with a value as it is written and as it would be read."""

    date_order: str
    decimal_mark: str
    sign_convention: str
    example: list[str | None]
    text: str
    date: str | None


class Ambiguity(TypedDict):
    """A field of the layout of which two readings survive."""

    field: str
    chosen: str
    readings: list[Reading]


class PartDocument(TypedDict):
    """A sheet or member as stored; one without a layout was left out for a reason."""

    name: str
    layout: "LayoutDocument | None"
    reason: str


class LayoutDocument(TypedDict):
    """A layout as stored with its import; `details` holds the fields that `Layout` and its subclasses add."""

    format: str
    encoding: str
    delimiter: str
    header_row: int | None
    columns: Columns
    headers: list[str]
    date_order: str | None
    date_formats: dict[str, str]
    decimal_mark: str
    thousands_mark: str
    sign_convention: str
    currency: str | None
    accounts: list[str]
    confidence: dict[str, float]
    ambiguities: list[Ambiguity]
    statements: list[StatementDocument]
    warnings: list[LayoutWarning]
    details: Details


@dataclass(frozen=True, slots=True)
class Hints:
    """What the caller knows about a file beforehand; nothing is required.

    `mapping` names columns by field (date, value_date, transaction_date, amount, debit, credit, description, currency,
    balance, type, external_id ...), each by header text or 0-based index; description may be a list of them. `format`
    is that of an archive's members. `openings` are balances before the file's lines by account, as far as they settle
    what the file leaves open.
    """

    locale: str = "en-US"
    currency: str | None = None
    date_order: str | None = None
    mapping: ColumnMapping | None = None
    file_name: str = ""
    default_currency: str = "USD"
    format: str | None = None
    openings: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One booked (or pending) line. `row` is its 1-based ordinal in the file; a negative amount is money out."""

    row: int
    date: dt.date
    amount: Decimal
    currency: str
    description: str
    value_date: dt.date | None = None
    transaction_date: dt.date | None = None
    original_amount: Decimal | None = None
    original_currency: str | None = None
    external_id: str | None = None
    balance: Decimal | None = None
    account: str | None = None
    pending: bool = False
    # All that the line itself says in words, whatever the file made of its columns: what makes it the same line again.
    words: str = ""
    # The other party's own name, where the format has a place for it; the merchant is read from it before all else.
    payee: str = ""
    # What the owner calls the account, where the source says so; `account` is its number or id.
    account_name: str = ""
    # Whether the file itself says that the line moves money between the owner's own accounts.
    is_transfer: bool = False
    # The number or name of the other account, as the file has it.
    counterparty_account: str = ""
    # What both legs of one movement carry: an end-to-end reference, the id of a transfer. No customer's number.
    reference: str = ""
    # The file within an archive, or the sheet within a workbook, where a source holds several statements.
    source: str = ""


class OtherLeg(Row):
    """The leg in the other account of a transfer that a file tells in one line; it has no line of its own."""


@dataclass(slots=True)
class Rejected:
    """A record that looks like a transaction but cannot be read: `code` for programs, `message` for people."""

    row: int
    code: str
    message: str
    raw: str


# The reason of a line that is not booked yet and names no day.
UNDATED = "pending, without a day"


@dataclass(slots=True)
class Ignored:
    """A record that is no transaction: header, preamble, footer, total line; or UNDATED, and may become one."""

    row: int
    reason: str
    raw: str


Record = Row | Rejected | Ignored


def raw_of(cells: Sequence[str], delimiter: str) -> str:
    """The record as one short text, to be shown beside the reason why it was rejected or ignored."""
    return delimiter.join(cells)[:MAX_RAW].replace("\0", "␀")


class ReadError(Exception):
    """A file that cannot be understood as a whole, with a code for programs and a sentence for people.

    `readings` shows the possible readings where more than one survives, `field` is the one of the mapping that is at
    fault.
    """

    def __init__(self, code: str, detail: str, readings: list[Reading] | None = None, *, field: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.readings = readings or []
        self.field = field


@dataclass
class Layout:
    """How one file is to be read: inferred once from the whole file and kept with the import; plain values only.

    `header_row` is the header's row number or None, `columns` maps a field to its 0-based index
    (description: a list), `date_formats` maps a date field to the order of its digits, `sign_convention`
    is one of signed, inverted, flag, debit_credit, marked, words, balances. `confidence` says of each field in
    `columns` how sure its choice is (0..1), `ambiguities` where two readings survive, `statements` the periods and
    balances a format states by account. What only the reader of one format needs are fields of a subclass.
    """

    format: str
    encoding: str = "utf-8"
    delimiter: str = ","
    header_row: int | None = None
    columns: Columns = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    date_order: str | None = None
    date_formats: dict[str, str] = field(default_factory=dict)
    decimal_mark: str = "."
    thousands_mark: str = ""
    sign_convention: str = "signed"
    currency: str | None = None
    accounts: list[str] = field(default_factory=list)
    confidence: dict[str, float] = field(default_factory=dict)
    ambiguities: list[Ambiguity] = field(default_factory=list)
    statements: list[StatementDocument] = field(default_factory=list)
    warnings: list[LayoutWarning] = field(default_factory=list)
    # These and the fields of subclasses are stored one level deeper, below `details`.
    lines: int = 0
    width: int = 0  # columns of the table; 0 for a format that has none a person could name
    is_export: bool = False  # whether the file is an export of ours
    currency_assumed: bool = False  # whether `currency` is the workspace's, as the file names none
    bank: str | None = None
    stated_balances: dict[str, str] = field(default_factory=dict)  # `opening` and `closing` beside the lines of a table
    parts: list[PartDocument] = field(default_factory=list)  # sheets of a workbook, members of an archive
    read_as: str | None = None  # of an archive's member: the format of its reader
    # What a stored layout holds for the reader of its format: `Subclass.of(layout)` gives it names and types.
    details: Details = field(default_factory=dict)

    # Names of fields that are stored under other ones.
    STORED_AS: ClassVar[Mapping[str, str]] = {"is_export": "own"}

    def warn(self, code: str, message: str) -> None:
        """Note something the user should know about how the file was read, once."""
        if all(warning["code"] != code for warning in self.warnings):
            self.warnings.append({"code": code, "message": message})

    def to_document(self) -> LayoutDocument:
        """The layout as plain values for JSON or MongoDB."""
        values = asdict(self)
        details: Details = values.pop("details")
        top = {name: values.pop(name) for name in LayoutDocument.__annotations__ if name != "details"}
        full = {name: value for name, value in values.items() if value not in (None, [], {})}
        details |= {self.STORED_AS.get(name, name): value for name, value in full.items()}
        return cast(LayoutDocument, {**top, "details": details})

    @classmethod
    def from_document(cls, document: LayoutDocument) -> Self:
        """The layout of a stored document; fields of other classes stay in `details`."""
        stored = dict(document.get("details", {}))
        top = {name: value for name, value in document.items() if name in LayoutDocument.__annotations__}
        below = {item.name for item in fields(cls)} - LayoutDocument.__annotations__.keys()
        keys = {name: cls.STORED_AS.get(name, name) for name in below}
        known = {name: stored.pop(key) for name, key in keys.items() if key in stored}
        return cls(**{**top, **known, "details": stored})

    @classmethod
    def of(cls, layout: "Layout") -> Self:
        """The same layout with the fields of this class, for the reader of its format."""
        return layout if isinstance(layout, cls) else cls.from_document(layout.to_document())


class Reader(Protocol):
    """One format. `identify` gives 0..1; `start` skips that many logical records without reading them."""

    format: str

    def identify(self, head: bytes, name: str) -> float:
        """How sure the reader is (0 to 1), from the first bytes and the file name."""

    def infer(self, file: BinaryIO, hints: Hints) -> Layout:
        """The layout of the whole file; raises ReadError if it cannot be understood."""

    def records(self, file: BinaryIO, layout: Layout, start: int = 0) -> Iterator[Record]:
        """Every non-blank logical record after the first `start`, in order."""


@runtime_checkable
class TableReader(Reader, Protocol):
    """A format of columns, which people can name: columns can be mapped, and rejected lines handed back as a table."""

    def headers(self, file: BinaryIO) -> list[str]:
        """The header as the file itself shows it, without regard to a mapping; empty where it has none."""

    def cells(self, file: BinaryIO, layout: Layout) -> Iterator[list[str]]:
        """The cells of every non-blank record, in the order in which `records` numbers them."""


@runtime_checkable
class CorrectedLinesReader(TableReader, Protocol):
    """A format in which rejected lines of a statement can come back corrected, to be read as their statement was."""

    def infer_like(self, file: BinaryIO, layout: Layout) -> Layout:
        """The layout of lines taken out of a statement that was read under `layout`."""
