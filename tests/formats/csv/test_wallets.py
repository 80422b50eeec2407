"""Exports of wallets and payment services: holds, lines that move no money, conversions, the owner's own bank."""

import csv
import io
import itertools
import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import openpyxl
import pytest

from app.formats.csv.reader import CsvReader
from app.formats.csv.wallets.words import Movement, movement_of
from app.formats.interface import Hints, Ignored, Row
from app.formats.registry import recognise


def read(text, **hints):
    reader, file = CsvReader(), io.BytesIO(text.encode())
    layout = reader.infer(file, Hints(file_name="wallet.csv", **hints))
    file.seek(0)
    return layout, list(reader.records(file, layout))


def rows_of(text):
    return [record for record in read(text)[1] if isinstance(record, Row)]


def totals(rows):
    sums = defaultdict(Decimal)
    for row in rows:
        sums[row.currency] += row.amount
    return {currency: total for currency, total in sums.items() if total}


def counted(rows):
    """What is income and spending by the words of the file itself."""
    return totals(row for row in rows if not row.is_transfer)


@dataclass(frozen=True)
class Language:
    headers: str  # date, time, name, type, status, currency, gross, fee, net, id, related id, balance, impact
    kinds: str  # deposit, authorisation, account hold, its release, conversion, payment, withdrawal
    said: str  # done, pending, credit, debit, memo
    decimal: str = ","

    def table(self, *, impact=True, order=1):
        """A payment in a foreign currency, with its hold, conversion and funding, and a withdrawal."""
        deposit, authorisation, hold, release, conversion, payment, withdrawal = self.kinds.split("|")
        done, pending, credit, debit, memo = self.said.split("|")
        lines = [
            ("2026-10-02", "09:00:01", "", deposit, done, "USD", "120.00", "A1", "", "120.00", credit),
            ("2026-10-03", "11:30:44", "Birch Ltd", authorisation, pending, "GBP", "-40.00", "A2", "", "0.00", memo),
            ("2026-10-03", "11:30:45", "", hold, pending, "USD", "-52.60", "A7", "A2", "67.40", debit),
            ("2026-10-04", "11:31:00", "", release, done, "USD", "52.60", "A8", "A7", "120.00", credit),
            ("2026-10-04", "11:31:01", "", conversion, done, "USD", "-52.60", "A3", "A5", "67.40", debit),
            ("2026-10-04", "11:31:01", "", conversion, done, "GBP", "40.00", "A4", "A5", "40.00", credit),
            ("2026-10-04", "11:31:01", "Birch Ltd", payment, done, "GBP", "-40.00", "A5", "A2", "0.00", debit),
            ("2026-10-08", "08:00:00", "", withdrawal, done, "USD", "-60.00", "A6", "", "7.40", debit),
        ]
        header = self.headers.split("|")[: 13 if impact else 12]
        body = [self._line(line, impact=impact) for line in lines][::order]
        return "\n".join([",".join(f'"{cell}"' for cell in line) for line in [header, *body]]) + "\n"

    def _line(self, line, *, impact):
        day, time, name, kind, status, currency, amount, own, related, balance, effect = line
        amount, zero, balance = (cell.replace(".", self.decimal) for cell in (amount, "0.00", balance))
        cells = [day, time, name, kind, status, currency, amount, zero, amount, own, related, balance]
        return [*cells, effect] if impact else cells


