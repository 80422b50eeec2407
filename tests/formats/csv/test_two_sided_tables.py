"""Tables that give each movement on both sides: amount, currency, fee and name of its source and its target."""

import io
from dataclasses import dataclass
from decimal import Decimal

import pytest

from app.formats.csv.reader import CsvReader
from app.formats.interface import Hints, Ignored, Row


def read(text, **hints):
    reader, file = CsvReader(), io.BytesIO(text.encode())
    layout = reader.infer(file, Hints(file_name="history.csv", **hints))
    file.seek(0)
    return layout, list(reader.records(file, layout))


def rows_of(text):
    return [record for record in read(text)[1] if isinstance(record, Row)]


@dataclass(frozen=True)
class Language:
    headers: (
        str  # id, status, direction, day, source: fee, its currency, name, amount, currency; target: the same; note
    )
    said: str  # done, cancelled, in, out, neither

    def table(self):
        done, cancelled, into, out, neither = self.said.split("|")
        lines = [
            f"T1,{done},{into},2026-10-02 09:12:00,,,Oak Oy,1510.00,EUR,10.00,EUR,Ines Calder,1500.00,EUR,Invoice 14",
            f"C2,{done},{out},2026-10-04 18:30:00,0.00,EUR,Ines Calder,23.60,EUR,,,Cafe Lumen,23.60,EUR,",
            f"T3,{done},{out},2026-10-06 10:00:00,2.15,EUR,Ines Calder,297.85,EUR,,,Tom Abara,255.90,GBP,deposit",
            f"T4,{cancelled},{out},2026-10-09 10:00:00,1.10,EUR,Ines Calder,80.00,EUR,,,Tom Abara,80.00,EUR,",
            f"B5,{done},{neither},2026-10-12 10:00:00,0.90,EUR,Ines Calder,199.10,EUR,,,Ines Calder,214.00,USD,",
            f"C6,{done},{out},2026-10-13 10:00:00,0.00,USD,Ines Calder,14.00,USD,,,Bookshop,14.00,USD,",
        ]
        return "\n".join([self.headers.replace("|", ","), *lines, ""])


LANGUAGES = {
    "English": Language(
        "ID|Status|Direction|Finished on|Source fee amount|Source fee currency|Source name|Source amount (after fees)|"
        "Source currency|Target fee amount|Target fee currency|Target name|"
        "Target amount (after fees)|Target currency|Note",
        "COMPLETED|CANCELLED|IN|OUT|NEUTRAL",
    ),
    "sent and received": Language(
        "Transaction ID|State|In/Out|Date|Sent fee|Sent fee currency|Sender name|Sent amount|"
        "Sent currency|Received fee|"
        "Received fee currency|Recipient name|Received amount|Received currency|Memo",
        "Completed|Failed|In|Out|Between balances",
    ),
    "from and to": Language(
        "ID|Status|Direction|Date|Fee from|Fee currency from|Name from|Amount from|Currency from|"
        "Fee to|Fee currency to|"
        "Name to|Amount to|Currency to|Comment",
        "done|declined|incoming|outgoing|internal",
    ),
    "German": Language(
        "ID|Status|Richtung|Buchungsdatum|Ausgangsgebühr|Gebühr Ausgangswährung|Ausgangsname|"
        "Ausgangsbetrag (nach Gebühren)|Ausgangswährung|Zielgebühr|Gebühr Zielwährung|Zielname|"
        "Zielbetrag (nach Gebühren)|Zielwährung|Notiz",
        "Abgeschlossen|Storniert|Eingang|Ausgang|Neutral",
    ),
    "French": Language(
        "ID|Statut|Sens|Date|Frais source|Devise frais source|Nom source|Montant source (après frais)|Devise source|"
        "Frais cible|Devise frais cible|Nom cible|Montant cible (après frais)|Devise cible|Commentaire",
        "Terminé|Annulé|Entrée|Sortie|Neutre",
    ),
    "Spanish": Language(
        "ID|Estado|Sentido|Fecha|Comisión de origen|Divisa comisión de origen|Nombre de origen|"
        "Importe de origen (tras comisiones)|Divisa de origen|Comisión de destino|Divisa comisión de destino|"
        "Nombre de destino|Importe de destino (tras comisiones)|Divisa de destino|Comentario",
        "Completado|Cancelado|Entrada|Salida|Neutro",
    ),
}
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES.keys())


