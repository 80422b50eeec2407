"""Amounts that were read wrongly without a word: unknown sides, labels of balances, codes, the operation's amount."""

import io
from decimal import Decimal

import pytest

from app.formats.csv.reader import CsvReader
from app.formats.interface import Hints, Layout, Row

_KNOWN_SIDES = [
    ("Приход", "credit"), ("Credit", "credit"), ("Haben", "credit"), ("Crédit", "credit"), ("Deposits", "credit"),
    ("Debit", "debit"), ("Soll", "debit"), ("Débit", "debit"), ("Withdrawals", "debit"), ("Расход", "debit"),
]  # fmt: skip
_LABELS = [
    "Closing balance", "Saldo finale", "Anfangssaldo", "Solde initial", "Saldo końcowe", "Konečný zůstatek",
    "Начальный остаток", "Açılış bakiyesi", "Eindsaldo", "Ingående saldo", "Alkusaldo", "期末余额", "Sold final",
    "ANCIEN SOLDE CREDITEUR", "Solde débiteur au 28/02/2026", "Saldo vorig afschrift", "Saldo acreedor",
    "Endsaldo Haben",
]  # fmt: skip
_OF_ACCOUNT = [
    ("Сумма операции", "Сумма пересчитанная в валюту счета"), ("Betrag", "Betrag in Kontowährung"),
    ("Montant", "Montant en devise du compte"), ("Amount", "Amount in account currency"),
    ("Importo", "Importo in valuta conto"), ("Transaction amount", "Billing amount"), ("Amount", "Settled amount"),
    ("Bedrag", "Bedrag in rekeningvaluta"), ("Importe", "Importe en moneda de la cuenta"),
    ("Kwota", "Kwota w walucie rachunku"), ("Belopp", "Belopp i kontots valuta"),
    ("Transaction amount", "Amount debited from account"), ("Importo operazione", "Importo addebitato sul conto"),
    ("Montant de l'opération", "Montant imputé au compte"), ("Importe", "Importe cargado en cuenta"),
    ("Betrag", "Auf dem Konto gebucht"), ("Kwota", "Kwota w walucie konta"),
]  # fmt: skip


def _read(text: str) -> tuple[Layout, list[Row]]:
    reader, file = CsvReader(), io.BytesIO(text.encode())
    layout = reader.infer(file, Hints(default_currency="USD"))
    return layout, [record for record in reader.records(file, layout) if isinstance(record, Row)]


def _amounts(text: str) -> list[str]:
    return [f"{row.amount}" for row in _read(text)[1]]


@pytest.mark.parametrize("unknown", ["Разход", "Xyzzy", "Vydaje2"])
@pytest.mark.parametrize("empty", ["0.00", ""])
@pytest.mark.parametrize(("known", "side"), _KNOWN_SIDES)
def test_the_unknown_column_filled_in_turn_is_the_other_side(known: str, side: str, empty: str, unknown: str) -> None:
    text = f"Date,{known},{unknown},Text\n2024-02-03,{empty},4.10,Bread\n2024-02-28,50.00,{empty},Gift\n"
    ways = ("-4.10", "50.00") if side == "credit" else ("4.10", "-50.00")
    assert _amounts(text) == list(ways)


def test_a_side_whose_other_column_is_missing_is_told() -> None:
    layout, _ = _read("Date,Credit,Text\n2024-02-03,0.00,Bread\n2024-02-04,0.00,Milk\n2024-02-28,50.00,Gift\n")
    assert "one_sided_amounts" in [warning["code"] for warning in layout.warnings]


@pytest.mark.parametrize("mark", ["", "|", "* ", ">> ", "=== ", "# ", "• "])
@pytest.mark.parametrize("label", _LABELS)
def test_a_label_of_a_balance_behind_marks_is_no_money(label: str, mark: str) -> None:
    text = f"Date;Text;Amount\n2024-02-03;Bread;-4,10\n2024-02-04;Milk;-1,10\n2024-02-28;{mark}{label};100,00\n"
    assert _amounts(text) == ["-4.10", "-1.10"]


@pytest.mark.parametrize("label", _LABELS)
@pytest.mark.parametrize("column", [0, 1, 2])
def test_a_label_of_a_balance_in_another_column_is_no_money(label: str, column: int) -> None:
    cells = ["", "", ""]
    cells[column] = label
    text = f"Datum;Empfänger;Ort;Art;Betrag\n15.06.2024;{';'.join(cells)};100,00\n"
    text += "16.06.2024;Laden;Ulm;Karte;-4,10\n17.06.2024;Markt;Bonn;Karte;-5,10\n18.06.2024;Hof;Jena;Konto;-6,10\n"
    assert _amounts(text) == ["-4.10", "-5.10", "-6.10"]