LANGUAGES = {
    "English": Language(
        "Date|Time|Name|Type|Status|Currency|Gross|Fee|Net|Transaction ID|Reference Txn ID|Balance|Balance Impact",
        "Bank Deposit to PP Account|General Authorization|Account Hold for Open Authorization|"
        "Reversal of General Account Hold|General Currency Conversion|Express Checkout Payment|"
        "User Initiated Withdrawal",
        "Completed|Pending|Credit|Debit|Memo",
        ".",
    ),
    "German": Language(
        "Datum|Uhrzeit|Name|Typ|Status|Währung|Brutto|Gebühr|Netto|Transaktionscode|Zugehöriger Transaktionscode|"
        "Guthaben|Auswirkung auf Guthaben",
        "Bankgutschrift auf PayPal-Konto|Allgemeine Autorisierung|Einbehaltung für offene Autorisierung|"
        "Rückbuchung allgemeiner Einbehaltung|Allgemeine Währungsumrechnung|PayPal Express-Zahlung|"
        "Von Nutzer eingeleitete Abbuchung",
        "Abgeschlossen|Ausstehend|Haben|Soll|Memo",
    ),
    "French": Language(
        "Date|Heure|Nom|Type|État|Devise|Brut|Commission|Net|Numéro de transaction|"
        "Numéro de la transaction de référence|Solde|Impact sur le solde",
        "Virement bancaire vers le compte PayPal|Autorisation générale|Blocage de compte pour autorisation en cours|"
        "Annulation du blocage de compte|Conversion de devise générale|Paiement express|"
        "Retrait initié par l'utilisateur",
        "Terminé|En attente|Crédit|Débit|Mémo",
    ),
    "Spanish": Language(
        "Fecha|Hora|Nombre|Tipo|Estado|Divisa|Bruto|Comisión|Neto|Id. de transacción|Id. de referencia de transacción|"
        "Saldo|Impacto en el saldo",
        "Depósito bancario en cuenta PayPal|Autorización general|Retención de cuenta para autorización abierta|"
        "Cancelación de retención general de la cuenta|Conversión de divisas general|Pago exprés|"
        "Retirada iniciada por el usuario",
        "Completado|Pendiente|Crédito|Débito|Nota",
    ),
    "Italian": Language(
        "Data|Ora|Nome|Tipo|Stato|Valuta|Lordo|Tariffa|Netto|Codice transazione|Codice transazione di riferimento|"
        "Saldo|Impatto sul saldo",
        "Deposito bancario su conto PayPal|Autorizzazione generica|Blocco del conto per autorizzazione aperta|"
        "Storno del blocco generico del conto|Conversione di valuta generica|Pagamento express|"
        "Prelievo avviato dall'utente",
        "Completata|In sospeso|Accredito|Addebito|Memo",
    ),
    "Dutch": Language(
        "Datum|Tijd|Naam|Type|Status|Valuta|Bruto|Kosten|Netto|Transactiereferentie|Gerelateerde transactiereferentie|"
        "Saldo|Effect op saldo",
        "Bankstorting op PP-rekening|Algemene autorisatie|Blokkering van rekening voor openstaande autorisatie|"
        "Terugboeking van algemene blokkering van rekening|Algemene valutaomrekening|Expressbetaling|"
        "Opname geïnitieerd door gebruiker",
        "Voltooid|In behandeling|Credit|Debet|Memo",
    ),
    "Polish": Language(
        "Data|Godzina|Nazwa|Typ|Status|Waluta|Brutto|Opłata|Netto|Numer transakcji|Numer transakcji referencyjnej|"
        "Saldo|Wpływ na saldo",
        "Wpłata bankowa na konto PP|Ogólna autoryzacja|Blokada konta z powodu otwartej autoryzacji|"
        "Cofnięcie ogólnej blokady konta|Ogólne przeliczenie waluty|Płatność ekspresowa|"
        "Wypłata zainicjowana przez użytkownika",
        "Zakończono|Oczekująca|Uznanie|Obciążenie|Memo",
    ),
    "Portuguese": Language(
        "Data|Hora|Nome|Tipo|Estado|Moeda|Bruto|Tarifa|Líquido|ID da transação|ID da transação de referência|"
        "Saldo|Impacto no saldo",
        "Depósito bancário na conta PayPal|Autorização geral|Retenção de conta para autorização aberta|"
        "Cancelamento de retenção geral de conta|Conversão de moeda geral|Pagamento expresso|"
        "Saque iniciado pelo usuário",
        "Concluído|Pendente|Crédito|Débito|Memo",
    ),
    "Swedish": Language(
        "Datum|Tid|Namn|Typ|Status|Valuta|Brutto|Avgift|Netto|Transaktions-ID|Referens-ID för transaktion|"
        "Saldo|Påverkar saldo",
        "Bankinsättning på PP-konto|Allmän auktorisering|Kontospärr för öppen auktorisering|"
        "Återföring av allmän kontospärr|Allmän valutakonvertering|Expressbetalning|Uttag initierat av användaren",
        "Slutförd|Väntande|Kredit|Debet|Memo",
    ),
}
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES.keys())


