"""A split transaction counts once: what other programs write of a whole and its parts, and what only looks like it."""

import io
import random
from decimal import Decimal

import pytest

from app.formats.csv.reader import CsvReader
from app.formats.interface import Hints, Ignored, Row
from app.formats.json.reader import JsonReader

DAYS = ["2026-10-05", "2026-10-06", "2026-10-06", "2026-10-08"]


def read(text, reader=None, name="export.csv"):
    reader, file = reader or CsvReader(), io.BytesIO(text.encode())
    layout = reader.infer(file, Hints(file_name=name))
    return layout, list(reader.records(file, layout)), file


def amounts(records):
    return [record.amount for record in records if isinstance(record, Row)]


def decimals(*texts):
    return [Decimal(text) for text in texts]


def a_table(header, *lines):
    return "".join(",".join(cells) + "\n" for cells in (header, *lines))


def a_purchase(marks, *, whole="-47.30", parts=("-12.10", "-35.20"), column="Split", first=True):
    """Kiosk, a split purchase at the greengrocer's, and a bakery on the same day."""
    kiosk, of_whole, of_part, bakery = marks
    split = [["2026-10-06", "Greengrocer", of_whole, "", whole]]
    split += [["2026-10-06", "Greengrocer", of_part, f"Kind {number}", part] for number, part in enumerate(parts)]
    lines = split if first else split[::-1]
    return a_table(
        ["Date", "Payee", column, "Category", "Amount"],
        ["2026-10-05", "Kiosk", kiosk, "Snacks", "-3.40"],
        *lines,
        ["2026-10-06", "Bakery", bakery, "Bread", "-2.20"],
    )


COUNTED_ONCE = decimals("-3.40", "-47.30", "-2.20")
MARKS = {
    "star and dash": ("", "*", "-", ""),
    "words": ("", "Parent", "Child", ""),
    "whole alone": ("", "Split", "", ""),
    "parts alone": ("", "", "x", ""),
    "yes and no": ("false", "false", "true", "false"),
    "the same on both": ("", "S", "S", ""),
    "a word for every line": ("normal", "split", "part", "normal"),
    "numbered": ("", "", "1/2", ""),
    "levels": ("1", "1", "2", "1"),
}
HEADERS = [
    "Split", "Split transaction", "Mehrteilige Buchung", "Splitbuchung", "Aufteilung", "Ventilation", "Dividida",
    "Desglose", "Suddivisione", "Gesplitst", "Podział", "Rozdělená", "Opdelt", "Delad", "Bölünmüş", "Разбивка",
    "拆分", "分割",
]  # fmt: skip


@pytest.mark.parametrize("column", ["Split category", "Split type"])
def test_a_column_is_filled_for_parts_only(column):
    text = a_table(
        ["Date", "Payee", column, "Amount"],
        ["2026-10-05", "Kiosk", "", "-3.40"],
        ["2026-10-06", "Greengrocer", "", "-47.30"],
        ["2026-10-06", "Greengrocer", "Fruit", "-12.10"],
        ["2026-10-06", "Greengrocer", "Nuts", "-35.20"],
        ["2026-10-06", "Bakery", "", "-2.20"],
    )
    assert amounts(read(text)[1]) == COUNTED_ONCE


@pytest.mark.parametrize("first", [True, False], ids=["whole first", "whole last"])
@pytest.mark.parametrize("column", HEADERS)
@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_a_column_tells_the_whole_from_its_parts(marks, column, first):
    layout, records, _ = read(a_purchase(marks, column=column, first=first))
    assert amounts(records) == COUNTED_ONCE
    assert [each["code"] for each in layout.warnings] == []


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("(SPLIT INTO 2) weekly", "(SPLIT 1 OF 2)"),
        ("--Split--", ""),
        ("[Split]", ""),
        ("Split/Multiple Categories", ""),
        ("-- Split Transaction --", ""),
        ("Splitbuchung", "Split 1/2"),
        ("Opération ventilée", "ventilation 1 sur 2"),
        ("Transacción dividida", "parte 1 de 2"),
        ("Transazione suddivisa", ""),
        ("Podzielona", ""),
        ("Разделено", "часть 1 из 2"),
        ("拆分", ""),
        ("", "Split (1/2) fruit"),
        ("", "(Split 1/2)"),
    ],
)
@pytest.mark.parametrize("column", ["Category", "Memo", "Notes", "Kategorie"])
def test_words_in_a_text_tell_the_whole_from_its_parts(whole, part, column):
    text = a_purchase(("", whole, part, ""), column=column).replace(",Category,", ",Group,")
    assert amounts(read(text)[1]) == COUNTED_ONCE


