"""The other legs of transfers that a program tells in one line, and none where it writes two."""

import io
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.interface import Hints, Layout, OtherLeg, Row
from app.formats.registry import recognise
from tests.formats.test_world_layouts import layout_and_records

WORDS = [
    ("Expense", "Income", "Transfer"),
    ("Ausgabe", "Einnahme", "Umbuchung"),
    ("Расход", "Доход", "Перевод"),
    ("支出", "收入", "转账"),
]
SECOND = ["To account", "Account2", "Transfer account", "Zielkonto", "转入账户"]
ACCOUNTS = ["Everyday", "Vault", "Cash"]
HISTORY = st.lists(
    st.tuples(
        st.sampled_from(["spend", "earn", "move"]),
        st.permutations(ACCOUNTS),
        st.integers(1, 99_999).map(lambda cents: Decimal(cents) / 100),
        st.integers(1, 28),
    ),
    min_size=6,
    max_size=25,
).filter(lambda lines: {kind for kind, *_ in lines} == {"spend", "earn", "move"})
# Every account has a line of its own, as in the export of a program.
OPENED = [("earn", [name, "", ""], Decimal(100), 1) for name in ACCOUNTS] + [("spend", ["Cash", "", ""], Decimal(1), 1)]


def truth(history):
    balances = defaultdict(Decimal)
    for kind, (account, other, _), amount, _ in history:
        balances[account] += amount if kind == "earn" else -amount
        if kind == "move":
            balances[other] += amount
    return dict(balances)


def written(history, words, second, *, signed, twice):
    expense, income, transfer = words
    names = {"spend": expense, "earn": income, "move": transfer}
    lines = []
    for kind, (account, other, _), amount, day in history:
        sign = "-" if signed and kind != "earn" else ""
        to = other if kind == "move" else ""
        lines.append((day, account, to, names[kind], f"{sign}{amount}", f"line {len(lines)}"))
        if twice and kind == "move":
            lines.append((day, other, account, names[kind], str(amount), f"line {len(lines)}"))
    text = f"Date;Account;{second};Type;Amount;Note\n"
    return text + "".join(f"2026-10-{day:02};{';'.join(map(str, rest))}\n" for day, *rest in lines)


def balances(text):
    found = defaultdict(Decimal)
    for row in layout_and_records(text)[1]:
        if isinstance(row, Row):
            found[row.account] += row.amount
    return dict(found)


@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
@settings(max_examples=25, deadline=None)
@given(history=HISTORY, words=st.sampled_from(WORDS), second=st.sampled_from(SECOND))
def test_balances_of_all_accounts_are_right_where_transfers_have_one_line(signed, history, words, second):
    history = OPENED + history
    assert balances(written(history, words, second, signed=signed, twice=False)) == truth(history)


@settings(max_examples=25, deadline=None)
@given(history=HISTORY, words=st.sampled_from(WORDS), second=st.sampled_from(["Account2", "Transfer account"]))
def test_balances_of_all_accounts_are_right_where_transfers_have_two(history, words, second):
    history = OPENED + history
    text = written(history, words, second, signed=True, twice=True)
    assert balances(text) == truth(history)
    assert not any(isinstance(row, OtherLeg) for row in layout_and_records(text)[1])


def test_reading_from_any_line_on_gives_the_same_rest():
    text = written(
        [*OPENED, ("move", ["Everyday", "Vault", ""], Decimal(5), 3), ("move", ["Vault", "Cash", ""], Decimal(2), 4)],
        WORDS[0],
        SECOND[0],
        signed=False,
        twice=False,
    )
    file = io.BytesIO(text.encode())
    reader = recognise(text.encode(), "all.csv")
    layout = Layout.from_document(reader.infer(file, Hints(file_name="all.csv")).to_document())
    whole = list(reader.records(file, layout))
    assert [record.row for record in whole] == list(range(1, len(whole) + 1))
    for start in range(len(whole) + 1):
        file.seek(0)
        assert list(reader.records(file, layout, start)) == whole[start:]


def test_what_arrived_in_another_currency_is_the_amount_of_the_other_leg():
    text = (
        "Date,Type,Account,Currency,Amount,To account,To currency,To amount,Note\n"
        "2026-10-01,Income,Giro,EUR,900.00,,,,pay\n2026-10-02,Expense,Travel,USD,10.00,,,,museum\n"
        "2026-10-03,Transfer,Giro,EUR,100.00,Travel,USD,110.00,dollars\n"
    )
    [leg] = [row for row in layout_and_records(text)[1] if isinstance(row, OtherLeg)]
    assert (leg.account, leg.counterparty_account, str(leg.amount), leg.currency) == ("Travel", "Giro", "110.00", "USD")