@EVERY_LANGUAGE
@pytest.mark.parametrize("order", [1, -1], ids=["oldest first", "newest first"])
@pytest.mark.parametrize("impact", [True, False], ids=["with the balance impact", "without it"])
def test_a_payment_with_its_hold_conversion_and_funding_counts_once(language, impact, order):
    rows = rows_of(language.table(impact=impact, order=order))
    assert counted(rows) == {"GBP": Decimal("-40.00")}
    assert totals(rows) == {"USD": Decimal("7.40")}
    assert not any(row.pending for row in rows)


def as_workbook(text):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for line in csv.reader(io.StringIO(text)):
        book.active.append(line)
    book.save(file)
    return file.getvalue()


def as_json(text):
    return json.dumps(list(csv.DictReader(io.StringIO(text)))).encode()


@pytest.mark.parametrize(("form", "name"), [(as_workbook, "wallet.xlsx"), (as_json, "wallet.json")])
@pytest.mark.parametrize("impact", [True, False], ids=["with the balance impact", "without it"])
def test_workbooks_and_json_are_read_alike(form, name, impact):
    content = form(LANGUAGES["English"].table(impact=impact))
    file, reader = io.BytesIO(content), recognise(content, name)
    layout = reader.infer(file, Hints(file_name=name))
    rows = [record for record in reader.records(file, layout) if isinstance(record, Row)]
    assert counted(rows) == {"GBP": Decimal("-40.00")}
    assert totals(rows) == {"USD": Decimal("7.40")}


@EVERY_LANGUAGE
def test_both_legs_of_a_conversion_share_a_reference_that_no_other_line_has(language):
    rows = rows_of(language.table())
    assert sorted((row.currency, row.reference) for row in rows if row.reference) == [("GBP", "A5"), ("USD", "A5")]


@EVERY_LANGUAGE
def test_lines_that_touch_no_balance_and_holds_are_ignored_with_a_reason(language):
    _, records = read(language.table())
    reasons = [record.reason for record in records if isinstance(record, Ignored)]
    assert reasons == ["header", "moves no money", "hold", "hold"]


HEADERS = ["Balance Impact", "Affects balance", "Auswirkung auf Guthaben", "Impact sur le solde", "Wpływ na saldo"]
ANSWERS = [
    *itertools.product(["Credit"], ["Debit"], ["Memo", "No impact", "None", "Neither"]),
    *itertools.product(["Haben"], ["Soll"], ["Memo", "Keine", "Ohne Auswirkung"]),
    *itertools.product(["Crédit"], ["Débit"], ["Mémo", "Aucun", "Sans impact"]),
    *itertools.product(["Yes"], ["Yes"], ["No"]),
    *itertools.product(["Ja"], ["Ja"], ["Nein"]),
    *itertools.product(["true"], ["true"], ["false"]),
]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("words", ANSWERS)
def test_a_column_says_whether_a_line_touches_the_balance(header, words):
    into, out, neither = words
    table = (
        f"Date,Description,Amount,Currency,{header}\n2026-10-01,Client,90.00,EUR,{into}\n"
        f"2026-10-02,Kiosk,-8.00,EUR,{neither}\n2026-10-03,Kiosk,-8.00,EUR,{out}\n"
    )
    assert [row.amount for row in rows_of(table)] == [Decimal("90.00"), Decimal("-8.00")]


@pytest.mark.parametrize("words", ANSWERS)
@pytest.mark.parametrize("status", ["Pending", "Ausstehend", "En attente"])
def test_what_touches_the_balance_is_booked_whatever_its_status_is(words, status):
    into, out, neither = words
    table = (
        f"Date,Description,Amount,Currency,Status,Balance Impact\n2026-10-01,Client,90.00,EUR,{status},{into}\n"
        f"2026-10-02,Kiosk,-8.00,EUR,{status},{neither}\n2026-10-03,Kiosk,-8.00,EUR,Completed,{out}\n"
    )
    assert [(row.amount, row.pending) for row in rows_of(table)] == [
        (Decimal("90.00"), False),
        (Decimal("-8.00"), False),
    ]


