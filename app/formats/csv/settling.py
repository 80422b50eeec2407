"""Let running, opening and closing balances decide what columns and words leave open: signs, and lines told twice.

They decide line by line, over the whole file and once, when its layout is inferred: reading it then needs no memory of
earlier lines, wherever it begins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.formats.common.balance_fit import only_signs
from app.formats.common.direction_words import line_direction
from app.formats.csv.balance_table import Account, Records, Source, Table, cells_of, gather
from app.formats.csv.confidence import PROVABLE, PROVED
from app.formats.csv.conventions.balance_walk import (
    FALLING,
    KEPT,
    RISING,
    TURNED,
    UNKNOWN,
    Lines,
    balances_after,
    scaled,
    walk_balances,
)
from app.formats.csv.layout import CsvLayout
from app.formats.interface import Hints

BY_BALANCE = "balances"
# Lines; where the balances agree with all of them, further ones with signs of their own are taken as they are.
_SAMPLE = 600
_NEARLY_ALL = 0.8  # of the steps are those of the amounts, before a sign that is written is turned round
_MOST = 0.6  # of them go the usual way, where columns or words say which that is
_FEW = 500  # lines whose words are looked at
_CLEARLY = 2  # times as many lines as go out must come in, before a line that nothing tells is taken to come in
_ASSUMPTIONS = ("assumed_sign", "assumed_transfer_direction")
_GIVEN = ("signed", "inverted", "marked", "words")


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the balances of a table confirm: all of it, or the rows through which they follow."""

    whole: bool = False
    rows: frozenset[int] = frozenset()

    def confirms(self, row: int) -> bool:
        """Whether amount and balance of a row are confirmed."""
        return self.whole or row in self.rows


def settle_by_balances(layout: CsvLayout, records: Records, hints: Hints, *, to_the_end: bool = False) -> Settlement:
    """Set in the layout what the balances decide; all else has to be known.

    The settlement names the rows that they confirm if asked to look `to_the_end`.
    """
    source = Source(records)
    if layout.fee_kind or layout.is_export:
        return Settlement()
    given = (hints.mapping or {}).get("sign_convention")
    if "balance" in layout.columns:
        return _settle_running(layout, source, given, to_the_end=to_the_end)
    if "closing" in layout.stated_balances and (to_the_end or _is_assumed(layout)):
        return _settle_around(layout, source)
    return Settlement()


def _is_assumed(layout: CsvLayout) -> bool:
    return any(each["field"] == "sign" for each in layout.ambiguities)


# -- running balances


def _settle_running(layout: CsvLayout, source: Source, given: str | None, *, to_the_end: bool) -> Settlement:
    small = layout.lines <= _SAMPLE
    table = gather(layout, source, None if small else _SAMPLE)
    free = _is_free(layout, table, given)
    if not small and (free or to_the_end or not _walked(table, layout, free=free)):
        table = gather(layout, source)
        free = _is_free(layout, table, given)
    clean = _walked(table, layout, free=free)
    if free and not table.is_proved():
        _try_balances_before(table, layout)
    if not table.is_proved():
        return Settlement()
    if not clean:
        _leave_out_repeated(layout, table, source)
    if free:
        _settle_free(layout, table, source)
    else:
        _settle_exceptions(layout, table, given)
    _raise_confidence(layout)
    return Settlement(rows=frozenset(table.rows(KEPT, TURNED)) if to_the_end else frozenset())


def _is_free(layout: CsvLayout, table: Table, given: str | None) -> bool:
    """Whether the amounts have no signs of their own, nor from a column."""
    if given in _GIVEN:
        return False
    unsigned = {"signed": not table.negative, "inverted": not table.positive, "words": True, BY_BALANCE: True}
    return unsigned.get(layout.sign_convention, False)


def _walked(table: Table, layout: CsvLayout, *, free: bool) -> bool:
    """Walk the balances of each account; whether they agree with all amounts."""
    stated = layout.stated_balances.get("opening")
    for account in table.accounts.values():
        alone = len(table.accounts) == 1
        beside = table.last if account.lines.way() < 0 else table.first
        opening = beside if beside is not None else Decimal(stated) if stated else None
        account.walk = walk_balances(account.lines, opening if alone else None, free=free)
    return all(not (a.walk.misfits or a.walk.turned or a.walk.repeated) for a in table.accounts.values())


def _try_balances_before(table: Table, layout: CsvLayout) -> None:
    """Take the balances for those before each line, if they follow then."""
    if not all(account.lines.way() for account in table.accounts.values()):
        return
    before = Table()
    for key, account in table.accounts.items():
        lines, opening = balances_after(account.lines)
        before.accounts[key] = Account(lines, walk_balances(lines, opening, free=True))
    if before.is_proved():
        table.accounts = before.accounts
        del layout.columns["balance"]


def _leave_out_repeated(layout: CsvLayout, table: Table, source: Source) -> None:
    """Leave out lines that repeat another one of the day cell by cell, where the balances count it once."""
    twins = {number: twin for a in table.accounts.values() for number, twin in a.lines.twins(a.walk.repeated)}
    if not twins or len(twins) > _FEW:
        return
    cells = cells_of(source, {*twins, *twins.values()})
    layout.told_twice = sorted(number for number, twin in twins.items() if cells[number] == cells[twin])
    if layout.told_twice:
        row = layout.told_twice[0]
        more = _and_more(len(layout.told_twice))
        layout.warn("repeated_line", f"Line {row} repeats line {twins[row]} and its balance: read once{more}.")


def _and_more(count: int) -> str:
    return f" ({count} such lines)" if count > 1 else ""


# -- signs