@EVERY_LANGUAGE
def test_each_line_counts_on_the_accounts_own_side_with_its_fee(language):
    layout, records = read(language.table())
    rows = [record for record in records if isinstance(record, Row)]
    assert [(str(row.amount), row.currency, row.is_transfer) for row in rows] == [
        ("1500.00", "EUR", False),
        ("-23.60", "EUR", False),
        ("-300.00", "EUR", False),
        ("-200.00", "EUR", True),
        ("-14.00", "USD", False),
        ("214.00", "USD", True),
    ]
    assert [record.reason for record in records if isinstance(record, Ignored)] == ["header", "not carried out"]
    assert not layout.currency_assumed
    assert layout.warnings == []


@EVERY_LANGUAGE
def test_the_other_side_is_the_party_and_the_foreign_amount(language):
    rows = rows_of(language.table())
    assert [row.payee for row in rows] == ["Oak Oy", "Cafe Lumen", "Tom Abara", "Ines Calder", "Bookshop", ""]
    assert [(str(row.original_amount), row.original_currency) for row in rows if row.original_currency] == [
        ("-255.90", "GBP"),
        ("-214.00", "USD"),
    ]
    assert "Invoice 14" in rows[0].description


@EVERY_LANGUAGE
def test_both_legs_of_a_conversion_share_the_lines_id(language):
    legs = [row for row in rows_of(language.table()) if row.is_transfer]
    assert [(row.currency, row.reference) for row in legs] == [("EUR", "B5"), ("USD", "B5")]


IN_TURN = """Date,{out} Amount,{out} Currency,{into} Amount,{into} Currency,Description
2026-10-01,,,1500.00,EUR,Salary from Oak
2026-10-02,12.00,EUR,,,Kiosk
2026-10-03,200.00,EUR,214.00,USD,Swap
"""


@pytest.mark.parametrize(
    ("out", "into"), [("Sent", "Received"), ("Sold", "Bought"), ("Outgoing", "Incoming"), ("Debited", "Credited")]
)
def test_without_a_direction_the_side_that_is_filled_tells_it(out, into):
    rows = rows_of(IN_TURN.format(out=out, into=into))
    assert [(str(row.amount), row.currency, row.is_transfer) for row in rows] == [
        ("1500.00", "EUR", False),
        ("-12.00", "EUR", False),
        ("-200.00", "EUR", True),
        ("214.00", "USD", True),
    ]


NOTES = [
    ("(after fees)", "-102.00"),
    ("after fees", "-102.00"),
    ("(net)", "-102.00"),
    ("(incl. fees)", "-100.00"),
    ("", "-102.00"),
]


@pytest.mark.parametrize(("note", "amount"), NOTES)
def test_the_header_says_whether_the_fee_is_in_the_amount(note, amount):
    table = (
        f"ID,Direction,Date,Source fee,Source amount {note},Source currency,Target amount,Target currency,Target name\n"
        "1,OUT,2026-10-01,2.00,100.00,EUR,100.00,EUR,Cafe\n2,IN,2026-10-02,0.00,50.00,EUR,50.00,EUR,Ann\n"
    )
    assert rows_of(table)[0].amount == Decimal(amount)


@pytest.mark.parametrize("status", ["REFUNDED", "Refunded", "Erstattet", "remboursé", "Reembolsado"])
def test_what_came_back_to_a_balance_moved_nothing(status):
    table = LANGUAGES["English"].table().replace("C2,COMPLETED", f"C2,{status}")
    assert "Cafe Lumen" not in [row.payee for row in rows_of(table)]


def test_a_fee_in_another_currency_is_not_taken_from_the_account():
    table = LANGUAGES["English"].table().replace("2.15,EUR", "2.15,USD")
    assert [row.amount for row in rows_of(table)][2] == Decimal("-297.85")


@pytest.mark.parametrize(
    "header",
    [
        "Date,Amount,Currency,Original amount,Original currency,Description",
        "Date,Amount,Currency,Source,Target,Description",
        "Date,Amount,Currency,From,To,Description",
    ],
)
def test_other_tables_with_two_amounts_or_names_have_no_sides(header):
    layout, _ = read(f"{header}\n2026-10-01,-4.00,EUR,-4.40,USD,Kiosk\n2026-10-02,-5.00,EUR,-5.40,USD,Cafe\n")
    assert layout.sides is None