def test_words_for_the_effect_that_are_not_known_are_told_and_counted():
    table = (
        "Date,Description,Amount,Currency,Balance Impact\n2026-10-01,Client,90.00,EUR,Plim\n"
        "2026-10-02,Kiosk,-8.00,EUR,Plom\n2026-10-03,Kiosk,-8.00,EUR,Plam\n"
    )
    layout, records = read(table)
    assert [warning["code"] for warning in layout.warnings] == ["unknown_balance_impact"]
    assert len([record for record in records if isinstance(record, Row)]) == 3


ORDERED = """Date,Type,Name,Status,Currency,Net,Fee,Gross,Transaction ID,{related}
2026-10-01,{kind},Birch Ltd,{status},EUR,-40.00,0.00,-40.00,X1,
2026-10-04,Payment,Birch Ltd,Completed,EUR,{paid},0.00,{paid},X2,X1
2026-10-05,Payment,Ash Ltd,Completed,EUR,-7.00,0.00,-7.00,X3,
2026-10-06,Payment,Elm Ltd,Completed,EUR,90.00,0.00,90.00,X4,
"""


@pytest.mark.parametrize("related", ["Reference Txn ID", "Related transaction", "Linked to"])
@pytest.mark.parametrize(("kind", "status"), [("Order", "Completed"), ("Checkout", "Pending"), ("Kauf", "Ausstehend")])
@pytest.mark.parametrize("paid", ["-40.00", "-38.50"])
def test_what_is_pending_or_ordered_and_referred_to_by_its_payment_is_told_twice(related, kind, status, paid):
    _, records = read(ORDERED.format(related=related, kind=kind, status=status, paid=paid))
    assert [record.reason for record in records if isinstance(record, Ignored)] == ["header", "told twice"]
    assert totals(record for record in records if isinstance(record, Row)) == {"EUR": Decimal(paid) + 83}


@pytest.mark.parametrize(("kind", "status"), [("Order", "Completed"), ("Checkout", "Pending")])
def test_a_refund_that_refers_to_a_line_leaves_it(kind, status):
    rows = rows_of(ORDERED.format(related="Reference Txn ID", kind=kind, status=status, paid="40.00"))
    assert [row.amount for row in rows] == [Decimal(text) for text in ("-40.00", "40.00", "-7.00", "90.00")]


def test_numbers_that_are_among_counted_lines_refer_to_none():
    lines = [
        f"{n},2026-10-0{n},Kiosk {n},Authorization,Pending,-{n}.00,{branch}" for n, branch in enumerate("12312", 1)
    ]
    rows = rows_of("\n".join(["No,Date,Description,Type,Status,Amount,Branch", *lines, ""]))
    assert [row.pending for row in rows] == [True] * 5


# -- kinds of other wallets

VENMO = """,ID,Datetime,Type,Status,Note,From,To,Amount (total),Amount (fee),Funding Source,Destination
,3456001,2026-10-01T12:00:00,Payment,Complete,Tacos,Ann Marsh,Bob Reed,- $20.00,0,Venmo balance,
,3456002,2026-10-03T12:00:00,Payment,Complete,Rent share,Cleo Park,Ann Marsh,+ $300.00,0,,Venmo balance
,3456003,2026-10-05T12:00:00,{kind},Issued,,,,- $200.00,0,,Chase Bank *1234
"""
CASH_APP = """Transaction ID,Date,Transaction Type,Currency,Amount,Fee,Net Amount,Status,Notes,Name,Account
abc1,2026-10-01 10:00:00 EDT,Sent P2P,USD,-$20.00,$0.00,-$20.00,PAYMENT SENT,Pizza,Joe Smith,Your Cash
abc2,2026-10-02 10:00:00 EDT,Received P2P,USD,$300.00,$0.00,$300.00,PAYMENT DEPOSITED,Rent,Mia Stone,Your Cash
abc3,2026-10-03 10:00:00 EDT,{kind},USD,-$199.00,-$1.00,-$200.00,TRANSFER SENT,,,Visa Debit 1234
"""
SKRILL = """ID,Time (CET),Type,Transaction Details,[-] USD,[+] USD,Status,balance,ID of the corresponding transaction
7001,01 Oct 26 10:00,Receive Money,from c@example.com,,300.00,processed,300.00,
7002,02 Oct 26 10:00,Send Money,to b@example.com,20.00,,processed,280.00,
7003,02 Oct 26 10:00,{kind},to bank account,200.00,,processed,80.00,7002
"""
STRIPE = """id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description
txn_1,charge,ch_1,310.00,10.00,300.00,usd,2026-10-01 10:00,2026-10-03 00:00,Invoice 14
txn_2,refund,re_1,-20.00,0.00,-20.00,usd,2026-10-02 10:00,2026-10-03 00:00,Refund for invoice 14
txn_3,{kind},po_1,-200.00,0.00,-200.00,usd,2026-10-04 10:00,2026-10-04 00:00,PAYOUT
"""