@pytest.mark.parametrize(
    ("column", "marks"),
    [
        ("Category", ("Snacks", "Split", "Home", "Bread")),
        ("Row type", ("Transaction", "Transaction", "Split", "Transaction")),
    ],
)
def test_parts_may_name_what_was_bought_in_place_of_the_payee(column, marks):
    text = a_purchase(marks, column=column).replace(",Category,Amount", ",Group,Amount")
    for number, article in enumerate(("Soap", "Bread")):
        text = text.replace(f"Greengrocer,{marks[2]},Kind {number}", f"{article},{marks[2]},Kind {number}")
    assert amounts(read(text)[1]) == COUNTED_ONCE


@pytest.mark.parametrize("mark", ["  ", "    ", "↳ ", "└ ", "-> ", "\t"])
def test_parts_are_indented_below_their_whole(mark):
    text = a_table(
        ["Date", "Text", "Amount"],
        ["2026-10-05", "Kiosk", "-3.40"],
        ["2026-10-06", "Greengrocer", "-47.30"],
        ["2026-10-06", f"{mark}Fruit", "-12.10"],
        ["2026-10-06", f"{mark}Nuts", "-35.20"],
        ["2026-10-06", "Bakery", "-2.20"],
    )
    assert amounts(read(text)[1]) == COUNTED_ONCE


@pytest.mark.parametrize("payee", ["", "Greengrocer"])
def test_parts_without_a_day_are_of_the_line_above(payee):
    text = a_table(
        ["Date", "Payee", "Category", "Amount"],
        ["2026-10-15", "Kiosk", "Snacks", "-3.40"],
        ["2026-10-16", "Greengrocer", "", "-47.30"],
        ["", payee, "Fruit", "-12.10"],
        ["", payee, "Nuts", "-35.20"],
        ["2026-10-16", "Bakery", "Bread", "-2.20"],
    )
    _, records, _ = read(text)
    assert amounts(records) == COUNTED_ONCE
    assert [type(record) for record in records[3:5]] == [Ignored, Ignored]


@pytest.mark.parametrize(
    ("own", "parent"), [("Id", "ParentId"), ("id", "parent_id"), ("Nummer", "Übergeordnete Buchung"), ("ID", "Parent")]
)
def test_parts_name_the_id_of_their_whole(own, parent):
    text = a_table(
        [own, parent, "Date", "Payee", "Amount"],
        ["11", "", "2026-10-05", "Kiosk", "-3.40"],
        ["14", "", "2026-10-06", "Greengrocer", "-47.30"],
        ["15", "14", "2026-10-06", "Greengrocer", "-12.10"],
        ["17", "", "2026-10-06", "Bakery", "-2.20"],
        ["16", "14", "2026-10-06", "Greengrocer", "-35.20"],
    )
    assert amounts(read(text)[1]) == COUNTED_ONCE


@pytest.mark.parametrize("number", ["14-{}", "14.{}", "14_0{}", "14/{}"])
def test_ids_of_parts_are_the_id_of_their_whole_with_a_number(number):
    text = a_table(
        ["Id", "Date", "Payee", "Amount"],
        ["11", "2026-10-05", "Kiosk", "-3.40"],
        ["14", "2026-10-06", "Greengrocer", "-47.30"],
        [number.format(1), "2026-10-06", "Greengrocer", "-12.10"],
        [number.format(2), "2026-10-06", "Greengrocer", "-35.20"],
        ["15", "2026-10-06", "Bakery", "-2.20"],
    )
    assert amounts(read(text)[1]) == COUNTED_ONCE
    assert len(amounts(read(text.replace("-35.20", "-35.00"))[1])) == 5


