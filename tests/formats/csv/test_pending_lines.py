"""Which lines of a table are not booked yet: words of many languages, in whatever column, and what stands empty."""

import io
from datetime import date

import openpyxl
import pytest

from app.formats.common.status_words import status_of
from app.formats.interface import UNDATED, Hints, Ignored, Row
from app.formats.registry import recognise

PENDING = [
    *(
        "pending",
        "Pending transaction",
        "not posted",
        "Not yet booked",
        "On hold",
        "authorised",
        "AUTHORIZED",
        "processing",
    ),
    *("nicht gebucht", "noch nicht verbucht", "vorgemerkt", "Umsatz vorgemerkt", "ausstehend", "Reservierung"),
    *("En cours", "en attente", "à venir", "non comptabilisé", "pas encore comptabilisé", "opération en attente"),
    *("Pendiente", "retenido", "no contabilizado", "en proceso", "Pendente", "em processamento", "não contabilizado"),
    *("in attesa", "non contabilizzato", "in corso", "in behandeling", "gereserveerd", "niet geboekt"),
    *(
        "reserverad",
        "reserveret",
        "reservert",
        "väntande",
        "avventer",
        "ikke bokført",
        "ej bokförd",
        "odottaa",
        "Varaus",
    ),
    *("W trakcie realizacji", "oczekująca", "zablokowane", "blokada", "nie zaksięgowano", "nezaúčtováno", "čekající"),
    *("függőben", "beklemede", "provizyon", "în așteptare", "в обработке", "ожидает", "холд", "не проведена"),
    *("Oczekuje na zaksięgowanie", "Čeká na zpracování", "Ожидает проведения", "In attesa di contabilizzazione"),
    *("Pending authorization", "in review", "sin procesar", "lançamento futuro", "nog niet geboekt", "ei kirjattu"),
    *("nem könyvelt", "muhasebeleşmemiş", "не исполнено", "не завершена", "授权中", "미승인", "טרם נקלטה"),
    *("a liquidar", "Rezerwacja", "nepotvrdené", "forventet", "kesinleşmemiş", "Под задържане", "PND"),
    *("очікується", "σε εκκρεμότητα", "未入账", "处理中", "保留中", "未確定", "대기"),
]
BOOKED = [
    *("Posted", "Settled", "Booked", "completed", "COMPLETED", "processed", "Cleared", "no longer pending"),
    *("Authorised and settled", "gebucht", "Umsatz gebucht", "nicht mehr vorgemerkt", "ausgeführt", "comptabilisé"),
    *("Effectuée", "Contabilizado", "realizado", "Efetuado", "contabilizzato", "eseguito", "geboekt", "verwerkt"),
    *("bokfört", "bokført", "bogført", "kirjattu", "Zrealizowana", "zaksięgowano", "zaúčtováno", "könyvelt"),
    *(
        "durchgeführt",
        "réalisé",
        "efetivado",
        "toteutunut",
        "provedeno",
        "végrehajtva",
        "исполнено",
        "подтверждено",
        "成功",
    ),
    *("tamamlandı", "procesat", "Исполнен", "проведена", "виконано", "已入账", "交易成功", "確定", "완료"),
]
OTHER = ["", "Card payment", "Groceries", "NY", "reconciled", "Declined", "Transfer", "Block House", "Offenbach"]

# Header and whether the program knows it.
HEADERS = ["Status", "Info", "Note", "Zusatz", "Col7"]


def read(data, name="statement.csv"):
    file = io.BytesIO(data)
    reader = recognise(file.read(65536), name)
    layout = reader.infer(file, Hints(file_name=name))
    return list(reader.records(file, layout))


def rows_of(text):
    return [record for record in read(text.encode()) if isinstance(record, Row)]


def statement(header, pending, booked):
    return [
        ["Date", "Description", "Amount", header],
        ["2026-10-05", "NOODLE HOUSE", "-40.00", pending],
        ["2026-10-03", "BOOK SHOP", "-8.00", booked],
        ["2026-10-02", "GREEN GROCER", "-12.30", booked],
        ["2026-10-01", "SALARY", "1200.00", booked],
    ]


def as_csv(table):
    return "".join(";".join(line) + "\n" for line in table)


@pytest.mark.parametrize("word", PENDING)
def test_a_word_for_not_booked_is_pending(word):
    assert status_of(word) == status_of(word.upper()) == "pending"


@pytest.mark.parametrize("word", BOOKED)
def test_a_word_for_booked_never_is(word):
    assert status_of(word) == "booked"


