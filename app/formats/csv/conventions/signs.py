"""Infer the sign convention of a table's amounts: by a flag column, running balances, or the lines' words."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from app.formats.common.amounts import AmountError, NumberStyle, Parsed, amount_reader, has_word_for_sign
from app.formats.common.balance_fit import PROVEN, balance_before_share, balance_share
from app.formats.common.date_order import chronology_of
from app.formats.common.direction_words import (
    Signs,
    convention_by_debt,
    convention_by_thanks,
    convention_by_words,
    flag_convention,
    flag_table,
    is_card,
    named_flag_table,
    thanks_for_payment,
)
from app.formats.common.header_words import roles_of
from app.formats.common.kind_words import kind_of
from app.formats.csv.conventions.flags import balance_directions, learn_flags
from app.formats.csv.layout import CsvLayout
from app.formats.interface import Hints, Reading

Records = Sequence[Sequence[str]]
_CERTAIN = 0.9  # share of lines the balances must explain; fewer, and some lines may go the other way
_WHOLE_HEADER = 2.5  # what a header weighs at least whose every word is known
_FLAG_WORDS = 3  # words of the longest flags: `Payment sent out`
# Conventions a user may give, whatever the file shows.
_GIVEN_CONVENTIONS = ("signed", "inverted", "marked", "words")


def infer_signs(layout: CsvLayout, rows: Records, preamble: Records, hints: Hints) -> bool:
    """Set the sign convention of the layout and the fields that reading by it needs.

    Returns whether running balances prove the amounts.
    """
    context = " ".join([hints.file_name, *layout.headers, *(cell for cells in preamble for cell in cells)])
    layout.is_card = is_card(context)
    given = (hints.mapping or {}).get("sign_convention")
    if layout.sides:
        return False  # the side of each line is its sign
    if "amount" not in layout.columns:
        return _infer_pair_signs(layout, rows, -1 if given == "inverted" else 1)
    if layout.transfers and layout.transfers["paired"] and layout.transfers["kinds"] is None:
        return False  # money goes out of the first account, and into the second
    read = _Reading(layout, rows)
    _find_flag(layout, rows)
    if "flag" not in layout.columns:
        _learn_flag(layout, read)
    layout.text_columns = _text_columns(layout)
    proved = _by_balance(layout, read)
    signs = _by_flag(layout, read) or _by_lines(layout, read, proved, context)
    layout.sign_convention = given if given in _GIVEN_CONVENTIONS else signs.convention
    if not signs.certain and given is None:
        _warn_of_assumption(layout, signs, read)
    return proved is not None


def _by_lines(layout: CsvLayout, read: "_Reading", proved: Signs | None, context: str) -> Signs:
    """The convention by the words of the lines, unless balances prove it; `proved` is what these say."""
    columns = layout.text_columns or []
    texts = [" ".join(row[i] for i in columns if i < len(row)) for row in read.rows]
    # What a card owes grows by purchases: its balances prove the amounts, not what they mean.
    owed = convention_by_debt(read.amounts, texts) if layout.is_card else None
    return convention_by_thanks(read.amounts, texts) or owed or proved or _by_words(read, texts, context)


def _warn_of_assumption(layout: CsvLayout, signs: Signs, read: "_Reading") -> None:
    layout.warn("assumed_sign", "Nothing in the file says for certain which amounts are money out.")
    layout.ambiguities.append({"field": "sign", "chosen": signs.convention, "readings": _sign_readings(read)})


def _sign_readings(read: "_Reading") -> list[Reading]:
    """The first amount as it stands in the file, under both conventions."""
    amount = next((amount for amount in read.amounts if amount), Decimal(0))
    values = {"signed": amount, "inverted": -amount}
    return [{"sign_convention": name, "example": [str(amount), str(value)]} for name, value in values.items()]


def _infer_pair_signs(layout: CsvLayout, rows: Records, turn: int) -> bool:
    layout.sign_convention = "debit_credit"
    if layout.header_row is None:
        _swap_sides_by_thanks(layout, rows)
    read = [_factor(layout, rows, "debit", -1), _factor(layout, rows, "credit", 1)]
    # A column of minuses may mean them, as balances can tell.
    for factors in (read, [-1, read[1]], [read[0], 1]):
        layout.pair_factors = [turn * factor for factor in factors]
        if _pair_proved(layout, rows):
            return True
    layout.pair_factors = [turn * factor for factor in read]
    return False


def _pair_proved(layout: CsvLayout, rows: Records) -> bool:
    if "balance" not in layout.columns:
        return False
    number = number_reader(layout)

    def values(field: str) -> list[Decimal | None]:
        i = layout.columns.get(field)
        parsed = [number(row[i]) if i is not None and i < len(row) else None for row in rows]
        return [found[0] if found else None for found in parsed]

    debit, credit = layout.pair_factors
    pairs = zip(values("debit"), values("credit"), strict=True)
    amounts = [(d or Decimal(0)) * debit + (c or Decimal(0)) * credit for d, c in pairs]
    return balance_share(amounts, values("balance")) >= PROVEN


def _swap_sides_by_thanks(layout: CsvLayout, rows: Records) -> None:
    """In unnamed columns of a card statement the side of the payments is money in: they reduce the debt."""
    columns = layout.columns
    if not {"debit", "credit"} <= set(columns):
        return
    texts = columns.get("description", [])
    thanked = [row for row in rows if thanks_for_payment(" ".join(row[i] for i in texts if i < len(row)))]
    sides = {any(c.isdigit() for c in row[columns["debit"]]) for row in thanked if columns["debit"] < len(row)}
    if sides == {True}:
        columns["debit"], columns["credit"] = columns["credit"], columns["debit"]


class _Reading:
    """The sample's readable amounts with their lines."""

    def __init__(self, layout: CsvLayout, rows: Records) -> None:
        self.rows: list[Sequence[str]] = []
        self.amounts: list[Decimal] = []
        self.written: list[bool] = []
        self.number = number_reader(layout)
        column = layout.columns["amount"]
        for row in rows:
            if column < len(row) and (parsed := self.number(row[column])):
                self.rows.append(row)
                self.amounts.append(parsed[0])
                self.written.append(parsed[1])

    def numbers(self, column: int) -> list[Decimal | None]:
        """The numbers of another column in the same lines."""
        parsed = [self.number(row[column]) if column < len(row) else None for row in self.rows]
        return [found[0] if found else None for found in parsed]