def _settle_exceptions(layout: CsvLayout, table: Table, given: str | None) -> None:
    """Turn the lines that go the other way than columns, words and the other lines say."""
    kept, turned = table.rows(KEPT), table.rows(TURNED)
    usual = max(len(kept), len(turned))
    contradicted = usual < _MOST * (len(kept) + len(turned))
    if contradicted and (layout.is_card or given in _GIVEN):
        return
    # What a card or a loan owes grows by what is spent: its balances may all go the other way.
    owed = len(turned) > len(kept) and not contradicted and (layout.is_card or layout.sign_convention != "flag")
    odd = kept if owed else turned
    if not owed:
        _forget_assumption(layout)
    if odd and table.fit >= _NEARLY_ALL * (table.fit + table.misfits):
        layout.turn(odd)
        message = f"The balances show that line {min(odd)} goes the other way than it says; they decided"
        layout.warn("sign_by_balance", f"{message}{_and_more(len(odd))}.")


def _settle_free(layout: CsvLayout, table: Table, source: Source) -> None:
    """Give amounts without signs those that the balances show; where all go one way that is the convention."""
    odd = table.rows(RISING, FALLING)
    if layout.is_card and not (table.rows(KEPT) and table.rows(TURNED)):
        return
    owed = layout.is_card and _is_owed(layout, table)
    if not owed:
        _forget_assumption(layout)
    if not odd and not table.rows(TURNED):
        return
    out = {*_money_out(table, owed=owed), *table.rows(RISING if owed else FALLING)}
    into = table.fit + len(odd) - len(out)
    if not (out and into):
        layout.sign_convention = "signed" if into else "inverted"
        return
    unknown = sorted({*table.rows(UNKNOWN), *table.pending}.difference(layout.told_twice))
    out.update(_assumed_out(layout, table, source, unknown, mostly_out=into < _CLEARLY * len(out)))
    layout.sign_convention = BY_BALANCE
    layout.turn(out)


def _is_owed(layout: CsvLayout, table: Table) -> bool:
    """Whether a card's balances are what is owed: they are positive, and most of the lines make them grow."""
    balances = [balance for account in table.accounts.values() for balance in account.lines.stated()]
    grown = len(table.rows(KEPT if layout.sign_convention == "signed" else TURNED))
    return 2 * sum(balance > 0 for balance in balances) > len(balances) and 2 * grown >= table.fit


def _money_out(table: Table, *, owed: bool) -> Iterator[int]:
    for account in table.accounts.values():
        for number, amount, way in zip(account.lines.numbers, account.lines.amounts, account.walk.ways, strict=True):
            if way in (KEPT, TURNED) and ((amount < 0) != (way == TURNED)) != owed:
                yield number


def _assumed_out(
    layout: CsvLayout, table: Table, source: Source, unknown: list[int], *, mostly_out: bool
) -> Iterator[int]:
    """Which lines without a balance before them are money out: by it, by their words, else as most lines."""
    opened = {number for account in table.accounts.values() for number in account.lines.opening_from_zero()}
    cells = cells_of(source, set(unknown)) if 0 < len(unknown) <= _FEW else {}
    texts = layout.columns.get("description", []) if layout.text_columns is None else layout.text_columns
    assumed: list[int] = []
    for number in unknown:
        text = " ".join(cells[number][i] for i in texts if i < len(cells[number])) if number in cells else ""
        way = 1 if number in opened else line_direction(text, layout.is_card)
        assumed += [] if way else [number]
        if way < 0 or (not way and mostly_out):
            yield number
    if assumed:
        side = "out" if mostly_out else "in"
        message = f"No balance tells which way line {assumed[0]} goes: it was read as money {side}"
        layout.warn("assumed_sign_of_line", f"{message}{_and_more(len(assumed))}.")


def _forget_assumption(layout: CsvLayout) -> None:
    """The balances prove which amounts are money out: nothing is assumed any more."""
    layout.warnings = [warning for warning in layout.warnings if warning["code"] not in _ASSUMPTIONS]
    layout.ambiguities = [each for each in layout.ambiguities if each["field"] != "sign"]


def _raise_confidence(layout: CsvLayout) -> None:
    for name in PROVABLE & layout.columns.keys():
        layout.confidence[name] = max(PROVED, layout.confidence.get(name, PROVED))


# -- opening and closing balance


def _settle_around(layout: CsvLayout, source: Source) -> Settlement:
    """Compare the sum of the lines with opening and closing balance, where no other balances are stated."""
    table = gather(layout, source)
    if len(table.accounts) != 1 or layout.is_card:
        return Settlement()
    [account] = table.accounts.values()
    opening = layout.stated_balances.get("opening")
    moved = scaled(Decimal(layout.stated_balances["closing"]) - Decimal(opening or 0))
    total = sum(account.lines.amounts)
    if moved is not None and total == moved and (opening or total):
        _forget_assumption(layout)
        return Settlement(whole=True)
    if moved is None or opening is None or not _is_free(layout, table, None) or not _is_assumed(layout):
        return Settlement()
    return _settle_by_sum(layout, account.lines, moved)


def _settle_by_sum(layout: CsvLayout, lines: Lines, moved: int) -> Settlement:
    """Turn all amounts, or some, if there is one way only in which they lead from opening to closing balance."""
    if -sum(lines.amounts) == moved and layout.sign_convention != "words":
        layout.sign_convention = "inverted" if layout.sign_convention == "signed" else "signed"
    elif signs := only_signs(lines.amounts, moved):
        final = zip(lines.numbers, lines.amounts, signs, strict=True)
        layout.sign_convention = BY_BALANCE
        layout.turn(number for number, amount, sign in final if amount * sign < 0)
    else:
        return Settlement()
    _forget_assumption(layout)
    return Settlement(whole=True)