def test_parts_in_json_name_the_id_of_their_whole():
    text = """[
        {"id": 1, "date": "2026-10-05", "payee": "Kiosk", "amount": -3.40, "parent_id": null},
        {"id": 2, "date": "2026-10-06", "payee": "Greengrocer", "amount": -47.30, "parent_id": null},
        {"id": 3, "date": "2026-10-06", "payee": "Greengrocer", "amount": -12.10, "parent_id": 2},
        {"id": 4, "date": "2026-10-06", "payee": "Greengrocer", "amount": -35.20, "parent_id": 2},
        {"id": 5, "date": "2026-10-06", "payee": "Bakery", "amount": -2.20, "parent_id": null}]"""
    _, records, _ = read(text, JsonReader(), "export.json")
    assert amounts(records) == COUNTED_ONCE


def test_debits_and_credits_in_two_columns():
    text = a_table(
        ["Split", "Date", "Payee", "Income", "Expense", "Category"],
        ["", "05.10.26", "Kiosk", "0", '"3,40"', "Snacks"],
        ["*", "06.10.26", "Greengrocer", "0", '"47,30"', ""],
        ["-", "06.10.26", "Greengrocer", "0", '"50,00"', "Fruit"],
        ["-", "06.10.26", "Greengrocer", '"2,70"', "0", "Deposit"],
        ["", "16.10.26", "Bakery", "0", '"2,20"', "Bread"],
    )
    assert amounts(read(text)[1]) == COUNTED_ONCE


def test_a_whole_without_a_sum_of_its_own_leaves_the_money_to_its_parts():
    text = a_table(
        ["Account", "Date", "Payee", "Notes", "Amount", "Split_Amount"],
        ["Main", "2026-10-05", "Kiosk", "", "-3.4", "0"],
        ["Main", "2026-10-06", "Greengrocer", "(SPLIT INTO 2) weekly", "0", "-47.3"],
        ["Main", "2026-10-06", "Greengrocer", "(SPLIT 1 OF 2) fruit", "-12.1", "0"],
        ["Main", "2026-10-06", "Greengrocer", "(SPLIT 2 OF 2) nuts", "-35.2", "0"],
    )
    assert amounts(read(text)[1]) == decimals("-3.4", "-12.1", "-35.2")


@pytest.mark.parametrize("other", ["-3.40", "", "0.00"])
@pytest.mark.parametrize(
    "purchase",
    [
        [("-47.30", "-12.10"), ("-47.30", "-35.20")],
        [("-47.30", ""), ("-47.30", "-12.10"), ("-47.30", "-35.20")],
        [("-47.30", "-12.10"), ("", "-35.20")],
        [("-47.30", ""), ("", "-12.10"), ("", "-35.20")],
        [("-47.30", ""), ("", "12.10"), ("", "35.20")],
    ],
    ids=["repeated", "repeated below the whole", "stated once", "stated above", "shares without signs"],
)
@pytest.mark.parametrize(("total", "share"), [("Amount", "Split amount"), ("Betrag", "Teilbetrag"), ("Total", "Part")])
def test_lines_that_state_the_whole_sum_beside_their_share_count_once(total, share, purchase, other):
    text = a_table(
        ["Date", "Payee", "Category", total, share],
        ["2026-10-05", "Kiosk", "Snacks", "-3.40", other],
        *(["2026-10-06", "Greengrocer", "", *sums] for sums in purchase),
        ["2026-10-06", "Bakery", "Bread", "-2.20", other and "-2.20"],
        ["2026-10-08", "Bakery", "Bread", "-2.20", other and "-2.20"],
    )
    layout, records, _ = read(text)
    assert amounts(records) == [*COUNTED_ONCE, Decimal("-2.20")]
    assert "original_amount" not in layout.columns


def test_equal_payments_in_a_foreign_currency_all_count():
    text = a_table(
        ["Date", "Payee", "Amount", "Original amount", "Original currency"],
        ["2026-10-05", "Kiosk", "-3.40", "-3.70", "USD"],
        ["2026-10-06", "Tram", "-3.00", "-1.00", "GBP"],
        ["2026-10-06", "Tram", "-3.00", "-2.00", "GBP"],
    )
    assert amounts(read(text)[1]) == decimals("-3.40", "-3.00", "-3.00")