@pytest.mark.parametrize("wallet", [VENMO, CASH_APP, SKRILL, STRIPE], ids=["Venmo", "Cash App", "Skrill", "Stripe"])
@pytest.mark.parametrize(
    "kind", ["Standard Transfer", "Instant Transfer", "Cash out", "Withdraw", "payout", "Cash Out"]
)
def test_what_a_wallet_pays_to_its_owners_bank_is_a_transfer(wallet, kind):
    rows = rows_of(wallet.format(kind=kind))
    assert [row.amount for row in rows if row.is_transfer] == [Decimal("-200.00")]
    assert counted(rows) == {"USD": Decimal("280.00")}
    assert len({row.account for row in rows}) == 1


BANK = """Date,Description,Type,Amount,Balance
2026-10-01,EMPLOYER LTD,{kind},2000.00,2100.00
2026-10-02,ANN MARSH,{kind},-50.00,2050.00
2026-10-03,CORNER SHOP,Card payment,-12.00,2038.00
"""


@pytest.mark.parametrize(
    "kind",
    [
        *("Standard Transfer", "Instant Transfer", "Bank transfer", "TRANSFER", "Überweisung", "Faster payment"),
        *("Withdrawal", "Payout", "Order", "Standing order", "Authorization", "Hold", "Virement", "Top up", "Deposit"),
        *("Foreign exchange fee", "Exchange fee", "Bank fee PayPal", "Transfer to bank account", "Cash out"),
    ],
)
def test_the_same_words_of_a_bank_say_nothing_of_whose_account_the_other_one_is(kind):
    rows = rows_of(BANK.format(kind=kind))
    assert len(rows) == 3
    assert not any(row.is_transfer for row in rows)


REVOLUT = """Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance
TOPUP,Current,2026-10-01 09:00:01,2026-10-01 09:00:02,Payment from Ann Marsh,500.00,0.00,GBP,COMPLETED,500.00
{kind},Current,2026-10-03 11:30:44,2026-10-03 11:30:44,To EUR,-86.00,0.50,GBP,COMPLETED,413.50
{kind},Current,2026-10-03 11:30:44,2026-10-03 11:30:44,To EUR,100.00,0.00,EUR,COMPLETED,100.00
CARD_PAYMENT,Current,2026-10-04 11:30:44,2026-10-05 11:30:44,Kiosk Lena,-12.00,0.00,EUR,COMPLETED,88.00
TRANSFER,Current,2026-10-06 11:30:44,2026-10-06 11:30:45,To Bob Reed,-50.00,0.00,GBP,COMPLETED,363.50
"""


@pytest.mark.parametrize(
    "kind", ["EXCHANGE", "Exchange", "CONVERSION", "Currency exchange", "Währungsumtausch", "Change de devises", "兑换"]
)
def test_legs_of_an_exchange_share_the_second_in_which_they_were_booked(kind):
    rows = rows_of(REVOLUT.format(kind=kind))
    told = [row for row in rows if row.is_transfer]
    assert [(row.currency, row.amount) for row in told] == [("GBP", Decimal("-86.50")), ("EUR", Decimal("100.00"))]
    assert {row.reference for row in told} == {"2026-10-03 11:30:44"}


BUSINESS = """Date started,Date completed,ID,Type,State,Description,Payment currency,Amount,Fee,Balance,Account
2026-10-01,2026-10-01,6f0a-1,TOPUP,COMPLETED,Money from Acorn Ltd,EUR,1000.00,0.00,1000.00,Main EUR
2026-10-02,2026-10-02,6f0a-2,EXCHANGE,COMPLETED,Main EUR to Main USD,EUR,-200.00,0.00,800.00,Main EUR
2026-10-02,2026-10-02,6f0a-2,EXCHANGE,COMPLETED,Main EUR to Main USD,USD,214.00,0.00,214.00,Main USD
2026-10-03,2026-10-03,6f0a-3,TRANSFER,COMPLETED,To Bob Reed,EUR,-50.00,0.00,750.00,Main EUR
"""