@pytest.mark.parametrize("text", ["Saldo Market", "pago saldo tarjeta", "Balance Yoga Studio", "Solde de chaussures"])
def test_a_purchase_that_mentions_a_balance_is_money(text: str) -> None:
    assert _amounts(f"Date;Text;Amount\n2024-02-03;{text};-4,10\n2024-02-04;Milk;-1,10\n") == ["-4.10", "-1.10"]


@pytest.mark.parametrize(("other", "own"), _OF_ACCOUNT)
@pytest.mark.parametrize("turned", [False, True])
def test_the_amount_named_of_the_account_is_taken(other: str, own: str, turned: bool) -> None:
    cells = [(other, "-10.00"), (own, "-11.50")]
    (first, one), (second, two) = cells[::-1] if turned else cells
    assert _amounts(f"Date;Text;{first};{second}\n2024-02-01;Shop;{one};{two}\n") == ["-11.50"]


@pytest.mark.parametrize(("flag", "sign"), [("D", -1), ("C", 1), ("DR", -1), ("CR", 1)])
@pytest.mark.parametrize("code", ["8511", "0123", "77"])
def test_codes_beside_two_equal_columns_of_cents_are_no_amounts(flag: str, sign: int, code: str) -> None:
    layout, rows = _read(
        f"010\t{code}\t20240127\t\t1250\t1250\t{flag}\tFee\n010\t{code}\t20240128\t\t99\t99\t{flag}\tX\n"
    )
    assert [row.amount for row in rows] == [sign * Decimal("12.50"), sign * Decimal("0.99")]
    assert "assumed_minor_units" in [warning["code"] for warning in layout.warnings]


_FLAGS = [("D", "C"), ("DBIT", "CRDT"), ("S", "H"), ("Debit", "Credit"), ("DR", "CR"), ("Soll", "Haben")]


@pytest.mark.parametrize(("out", "into"), _FLAGS)
@pytest.mark.parametrize("kind", ["D", "010", "TRX", "A"])
@pytest.mark.parametrize("mark", ["|", ";", "\t"])
@pytest.mark.parametrize("names", [("Shop A", "Pay B", "Tea C"), ("Zoo", "Kiosk", "Tea")])
def test_records_of_one_kind_are_read_by_the_flag_that_changes(
    out: str, into: str, kind: str, mark: str, names: tuple[str, str, str]
) -> None:
    lines = [("7701", "1250", out), ("7702", "99000", into), ("7701", "330", out)]
    text = "".join(
        mark.join([kind, code, f"2026-01-{27 + n}", cents, cents, side, names[n]]) + "\n"
        for n, (code, cents, side) in enumerate(lines)
    )
    assert _amounts(text) == ["-12.50", "990.00", "-3.30"]


@pytest.mark.parametrize("header", ["Text", "Merchant", "Beschreibung"])
def test_names_that_end_in_a_letter_are_no_flags(header: str) -> None:
    text = "".join(f"2024-02-{n:02},{name},{n}.10\n" for n, name in enumerate(["Shop A", "Pay D", "Tea C", "Bar S"], 3))
    layout, _ = _read(f"Date,{header},Amount\n{text}")
    assert layout.sign_convention not in ("flag", "words")


@pytest.mark.parametrize(
    "header",
    ["Originalwährung", "Oorspronkelijke valuta", "Původní měna", "Валюта операции", "Moeda original", "Ukjent"],
)
def test_lines_with_and_without_an_original_currency_have_one_currency(header: str) -> None:
    text = f"Date;Text;Amount;Original amount;{header}\n2024-02-03;A;-4,20;-5,00;EUR\n2024-02-14;B;-7,20;;\n"
    layout, rows = _read(text + "2024-02-15;C;-9,20;-3,00;GBP\n")
    assert {row.currency for row in rows} == {"USD"}
    assert layout.currency_assumed


@pytest.mark.parametrize("lines", ["A;-4,20;EUR|B;-7,20;|C;-1,00;EUR", "A;-4,20 €;|B;-7,20;|C;-1,00;"])
def test_lines_without_a_currency_have_that_of_the_others(lines: str) -> None:
    dated = "".join(f"2024-02-{day};{line}\n" for day, line in zip((3, 14, 15), lines.split("|"), strict=True))
    layout, rows = _read("Date;Text;Amount;Currency\n" + dated.replace("2024-02-3", "2024-02-03"))
    assert {row.currency for row in rows} == {"EUR"}
    assert not layout.currency_assumed