def number_reader(layout: CsvLayout) -> Callable[[str], Parsed | None]:
    """A function from cell text to a number in the file's style; None where it is none."""
    read = amount_reader(NumberStyle(layout.decimal_mark, layout.thousands_mark), layout.expected_currency)

    def number(cell: str) -> Parsed | None:
        try:
            return read(cell)
        except AmountError:
            return None

    return number


def _factor(layout: CsvLayout, rows: Records, field: str, usual: int) -> int:
    """The sign of a debit or credit column: debits count as negative, unless its amounts carry the minus already."""
    if field not in layout.columns:
        return usual
    number, column = number_reader(layout), layout.columns[field]
    cells = [row[column] for row in rows if column < len(row) and not has_word_for_sign(row[column])]
    values = [parsed[0] for cell in cells if (parsed := number(cell))]
    negative, positive = sum(v < 0 for v in values), sum(v > 0 for v in values)
    return -usual if negative > positive else usual


def _find_flag(layout: CsvLayout, rows: Records) -> None:
    """Set the flag column, whose words say in or out: one named so, else a type column, else any."""
    if layout.transfers and (kinds := layout.transfers["kinds"]) is not None:
        words = {row[kinds].strip().casefold() for row in rows if kinds < len(row)}
        paired = layout.transfers["paired"]
        known = {word: kind.way for word in words if (kind := kind_of(word, beside_accounts=paired))}
        _set_flag(layout, kinds, known)
        return
    named = [layout.columns[name] for name in ("flag", "type") if name in layout.columns]
    used = {i for name, i in layout.columns.items() if isinstance(i, int) and name not in ("flag", "type")}
    others = [i for i in range(layout.width) if i not in used and i not in named]
    flag = layout.columns.pop("flag", None)
    for i in [*named, *others]:
        values = Counter(row[i].strip().casefold() for row in rows if i < len(row) and row[i].strip())
        if i not in named and _are_sentences(values, layout.headers[i] if i < len(layout.headers) else ""):
            continue
        table = named_flag_table(values) if i == flag else flag_table(values)
        beside = abs(i - layout.columns["amount"]) == 1 and i not in layout.columns.get("description", [])
        if table and (i == flag or (_both_sides(table) and (beside or _repeats(values, len(rows))))):
            _set_flag(layout, i, table)
            filled = sum(values.values())
            if len(set(table.values())) == 1 and filled < len(rows) and None not in table:
                layout.unflagged = -next(iter(table.values()))  # only one side is marked
            return