def test_legs_without_a_second_share_their_id():
    told = [row for row in rows_of(BUSINESS) if row.is_transfer]
    assert [(row.currency, row.reference) for row in told] == [("EUR", "6f0a-2"), ("USD", "6f0a-2")]


TOLD = """Wallet ID,Date,Amount,Currency,Description,Running Balance{headers}
BALANCE-5,2026-10-02,1000.00,EUR,Received money from Oak Oy,1000.00{deposit}
BALANCE-6,2026-10-03,-199.10,EUR,{text},800.90{conversion}
BALANCE-7,2026-10-03,-0.90,EUR,Charges for: BALANCE-6,800.00{conversion}
BALANCE-8,2026-10-04,-23.60,EUR,Card transaction of 25.00 USD issued by Cafe Lumen,776.40{card}
"""
TEXTS = [
    "Converted 199.10 EUR to 214.00 USD",
    "Exchanged 199.10 EUR into 214.00 USD",
    "Umgerechnet 199,10 EUR in 214 USD",
]
OF_KINDS = {"headers": ",Details Type", "deposit": ",DEPOSIT", "conversion": ",CONVERSION", "card": ",CARD"}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("beside", [OF_KINDS, dict.fromkeys(OF_KINDS, "")], ids=["with kinds", "by its text"])
def test_a_conversion_is_told_by_its_kind_or_by_both_sums_in_its_text_and_its_fee_is_none(text, beside):
    rows = rows_of(TOLD.format(text=f'"{text}"', **beside))
    assert [row.amount for row in rows if row.is_transfer] == [Decimal("-199.10")]


def test_balances_between_a_hold_and_its_release_are_short_of_it_and_not_taken():
    header = LANGUAGES["English"].headers.replace("|", ",")
    lines = [
        "2026-10-01,10:00:00,Client,Website Payment,Completed,EUR,100.00,0.00,100.00,P1,,100.00,Credit",
        "2026-10-02,10:00:00,,Account Hold for Open Authorization,Pending,EUR,-40.00,0.00,-40.00,P2,P9,60.00,Debit",
        "2026-10-03,10:00:00,Kiosk,Website Payment,Completed,EUR,-10.00,0.00,-10.00,P3,,50.00,Debit",
        "2026-10-04,10:00:00,Shop,Express Checkout Payment,Completed,EUR,-40.00,0.00,-40.00,P4,P9,10.00,Debit",
        "2026-10-04,10:00:01,,Reversal of General Account Hold,Completed,EUR,40.00,0.00,40.00,P5,P2,50.00,Credit",
        "2026-10-05,10:00:00,Cafe,Website Payment,Completed,EUR,-5.00,0.00,-5.00,P6,,45.00,Debit",
    ]
    for order in (1, -1):
        rows = rows_of("\n".join([header, *lines[::order], ""]))
        assert [str(row.balance) for row in rows][::order] == ["100.00", "None", "None", "45.00"]


@pytest.mark.parametrize(
    ("kind", "movement"),
    [
        ("PreApproved Payment Bill User Payment", None),
        ("Pagamento preautorizzato utenza", None),
        ("Card purchase", None),
        ("ATM withdrawal", None),
        ("Currency conversion fee", None),
        ("Payment Review Release", Movement.HOLD),
        ("Reserve Hold", Movement.HOLD),
        ("Void of Authorization", Movement.HOLD),
        ("General Card Deposit", Movement.OWN_BANK),
        ("Allgemeine Gutschrift auf Kreditkarte", Movement.OWN_BANK),
        ("Reversal of ACH Deposit", Movement.OWN_BANK),
        ("Rückbuchung von ACH-Gutschrift", Movement.OWN_BANK),
        ("Bestellung", Movement.ORDER),
    ],
)
def test_kinds_of_a_wallet(kind, movement):
    assert movement_of(kind, by_wallet=True) is movement
