"""Rejected lines as a file that is corrected and sent again: the right transactions, and nothing twice."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.common.amounts import looks_like_amount
from app.formats.native.rejects_columns import escape_cell, rejects_header, strip_rejects_columns
from tests.imports.preview.test_preview import OFX, a_workbook

pytestmark = pytest.mark.usefixtures("worker")

STATEMENT = """Kontoauszug;DE02120300000000202051
Buchungstag;Empfänger;Verwendungszweck;Betrag;Saldo
15.01.2026;Bäckerei Süß;Brot;-4,50;95,50
16.13.2026;Teehaus;Tee, grün;-3,00;92,50
17.01.2026;Markt;Gemüse;-31.2O;61,30
18.01.2026;Kino;"=HYPERLINK(""x"")";;
19.01.2026;Arbeit GmbH;Gehalt;2.500,00;2.549,30
"""
MENDED = STATEMENT.replace("16.13.2026", "16.01.2026").replace("-31.2O", "-31,20").replace('"")";;', '"")";-12,00;')


def rejects(user, result):
    answer = user.get(f"/imports/{result['import_id']}/rejects.csv")
    assert answer.status == 200, answer.body
    return answer


def cells(answer):
    return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter=";"))


def held(user):
    rows = user.all("/transactions")
    return sorted((row["date"], row["amount"], row["description"], row["account_id"]) for row in rows)


def mended(answer, *changes):
    text = answer.body.decode("utf-8-sig")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text.encode("utf-8-sig")


@pytest.fixture
def result(user):
    return user.imported(STATEMENT.encode("cp1252"), "giro_2026-01.csv", currency="EUR")


def test_the_file_shows_the_lines_as_they_stood_and_why(user, result):
    answer = rejects(user, result)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=giro_2026-01-rejects.csv"
    header, *lines = cells(answer)
    assert header[3:] == ["Buchungstag", "Empfänger", "Verwendungszweck", "Betrag", "Saldo"]
    assert [(line[0], line[1]) for line in lines] == [("4", "bad_date"), ("5", "bad_amount"), ("6", "no_amount")]
    assert lines[0][3:] == ["16.13.2026", "Teehaus", "Tee, grün", "-3,00", "92,50"]


def test_what_a_spreadsheet_would_run_is_escaped(user, result):
    assert cells(rejects(user, result))[3][5] == '\'=HYPERLINK("x")'


FIXES = (("16.13.2026", "16.01.2026"), ("-31.2O", "-31,20"))


@pytest.mark.parametrize("given_account", [True, False])
def test_corrected_lines_join_their_statement(user, result, given_account):
    fields = {"account_id": result["account_ids"][0]} if given_account else {}
    again = user.imported(mended(rejects(user, result), *FIXES), "rejects.csv", **fields)
    assert (again["created"], again["rejected"], again["duplicate"]) == (2, 1, 0)
    assert again["account_ids"] == result["account_ids"]
    assert [row["code"] for row in user.all(f"/imports/{again['import_id']}/rows", outcome="rejected")] == ["no_amount"]
    whole = user.imported(MENDED.encode("cp1252"), "giro_2026-01.csv", currency="EUR")
    assert (whole["created"], whole["duplicate"], whole["account_ids"]) == (1, 4, result["account_ids"])
    assert [(amount, description) for _, amount, description, _ in held(user)] == [
        ("-4.50", "Bäckerei Süß Brot"),
        ("-3.00", "Teehaus Tee, grün"),
        ("-31.20", "Markt Gemüse"),
        ("-12.00", 'Kino =HYPERLINK("x")'),
        ("2500.00", "Arbeit GmbH Gehalt"),
    ]


def test_sent_twice_they_are_there_once(user, result):
    file = mended(rejects(user, result), *FIXES)
    user.imported(file)
    before = held(user)
    assert user.imported(file)["duplicate"] == 2
    assert held(user) == before


def test_what_is_left_can_be_corrected_after_that(user, result):
    again = user.imported(mended(rejects(user, result), *FIXES))
    answer = rejects(user, again)
    last = user.imported(mended(answer, ('"")";;', '"")";-12,00;')))
    assert (last["created"], last["rejected"], last["account_ids"]) == (1, 0, result["account_ids"])
    assert user.imported(MENDED.encode("cp1252"), currency="EUR")["duplicate"] == 5


def test_uncorrected_lines_are_refused_and_change_nothing(user, result, counts):
    before = counts(user)
    answer = user.upload(rejects(user, result).body)
    assert (answer.status, answer.code) == (422, "no_transactions")
    assert counts(user) == before


def test_a_corrected_line_equal_to_another_is_the_second_of_the_two(user):
    text = "Date,Description,Amount\n2026-01-05,Coffee,-4.5O\n2026-01-05,Coffee,-4.50\n2026-01-06,Rent,-900.00\n"
    result = user.imported(text.encode())
    file = mended(rejects(user, result), ("-4.5O", "-4.50"))
    assert user.imported(file)["created"] == 1
    assert user.imported(file)["duplicate"] == 1
    again = user.imported(text.replace("-4.5O", "-4.50").encode())
    assert (again["created"], again["duplicate"]) == (0, 3)


def test_a_spreadsheet_may_have_written_them_anew(user):
    text = "Date,Description,Amount\n2026-01-05,Coffee,-4.50\n2026-01-06,Rent,9OO.00\n2026-01-07,Pay,2500.00\n"
    result = user.imported(text.encode())
    file = mended(rejects(user, result), ("2026-01-06", "06.01.2026"), ("9OO.00", "-900,00"))
    again = user.imported(file.replace(b",", b";").replace(b"-900;00", b"-900,00"))
    assert (again["created"], again["account_ids"]) == (1, result["account_ids"])
    assert ("2026-01-06", "-900.00") in [row[:2] for row in held(user)]


def test_lines_without_a_year_keep_that_of_their_statement(user):
    text = "Statement 12/2025\nDate,Description,Amount\n12/24,Coffee,-4.50\n12/28,Rent,9OO.00\n12/30,Pay,25.00\n"
    result = user.imported(text.encode())
    user.imported(mended(rejects(user, result), ("9OO.00", "-900.00")))
    assert ("2025-12-28", "-900.00") in [row[:2] for row in held(user)]


def test_a_line_with_too_many_cells_is_whole(user):
    text = "Date,Description,Amount\n2026-01-05,Coffee,-4.50\n2026-01-06,Rent, January,-900.00\n"
    result = user.imported(text.encode())
    answer = rejects(user, result)
    [_, line] = csv.reader(io.StringIO(answer.body.decode("utf-8-sig")))
    assert line[3:] == ["2026-01-06", "Rent", " January", "-900.00"]
    assert user.imported(mended(answer, ("Rent, January", '"Rent, January"')))["created"] == 1


def test_a_long_line_is_whole(user):
    words = "word " * 400
    text = f"Date,Description,Amount\n2026-01-05,Coffee,-4.50\n2026-01-06,{words},9OO.00\n"
    answer = rejects(user, user.imported(text.encode()))
    assert words.strip() in answer.body.decode()


def test_lines_of_a_workbook_come_as_a_table_too(user):
    rows = [("Date", "Text", "Amount"), ("2026-01-15", "Tea", -3.5), ("2026-01-16", "Rent", "9OO.00")]
    result = user.imported(a_workbook(*rows, ("2026-01-17", "Pay", 2500)), "giro.xlsx")
    answer = rejects(user, result)
    again = user.imported(mended(answer, ("9OO.00", "-900.00")), "giro-rejects.csv")
    assert (again["created"], again["account_ids"]) == (1, result["account_ids"])
    [notes, line] = csv.reader(io.StringIO(answer.body.decode("utf-8-sig")))
    other = user.imported(a_workbook(notes, [*line[:5], -900]), "giro-rejects.xlsx")
    assert (other["duplicate"], other["account_ids"]) == (1, result["account_ids"])


def test_lines_of_other_formats_come_as_they_are_shown(user):
    text = OFX.replace(b"</BANKTRANLIST>", b"<STMTTRN><DTPOSTED>20260106<TRNAMT>x<FITID>A2</STMTTRN></BANKTRANLIST>")
    header, line = csv.reader(io.StringIO(rejects(user, user.imported(text, "a.ofx")).body.decode("utf-8-sig")))
    assert (header, line[1]) == (["row", "code", "message", "raw"], "bad_amount")


def test_an_import_without_rejected_lines_gives_the_header_alone(user):
    answer = rejects(user, user.imported(b"Date,Description,Amount\n2026-01-05,Coffee,-4.50\n"))
    [header] = csv.reader(io.StringIO(answer.body.decode("utf-8-sig")))
    assert header[3:] == ["Date", "Description", "Amount"]


def test_the_marker_of_somebody_elses_import_says_nothing(user, another_user, result):
    file = mended(rejects(user, result), *FIXES)
    theirs = another_user.imported(file, "mine.csv", currency="EUR")
    assert set(theirs["account_ids"]).isdisjoint(result["account_ids"])
    assert theirs["created"] == 2


def test_somebody_elses_rejects_are_not_there(another_user, result):
    assert another_user.get(f"/imports/{result['import_id']}/rejects.csv").status == 404


def test_while_an_import_runs_its_rejects_are_not_complete(user, db):
    lines = "".join(f"2026-01-05,Some shop in a street {number},-1.00\n" for number in range(20_000))
    started = user.upload(f"Date,Description,Amount\n{lines}".encode())
    answer = user.get(f"/imports/{started.json['import']['id']}/rejects.csv")
    assert (answer.status, answer.code) == (409, "import_running")
    user.delete(f"/jobs/{started.json['job']['id']}")
    user.finished(started)


@given(st.lists(st.text(alphabet="'=+-@\t12.,5ab ", max_size=8), min_size=1, max_size=6))
def test_escaped_cells_read_back_as_they_were(cells):
    header = rejects_header("6740a1b2c3d4e5f601234567")
    records = [[*header, *"abcdef"], ["2", "bad_date", "…", *map(escape_cell, cells)]]
    assert list(strip_rejects_columns(records)) == [list("abcdef"), cells]


@given(st.text(alphabet="'=+-@\t12.,5ab ", max_size=8))
def test_what_begins_like_a_formula_is_a_number_or_escaped(cell):
    if escape_cell(cell)[:1] in tuple("=+-@\t\r"):
        assert looks_like_amount(cell)


@pytest.mark.parametrize("number", ["-12.50", "+3,00", "-1.234,56", "-€ 5.00"])
def test_a_signed_number_stays_one(number):
    assert escape_cell(number) == number
