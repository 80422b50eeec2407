"""How one delimited file or table of cells is to be read: its dialect, where its lines stand, what its amounts mean."""

import base64
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self, TypedDict

from app.formats.interface import Layout
from app.formats.native.reader import export_layout


class CarriedDates(TypedDict):
    """The columns in question where a day is stated once for the lines below it too."""

    date: int
    sums: list[int]


class SplitAmounts(TypedDict):
    """A table whose unquoted numbers were split at their commas: `commas` says what these mean."""

    width: int
    columns: list[int]
    commas: str


class TransferMarks(TypedDict):
    """What a program for one's own accounts tells of transfers (conventions/own_transfers.py), by columns."""

    kinds: int | None  # income, expense, transfer
    truth: int | None  # yes or no
    other: int | None  # the other account of a transfer
    by_account: bool  # whether a filled other account alone tells one
    paired: bool  # whether account and other account are the one money comes from and the one it goes to
    own_second: bool  # whether income names its own account as the one it goes to
    payees: bool  # whether other lines of a pair name the other party there
    way: int  # of transfers whose word does not tell it: -1 out, 0 as written
    texts: list[int]  # payees and categories, which may name another own account
    category: int | None
    amount: int | None  # of the amount that only transfers have
    arrived: int | None  # of what arrived in the other account, and its currency
    arrived_currency: int | None
    numbers: list[int]  # columns with the numbers of the account that pays and the one that is paid
    names: list[str]  # of own accounts, case-folded


class SideColumns(TypedDict):
    """The columns of one side of a movement."""

    amount: int
    currency: int
    fee: int | None  # not in the amount yet
    fee_currency: int | None
    name: int | None


class Sides(TypedDict):
    """A table that gives each movement on both sides; `ways` by the words of `direction`: 1 in, -1 out, 0 neither."""

    source: SideColumns
    target: SideColumns
    direction: int | None
    ways: dict[str, int]


@dataclass
class CsvLayout(Layout):
    """A layout with what the reader of tables needs; `width` is the number of the table's columns.

    Rows are numbered from 1: `first_row` is the first below the header, `last_row` the last that has a date.
    """

    # Dialect (tables/dialect.py); `keys` are those of stanzas or JSON objects, which serve as the header.
    skip_space: bool = False
    wrapped: bool = False
    keys: list[str] = field(default_factory=list)
    first_row: int = 1
    last_row: int = 0
    cut_off: int | None = None  # the row the file ends in the middle of
    newest_day: str | None = None  # ISO; the year of days without one, beside words (`Pending 30.10.`)
    booked_if_filled: int | None = None  # the column (of the value date) that is empty in lines not booked yet
    nuls: bool = False  # whether the text holds NUL characters
    cell_mark: str | None = None  # the decimal mark given to cells that are numbers (typed_cells.py)
    expected_currency: str = "USD"  # what a sign that several currencies share stands for
    # Conventions of amounts (conventions/signs.py, fees.py).
    is_card: bool = False
    text_columns: list[int] | None = None  # whose words tell the direction of a line; None for the description
    pair_factors: list[int] = field(default_factory=lambda: [-1, 1])  # of the debit and the credit column
    flags: dict[str, int] = field(default_factory=dict)  # direction by the case-folded words of the flag column
    unflagged: int | None = None  # direction of lines without a flag
    transfers: TransferMarks | None = None
    other_legs: str | None = None  # rows of transfers whose other leg has no line (other_legs.py), as packed bits
    fee_kind: str | None = None  # how fees to be taken off are written: signed or unsigned
    # What tells that a line is neither spending nor income (wallets/columns.py).
    is_wallet: bool = False
    wallet: str = ""  # what the file calls it, where the file's own name says nothing
    kinds: list[int] = field(default_factory=list)  # columns whose words name a line's kind
    conversions_in: int | None = None  # the column whose texts tell conversions: `Converted 20.00 EUR to 21.40 USD`
    impact: int | None = None  # the column that says whether a line touches the balance
    unmoved: list[str] = field(default_factory=list)  # its case-folded words that say no
    line_ids: int | None = None  # the column with each line's own id,
    related: int | None = None  # and the one with that of another line
    partners: int | None = None  # the column with the account on the other side
    sides: Sides | None = None  # where each movement stands on both sides (wallets/sides.py)
    # What balances decide line by line (settling.py): rows whose amounts go the other way, as packed bits, and rows
    # that repeat another one.
    turned: str | None = None
    told_twice: list[int] = field(default_factory=list)
    without_balance: str | None = None  # rows whose balance is short of what is held, as packed bits
    parts_of_others: str | None = None  # rows that another one counts (splits/), as packed bits
    # Repairs made to each record before it is read (repairs/chain.py).
    split_dates: list[list[int]] = field(default_factory=list)  # [year, month, day] columns of each date
    year_beside: list[int] | None = None  # [date without a year, date that tells it]
    anchor: list[int] | None = None  # [year, month] the statement ends in, for dates without a year
    split_amounts: SplitAmounts | None = None
    minor_units: list[int] = field(default_factory=list)  # columns in cents
    carried: CarriedDates | None = None

    STORED_AS: ClassVar[Mapping[str, str]] = {
        **Layout.STORED_AS,
        "first_row": "first",
        "last_row": "last",
        "cell_mark": "mark",
        "expected_currency": "expected",
        "is_card": "card",
        "text_columns": "texts",
        "pair_factors": "factors",
        "fee_kind": "fee",
    }

    def turn(self, rows: Iterable[int]) -> None:
        """Turn the amounts of these rows round."""
        self.turned = _packed(rows)

    def turned_bits(self) -> bytes:
        """The rows whose amounts are turned round, a bit for each row."""
        return _unpacked(self.turned)

    def forget_balances(self, rows: Iterable[int]) -> None:
        """Take no balances from these rows."""
        self.without_balance = _packed(rows)

    def without_balance_bits(self) -> bytes:
        """The rows of which no balance is taken, a bit for each row."""
        return _unpacked(self.without_balance)

    def leave_out(self, rows: Iterable[int]) -> None:
        """Leave out rows that another one counts: the parts of split transactions."""
        self.parts_of_others = _packed(rows)

    def left_out_bits(self) -> bytes:
        """The rows that another one counts, a bit for each row."""
        return _unpacked(self.parts_of_others)

    def add_other_legs(self, rows: Iterable[int]) -> None:
        """Add the other legs of the transfers in these rows."""
        self.other_legs = _packed(rows)

    def other_leg_bits(self) -> bytes:
        """The rows whose transfers have another leg in the same line, a bit for each row."""
        return _unpacked(self.other_legs)

    def number_from_below(self, above: int) -> None:
        """Number the rows from behind the first ones, which are none of the source's."""
        self.first_row, self.last_row, self.lines = self.first_row - above, self.last_row - above, self.lines - above

    @classmethod
    def of_export(cls, format_name: str, lines: int, header: Sequence[Any]) -> Self:
        """The layout of an export of ours that is a table."""
        layout = export_layout(cls, format_name, lines, header)
        layout.header_row, layout.columns = 1, {"external_id": 0}
        layout.first_row, layout.last_row, layout.width = 2, lines, len(layout.headers)
        return layout


def _packed(rows: Iterable[int]) -> str | None:
    bits = bytearray()
    for row in sorted(rows):
        bits.extend(bytes(max(0, (row >> 3) + 1 - len(bits))))
        bits[row >> 3] |= 1 << (row & 7)
    return base64.b64encode(zlib.compress(bits)).decode() if bits else None


def _unpacked(packed: str | None) -> bytes:
    return zlib.decompress(base64.b64decode(packed)) if packed else b""