def _learn_flag(layout: CsvLayout, read: _Reading) -> None:
    """Set the flag column that running balances explain, where amounts have no sign and no word is known."""
    if "balance" not in layout.columns or any(read.written):
        return
    taken = {layout.columns[name] for name in ("date", "amount", "balance")} | set(
        layout.columns.get("description", [])
    )
    free = [i for i in range(layout.width) if i not in taken]
    ways = balance_directions(read.amounts, read.numbers(layout.columns["balance"]))
    if learned := learn_flags(read.rows, ways, free):
        _set_flag(layout, *learned)


def _set_flag(layout: CsvLayout, column: int, table: dict[str, int]) -> None:
    layout.columns["flag"] = column
    layout.flags = table
    texts = layout.columns.get("description", [])
    layout.columns["description"] = [d for d in texts if d != column] or texts


def _are_sentences(values: Counter[str], header: str) -> bool:
    """Whether the cells are descriptions, in which a word like `credit` is one of many."""
    most = 1 if roles_of(header).get("description", 0.0) >= _WHOLE_HEADER else _FLAG_WORDS
    long = sum(count for text, count in values.items() if len(text.split()) > most)
    return 2 * long > sum(values.values())


def _both_sides(table: Mapping[str, int]) -> bool:
    return {1, -1} <= set(table.values())


def _repeats(values: Counter[str], lines: int) -> bool:
    """Whether words repeat as flags do; single letters must repeat more often."""
    letters = any(len(value) == 1 for value in values)
    return not letters or lines > 2 * len(values)


def _text_columns(layout: CsvLayout) -> list[int]:
    named = [layout.columns[name] for name in ("type", "status") if name in layout.columns]
    return list(dict.fromkeys([*layout.columns.get("description", []), *named]))


def _by_flag(layout: CsvLayout, read: _Reading) -> Signs | None:
    if "flag" not in layout.columns:
        return None
    column, table = layout.columns["flag"], layout.flags
    unflagged = layout.unflagged or 0
    flags = [
        table.get(row[column].strip().casefold(), unflagged) if column < len(row) else unflagged for row in read.rows
    ]
    if not any(flags):
        return None
    # Words of a column that is no flag by name say less than the signs the amounts have themselves.
    named = layout.transfers or (column < len(layout.headers) and "flag" in roles_of(layout.headers[column]))
    return None if not named and any(a < 0 for a in read.amounts) else Signs(flag_convention(read.amounts, flags))


def _by_balance(layout: CsvLayout, read: _Reading) -> Signs | None:
    column = layout.columns.get("balance")
    if column is None:
        return None
    balances = read.numbers(column)
    date = layout.columns["date"]
    way = chronology_of(row[date] for row in read.rows if date < len(row))
    before = balance_before_share(read.amounts, balances, way)
    if before >= PROVEN and before > max(_shares(read.amounts, balances, way)):
        del layout.columns["balance"]  # it is the one before the line
        return Signs("signed")
    shares = _shares(read.amounts, balances, way)
    signed, inverted = shares if max(shares) >= PROVEN else _shares(read.amounts, balances, 0)
    if max(signed, inverted) < PROVEN or signed == inverted:
        return None
    return Signs("signed" if signed > inverted else "inverted", max(signed, inverted) >= _CERTAIN)


def _shares(amounts: list[Decimal], balances: list[Decimal | None], way: int) -> tuple[float, float]:
    """How well balances fit the amounts as they stand, and with the opposite sign."""
    return balance_share(amounts, balances, way), balance_share([-a for a in amounts], balances, way)


def _by_words(read: _Reading, texts: list[str], context: str) -> Signs:
    return convention_by_words(read.amounts, texts, context, read.written) if read.amounts else Signs("signed")