ROOTS = {
    "English": ("Assets", "Expenses"),
    "German": ("Aktiva", "Aufwendungen"),
    "French": ("Actifs", "Dépenses"),
    "Spanish": ("Activo", "Gastos"),
    "Italian": ("Attività", "Uscite"),
    "Dutch": ("Activa", "Uitgaven"),
    "Russian": ("Активы", "Расходы"),
}


@pytest.mark.parametrize("roots", ROOTS.values(), ids=ROOTS)
@pytest.mark.parametrize("own_first", [True, False])
@pytest.mark.parametrize("dated", [True, False], ids=["each line dated", "one line dated"])
def test_in_double_entry_the_lines_of_categories_do_not_count(roots, own_first, dated):
    own, category = roots
    header = ["Date", "Transaction ID", "Description", "Full Account Name", "Account Name", "Amount Num."]
    lines = []
    for number, (day, who, shares) in enumerate(
        [
            ("2026-10-15", "Kiosk", {"Snacks": "3.40"}),
            ("2026-10-16", "Greengrocer", {"Fruit": "12.10", "Nuts": "35.20"}),
            ("2026-10-16", "Bakery", {"Bread": "2.20"}),
        ]
    ):
        total = sum(map(Decimal, shares.values()))
        postings = [
            (f"{own}:Giro", "Giro", str(-total)),
            *((f"{category}:{name}", name, each) for name, each in shares.items()),
        ]
        if not own_first and dated:
            postings.reverse()
        for place, posting in enumerate(postings):
            opened = dated or not place
            lines.append([day if opened else "", f"t{number}" if opened else "", who if opened else "", *posting])
    assert amounts(read(a_table(header, *lines))[1]) == COUNTED_ONCE


def test_a_transfer_in_double_entry_counts_in_both_accounts():
    text = a_table(
        ["Date", "Description", "Full Account Name", "Account Name", "Amount"],
        ["2026-10-15", "Rainy days", "Assets:Giro", "Giro", "-50.00"],
        ["2026-10-15", "Rainy days", "Assets:Savings", "Savings", "50.00"],
        ["2026-10-16", "Kiosk", "Assets:Giro", "Giro", "-3.40"],
        ["2026-10-16", "Kiosk", "Expenses:Snacks", "Snacks", "3.40"],
    )
    assert amounts(read(text)[1]) == decimals("-50.00", "50.00", "-3.40")


# -- what is told


@pytest.mark.parametrize("part", ["-30.00", "-40.00"])
def test_parts_that_do_not_add_up_are_left_out_and_told(part):
    layout, records, _ = read(a_purchase(("", "*", "-", ""), parts=("-12.10", part)))
    assert amounts(records) == COUNTED_ONCE
    [warning] = layout.warnings
    assert warning["code"] == "split_sum"
    assert "line 3 " in warning["message"]


@pytest.mark.parametrize(("whole", "part"), [("(SPLIT INTO 3)", "(SPLIT 1 OF 3)"), ("Split", "Split part")])
def test_words_for_a_split_that_does_not_add_up_are_told(whole, part):
    text = a_purchase(("", whole, part, ""), column="Notes", parts=("-12.10", "-30.00"))
    layout, records, _ = read(text)
    assert amounts(records) == COUNTED_ONCE
    assert [each["code"] for each in layout.warnings] == ["split_sum"]


def test_ids_whose_lines_do_not_add_up_leave_all_of_them_and_are_told():
    text = a_table(
        ["Id", "Parent", "Date", "Payee", "Amount"],
        ["14", "", "2026-10-06", "Greengrocer", "-47.30"],
        ["15", "14", "2026-10-06", "Greengrocer", "12.10"],
        ["16", "", "2026-10-08", "Greengrocer", "-40.00"],
        ["17", "16", "2026-10-08", "Greengrocer", "-10.00"],
        ["18", "16", "2026-10-08", "Greengrocer", "-30.00"],
    )
    layout, records, _ = read(text)
    assert amounts(records) == decimals("-47.30", "12.10", "-40.00")
    assert [each["code"] for each in layout.warnings] == ["split_sum"]