def test_where_the_file_does_not_say_what_arrived_it_is_told():
    text = (
        "Date,Type,Account,Currency,Amount,To account,Note\n2026-10-01,Income,Giro,EUR,900.00,,pay\n"
        "2026-10-02,Expense,Travel,USD,10.00,,museum\n2026-10-03,Transfer,Giro,EUR,100.00,Travel,dollars\n"
    )
    layout, records = layout_and_records(text)
    assert [warning["code"] for warning in layout.warnings] == ["other_leg_unknown"]
    assert not any(isinstance(row, OtherLeg) for row in records)


@settings(max_examples=25, deadline=None)
@given(history=HISTORY, words=st.sampled_from(WORDS))
def test_two_lines_without_any_direction_are_one_movement_and_told(history, words):
    history = OPENED + history
    text = written(history, words, "Account2", signed=False, twice=True)
    layout, records = layout_and_records(text)
    assert sum(row.amount for row in records if isinstance(row, Row) and row.is_transfer) == 0
    assert not any(isinstance(row, OtherLeg) for row in records)
    assert "assumed_transfer_direction" in [warning["code"] for warning in layout.warnings]


def test_a_converted_amount_on_every_line_is_not_what_arrived():
    text = (
        "Date,Type,Account,Currency,Amount,Original amount,Original currency,Other account,Note\n"
        "2026-10-01,Income,Giro,EUR,900.00,990.00,USD,,pay\n2026-10-02,Expense,Vault,EUR,10.00,11.00,USD,,museum\n"
        "2026-10-03,Transfer,Giro,EUR,100.00,110.00,USD,Vault,aside\n"
    )
    [leg] = [row for row in layout_and_records(text)[1] if isinstance(row, OtherLeg)]
    assert (leg.account, str(leg.amount), leg.currency) == ("Vault", "100.00", "EUR")


BOTH_SIDES = [
    """
date;categoryName;payee;outcomeAccountName;outcome;outcomeCurrency;incomeAccountName;income;incomeCurrency
2026-10-01;Food;Deli;Card;12,00;EUR;Card;0;EUR
2026-10-02;Pay;Acme;Card;0;EUR;Card;1000,00;EUR
2026-10-03;;;Card;300,00;EUR;Cash;300,00;EUR
2026-10-04;Food;Baker;Cash;15,00;EUR;Cash;0;EUR
""",
    """
Date,Category,Amount,Expense (Transfer Out),Income (Transfer In),Note
2026-10-01,Food,12.00,Card,,lunch
2026-10-02,Pay,1000.00,,Card,work
2026-10-03,Transfer,300.00,Card,Cash,aside
2026-10-04,Food,15.00,Cash,,bread
""",
    """
日付,方法,カテゴリ,支払元,入金先,お店,収入,支出,振替
2026-10-01,payment,食費,Card,,スーパー,0,12.00,0
2026-10-02,income,給与,,Card,,1000.00,0,0
2026-10-03,transfer,,Card,Cash,,0,0,300.00
2026-10-04,payment,食費,Cash,,パン屋,0,15.00,0
""",
    """
Date,Title,Account,Amount,Type,Transfer Amount,To Account,Receive Amount
2026-10-01,Lunch,Card,12.00,EXPENSE,,,
2026-10-02,Pay,Card,1000.00,INCOME,,,
2026-10-03,Aside,Card,0.00,TRANSFER,300.00,Cash,300.00
2026-10-04,Bread,Cash,15.00,EXPENSE,,,
""",
    """
交易类型,日期,分类,账户1,账户2,金额,备注
支出,2026-10-01,食品,Card,,12.00,
收入,2026-10-02,工资,Card,,1000.00,
转账,2026-10-03,,Card,Cash,300.00,
支出,2026-10-04,食品,Cash,,15.00,
""",
]


@pytest.mark.parametrize("text", BOTH_SIDES, ids=range(len(BOTH_SIDES)))
def test_accounts_on_both_sides_say_which_way_money_goes(text):
    assert balances(text.lstrip()) == {"Card": Decimal(688), "Cash": Decimal(285)}
    assert [row.is_transfer for row in layout_and_records(text)[1] if isinstance(row, Row)].count(True) == 2
    assert not [w for w in layout_and_records(text)[0].warnings if w["code"] == "assumed_sign"]