@pytest.mark.parametrize("word", OTHER)
def test_other_words_say_nothing(word):
    assert status_of(word) in (None, "void")


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    ("pending", "booked"), [*((word, "") for word in PENDING), *(("vorgemerkt", word) for word in BOOKED)]
)
def test_a_column_of_any_name_tells_it(header, pending, booked):
    assert [row.pending for row in rows_of(as_csv(statement(header, pending, booked)))] == [True, False, False, False]


@pytest.mark.parametrize("word", BOOKED)
def test_a_file_of_booked_lines_has_none_pending(word):
    assert not any(row.pending for row in rows_of(as_csv(statement("Info", word, word))))


@pytest.mark.parametrize("word", ["vorgemerkt", "W trakcie realizacji", "未確定", "On hold", "Pendiente"])
def test_a_workbook_tells_it_too(word):
    book = openpyxl.Workbook()
    for line in statement("Info", word, ""):
        book.active.append([float(cell) if "." in cell else cell for cell in line])
    file = io.BytesIO()
    book.save(file)
    records = read(file.getvalue(), "statement.xlsx")
    assert [row.pending for row in records if isinstance(row, Row)] == [True, False, False, False]


@pytest.mark.parametrize(
    "notes", [["hold the onions", "with Ann", "gift"], ["On Hold Records", "Pending Coffee", "Block House"]]
)
def test_a_note_is_no_status(notes):
    table = statement("Note", "", "")
    for line, note in zip(table[1:], notes, strict=False):
        line[3] = note
    assert not any(row.pending for row in rows_of(as_csv(table)))


def test_a_column_of_kinds_may_have_one_for_pending():
    kinds = ["Pending", "Card payment", "Card payment", "Transfer", "Card payment", "Transfer"]
    lines = [f"2026-10-{10 - n:02};SHOP {'ABCDEF'[n]};-{n + 4}.50;{kind}" for n, kind in enumerate(kinds)]
    found = rows_of("Date;Description;Amount;Type\n" + "\n".join(lines) + "\n")
    assert [row.pending for row in found] == [True, *[False] * 5]


@pytest.mark.parametrize(
    ("header", "pending", "booked"), [("Pending", "yes", "no"), ("Booked", "false", "true"), ("Gebucht", "nein", "ja")]
)
def test_a_column_may_answer_its_header(header, pending, booked):
    assert [row.pending for row in rows_of(as_csv(statement(header, pending, booked)))] == [True, False, False, False]


FORMS = [
    "{} - 10/30/2026",
    "{} 10/30/2026",
    "10/30/2026 {}",
    "10/30/2026 ({})",
    "{} (10/30/2026)",
    "Oct 30 2026 - {}",
    "{}: Oct 30 2026",
]


@pytest.mark.parametrize("word", ["PENDING", "Vorgemerkt", "Processing", "En attente", "Pendiente", "未確定", "offen"])
@pytest.mark.parametrize("form", FORMS)
def test_the_date_cell_may_say_it(word, form):
    table = f"Transaction Date,Description,Amount,Balance\n{form.format(word)},CEDAR DELI,-14.25,\n"
    table += "10/29/2026,GREENLINE INSURANCE,-98.00,1204.77\n10/27/2026,MAPLE SCHOOL,1100.00,1302.77\n"
    found = rows_of(table)
    assert [(row.pending, row.date) for row in found][:2] == [(True, date(2026, 10, 30)), (False, date(2026, 10, 29))]
    assert len(found) == 3


@pytest.mark.parametrize("word", ["PENDING", "Vorgemerkt", "未確定", "offen"])
def test_beside_a_word_alone_another_day_of_the_line_counts(word):
    table = f"Posting date,Transaction date,Description,Amount\n{word},10/28/2026,CEDAR DELI,-14.25\n"
    table += "10/29/2026,10/27/2026,GREENLINE,-98.00\n10/27/2026,10/27/2026,MAPLE SCHOOL,1100.00\n"
    found = rows_of(table)
    assert [(row.pending, row.date.day) for row in found] == [(True, 28), (False, 29), (False, 27)]


def test_a_line_without_any_day_is_ignored_as_pending():
    records = read(b"Date,Description,Amount\nPending,SHOP,-4.00\n2026-10-29,CAFE,-5.00\n2026-10-28,BOOKS,-6.00\n")
    assert [record.reason for record in records if isinstance(record, Ignored)] == ["header", UNDATED]


def test_a_card_that_tells_what_is_billed_says_nothing_of_pending():
    table = statement("Umsatz abgerechnet und nicht im Saldo enthalten", "Nein", "Ja")
    assert not any(row.pending for row in rows_of(as_csv(table)))


def test_a_day_without_a_year_beside_the_word_takes_that_of_the_file():
    table = "Buchungstag;Text;Betrag\nVorgemerkt 30.10.;KIOSK;-4,20\n29.10.2026;LADEN;-8,00\n27.10.2026;BUCH;-9,00\n"
    assert next((row.pending, row.date) for row in rows_of(table)) == (True, date(2026, 10, 30))