# -- what is no split


@pytest.mark.parametrize("column", ["Category", "Type", "Status", "City", "Reference", "Splitwise"])
@pytest.mark.parametrize("marks", [("", "A", "B", ""), ("card", "transfer", "card", "card"), ("", "", "", "")])
def test_lines_that_add_up_by_chance_all_count(column, marks):
    text = a_purchase(marks, column=column).replace(",Category,", ",Group,")
    assert len(amounts(read(text)[1])) == 5


@pytest.mark.parametrize("text", ["Split", "Banana Split", "Hotel Split", "Split (HR)"])
@pytest.mark.parametrize("column", ["Place", "Merchant city", "Ort", "Ville", "Город"])
def test_a_town_or_a_dessert_is_no_mark(text, column):
    table = a_table(
        ["Date", "Payee", column, "Amount"],
        ["2026-10-05", "Kiosk", "Zadar", "-3.40"],
        ["2026-10-06", "Hotel Palace", text, "-47.30"],
        ["2026-10-06", "Greengrocer", "Zadar", "-12.10"],
        ["2026-10-06", "Taxi", "Zadar", "-35.20"],
    )
    assert len(amounts(read(table)[1])) == 4


@pytest.mark.parametrize("mark", ["Split ({}/3)", "(Split {}/3)", "(SPLIT {} OF 3)"])
def test_an_export_of_parts_only_counts_all_of_them(mark):
    parts = [("-30.00", 1), ("-10.00", 2), ("-20.00", 3)]
    text = a_table(
        ["Date", "Payee", "Memo", "Amount"],
        ["2026-10-05", "Kiosk", "", "-3.40"],
        *(["2026-10-06", "Market", mark.format(number), amount] for amount, number in parts),
        *(["2026-10-08", "Market", mark.format(number), amount] for amount, number in (("-1.00", 1), ("-7.00", 2))),
    )
    assert len(amounts(read(text)[1])) == 6


@pytest.mark.parametrize("marks", [("", "Parent", "Child", ""), ("", "Main", "Sub", "")])
@pytest.mark.parametrize("column", ["Category", "For whom", "Type"])
def test_words_of_a_household_are_no_split_unless_they_add_up(marks, column):
    text = a_purchase(marks, column=column, parts=("-12.10", "-35.00")).replace(",Category,", ",Group,")
    layout, records, _ = read(text)
    assert len(amounts(records)) == 5
    assert layout.warnings == []


def test_a_household_whose_words_add_up_once_keeps_its_other_lines():
    by_chance = a_purchase(("", "Parent", "Child", ""), column="For whom")
    others = [["2026-10-08", "Shop", "Parent", "", "-9.00"], ["2026-10-08", "Shop", "Child", "", "-4.00"]]
    layout, records, _ = read(by_chance + a_table(*others))
    assert amounts(records)[-2:] == decimals("-9.00", "-4.00")
    assert layout.warnings == []


def test_what_is_shared_with_others_is_no_part_of_the_line_above():
    text = a_table(
        ["Date", "Payee", "Split", "Amount"],
        ["2026-10-05", "Kiosk", "no", "-3.40"],
        ["2026-10-06", "Greengrocer", "no", "-47.30"],
        ["2026-10-06", "Cinema", "yes", "-12.10"],
        ["2026-10-06", "Trattoria", "yes", "-35.20"],
        ["2026-10-08", "Cinema", "yes", "-9.10"],
    )
    assert len(amounts(read(text)[1])) == 5


