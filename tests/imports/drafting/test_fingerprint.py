"""Fingerprints: what makes an imported row the same one again."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.imports.drafting.fingerprint import ReusedIds, by_content, content_digest, normalised
from app.transactions.bank_ids import by_id

HERE, THERE = b"account-one.", b"account-two."
DAY = date(2026, 1, 5)


def a_digest(account=HERE, day=DAY, amount_minor=-450, currency="USD", description="Blue Bottle"):
    return content_digest(account, day, amount_minor, currency, description)


def test_fingerprints_stand_for_good():
    # They are stored: a change here would bring every imported row in again.
    assert by_content(a_digest(), 0) == "c2:C0klPX7VII08Ljy1r/QXMQ"
    assert by_id(HERE, "FITID-1") == "i2:myEt5n067xjI5KKuVPMw1w"


def test_rows_of_one_day_and_ids_that_count_up_are_neighbours_in_the_index():
    same_day = {by_content(a_digest(description=text), 0)[:7] for text in ("Rent", "Tea", "Books")}
    assert len(same_day | {by_content(a_digest(day=date(2026, 1, 6)), 0)[:7]}) == 2
    assert len({by_id(HERE, f"20260105{number:06}")[:7] for number in range(1000)}) == 1
    assert by_id(HERE, "1") != by_id(HERE, "2")


def test_white_space_case_and_width_do_not_matter():
    assert a_digest(description="  BLUE   bottle\u00a0") == a_digest()
    assert normalised("Ｃａｆé  STRASSE") == normalised("Cafe\u0301 straße")


def test_everything_else_does():
    others = [
        a_digest(account=THERE),
        a_digest(day=date(2026, 1, 6)),
        a_digest(amount_minor=450),
        a_digest(currency="EUR"),
        a_digest(description="Blue Bottles"),
    ]
    assert a_digest() not in others
    assert by_content(a_digest(), 0) != by_content(a_digest(), 1)
    assert by_id(HERE, "1") != by_id(THERE, "1")


@given(st.text(), st.integers(-(10**16), 10**16), st.integers(-(10**16), 10**16))
def test_digits_of_an_amount_never_run_into_the_description(description, amount, other):
    same = a_digest(amount_minor=amount, description=description) == a_digest(
        amount_minor=other, description=description
    )
    assert same == (amount == other)


def test_an_id_beside_other_content_is_no_id():
    coffee, rent = (DAY, -450, "USD", "Coffee"), (DAY, -90000, "USD", "Rent")
    rows = [
        ("A", "1", coffee),
        ("A", "2", coffee),
        ("A", "2", rent),
        ("A", "3", coffee),
        ("A", "3", coffee),
        ("B", "1", rent),
    ]
    reused = ReusedIds()
    for row in rows:
        reused.add(*row)
    assert reused.found == {("A", "2")}