MARKS = [
    *("{}: SHOP", "{} - SHOP", "({}) SHOP", "[{}] SHOP", "*{}* SHOP", "**{}** SHOP"),
    *("SHOP ({})", "SHOP [{}]", "SHOP *{}*"),
]
MARKED = ["Pending", "PENDING", "vorgemerkt", "En attente", "Pendiente", "Väntande", "в обработке", "未入账"]
NAMES = [
    *("Pending Coffee", "ON HOLD RECORDS", "Spending - June", "Hold: the line", "(Pending Coffee) Bar", "Impending*"),
    *("Reservierung - Hotel", "Dinner (reserved)", "Suspending (all)", "Pendiente del monte", "*SUMUP SHOP*"),
    "Pending",
]


def with_text(text):
    lines = f"2026-10-02,{text},-40.00\n2026-10-01,BOOKS,-8.00\n2026-09-29,TEA,-3.00\n"
    return [row.pending for row in rows_of(f"Date,Description,Amount\n{lines}")]


@pytest.mark.parametrize("word", MARKED)
@pytest.mark.parametrize("mark", MARKS)
def test_a_text_may_bear_a_mark_at_either_end(mark, word):
    assert with_text(mark.format(word)) == [True, False, False]


@pytest.mark.parametrize("text", NAMES)
def test_a_name_with_such_a_word_bears_none(text):
    assert not any(with_text(text))


def valued(gaps, balance=""):
    days = ["2026-10-09", "2026-10-08", "2026-10-07", "2026-10-05", "2026-10-04", "2026-10-02"]
    return [
        f"{day};{'' if n in gaps else day};SHOP {'ABCDEF'[n]};-{n + 3}.10;{balance or ('' if n in gaps else 80 + n)}"
        for n, day in enumerate(days)
    ]


HEAD = "Booking date;Value date;Description;Amount;Balance\n"


def test_the_newest_lines_without_a_value_date_are_pending_in_either_order():
    lines = valued({0, 1})
    newest_first = rows_of(HEAD + "\n".join(lines) + "\n")
    oldest_first = rows_of(HEAD + "\n".join(reversed(lines)) + "\n")
    assert [row.pending for row in newest_first] == [True, True, False, False, False, False]
    assert [row.pending for row in oldest_first] == [False, False, False, False, True, True]


@pytest.mark.parametrize("gaps", [{2}, {4, 5}, {0, 3}, {0, 1, 2, 3}, {0, 1, 2, 3, 4, 5}])
def test_gaps_elsewhere_or_in_most_lines_say_nothing(gaps):
    assert not any(row.pending for row in rows_of(HEAD + "\n".join(valued(gaps)) + "\n"))


def test_a_line_with_a_running_balance_is_booked():
    assert not any(row.pending for row in rows_of(HEAD + "\n".join(valued({0}, balance="70.00")) + "\n"))


@pytest.mark.parametrize(
    "text", ["PENDING - NOODLE HOUSE", "Pending: NOODLE HOUSE", "VORMERKUNG: KIOSK", "(vorgemerkt) KIOSK"]
)
def test_a_mark_before_the_description_says_it(text):
    table = f"Date,Description,Amount\n2026-10-03,{text},-4.00\n2026-10-02,SHOP,-5.00\n"
    assert [row.pending for row in rows_of(table)] == [True, False]


@pytest.mark.parametrize(
    "text", ["On Hold Records", "Pending Coffee Ltd", "Hold - It Storage", "Vorgemerkt GmbH", "Reserved Fashion"]
)
def test_a_name_of_such_words_is_no_mark(text):
    table = f"Date,Description,Amount\n2026-10-03,{text},-4.00\n2026-10-02,SHOP,-5.00\n"
    assert not any(row.pending for row in rows_of(table))


def test_the_only_text_of_a_file_is_no_status():
    found = rows_of("Date;Description;Amount\n2026-10-05;Reservation;-4.00\n2026-10-03;Final payment;-8.00\n")
    assert [(row.pending, row.description) for row in found] == [(False, "Reservation"), (False, "Final payment")]


@pytest.mark.parametrize("word", ["Declined", "Cancelled", "abgelehnt", "refusé", "rechazado", "Failed", "expired"])
def test_what_was_not_carried_out_is_ignored_whatever_the_header(word):
    table = statement("Info", "Pending", "Posted")
    table[2][3] = word
    records = read(as_csv(table).encode())
    assert [record.reason for record in records if isinstance(record, Ignored)] == ["header", "not carried out"]