def test_an_export_of_wholes_only_counts_all_of_them():
    text = a_table(
        ["Date", "Payee", "Category", "Amount"],
        ["2026-10-05", "Market", "-- Split Transaction --", "-3.40"],
        ["2026-10-06", "Greengrocer", "-- Split Transaction --", "-47.30"],
        ["2026-10-06", "Kiosk", "Snacks", "-12.10"],
        ["2026-10-06", "Bakery", "Bread", "-35.20"],
    )
    assert len(amounts(read(text)[1])) == 4


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("marks", [("", "*", "-", ""), ("", "S", "S", ""), ("", "", "x", "")])
def test_running_balances_that_count_every_line_disprove_a_split(marks, newest_first):
    balance, lines = Decimal("500.00"), []
    for cells in [line.split(",") for line in a_purchase(marks).splitlines()[1:]]:
        balance += Decimal(cells[-1])
        lines.append([*cells, str(balance)])
    header = ["Date", "Payee", "Split", "Category", "Amount", "Balance"]
    layout, records, _ = read(a_table(header, *(lines[::-1] if newest_first else lines)))
    assert len(amounts(records)) == 5
    assert layout.warnings == []


def test_running_balances_that_count_the_whole_alone_agree_with_it():
    text = a_table(
        ["Date", "Payee", "Split", "Amount", "Balance"],
        ["2026-10-05", "Kiosk", "", "-3.40", "96.60"],
        ["2026-10-06", "Greengrocer", "*", "-47.30", "49.30"],
        ["2026-10-06", "Greengrocer", "-", "-12.10", ""],
        ["2026-10-06", "Greengrocer", "-", "-35.20", ""],
        ["2026-10-06", "Bakery", "", "-2.20", "47.10"],
    )
    assert amounts(read(text)[1]) == COUNTED_ONCE


def test_undated_lines_that_make_up_nothing_are_rejected_as_before():
    text = a_table(
        ["Date", "Payee", "Category", "Amount"],
        ["2026-10-15", "Greengrocer", "Nuts", "-47.30"],
        ["", "Greengrocer", "Fruit", "-12.10"],
        ["", "Greengrocer", "Nuts", "-30.20"],
        ["2026-10-16", "Bakery", "Bread", "-2.20"],
    )
    _, records, _ = read(text)
    assert [getattr(record, "code", "") for record in records].count("no_date") == 2


# -- whole ledgers

SEEDS = range(6)
WAYS = {
    "signs": ("Split", "*", "-"),
    "flags of parts": ("is_child", "", "true"),
    "flags of wholes": ("is_parent", "true", ""),
    "texts": ("Memo", "Split", "Split 1/9"),
    "only parts are said": ("Memo", "", "Split 1/9"),
}


def a_ledger(chance, count=120):
    """(day, payee, role, amount) of lines; now and then a line is the sum of its neighbours by chance."""
    for number in range(count):
        day, cents = f"2026-{1 + number // 28:02d}-{1 + number % 28:02d}", -chance.randint(200, 30_000)
        pieces = [Decimal(cents - chance.randint(1, 99) * step) / 100 for step in range(chance.randint(2, 5))]
        kind = chance.random()
        if kind < 0.25:
            yield day, f"Shop {number}", "whole", sum(pieces)
            yield from ((day, f"Shop {number}", "part", piece) for piece in pieces)
        elif kind < 0.4:
            yield day, f"Trap {number}", "", sum(pieces)
            yield from ((day, f"Other {place}", "", piece) for place, piece in enumerate(pieces))
        else:
            yield day, f"Shop {number}", "", pieces[0]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_ledger_adds_up_to_its_wholes_and_keeps_what_adds_up_by_chance(way, seed):
    header, whole, part = way
    ledger = list(a_ledger(random.Random(seed)))
    marks = {"whole": whole, "part": part, "": ""}
    text = a_table(
        ["Date", "Payee", header, "Amount"],
        *([day, who, marks[role], str(amount)] for day, who, role, amount in ledger),
    )
    assert amounts(read(text)[1]) == [amount for _, _, role, amount in ledger if role != "part"]


@pytest.mark.parametrize("start", range(7))
def test_reading_goes_on_behind_any_line(start):
    layout, records, file = read(a_purchase(("", "*", "-", "")))
    rest = list(CsvReader().records(file, CsvReader().infer(file, Hints(file_name="export.csv")), start))
    assert [(each.row, type(each)) for each in rest] == [(each.row, type(each)) for each in records[start:]]
    assert layout.parts_of_others
