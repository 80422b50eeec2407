"""One pass over a file before its import: its period, a sample of whole days, and ids that identify nothing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from app.formats.interface import Row
from app.imports.drafting.prescan import prescan

FIRST = date(2026, 1, 1)
WHOLE = {"ids": True, "sample": True}


def a_row(number, day=FIRST, amount="-4.50", currency="USD", external_id=None, description="Blue Bottle"):
    return Row(number, day, Decimal(amount), currency, description, external_id=external_id)


def test_records_are_read_once_for_period_sample_and_reused_ids_together():
    read = []

    def records():
        for number, external_id, amount in ((1, "A", "-4.50"), (2, "A", "-9.00"), (3, "B", "-1.00")):
            read.append(number)
            yield a_row(number, FIRST + timedelta(number), amount, external_id=external_id)

    found = prescan(records(), None, **WHOLE)
    assert read == [1, 2, 3]
    assert found.reused_ids == {(None, "A")}
    assert found.period == (datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 4, tzinfo=UTC))
    assert [entry.row.row for entry in found.sample((None, "USD"))] == [1, 2, 3]


def test_of_a_long_statement_whole_days_are_kept_and_not_many():
    rows = [a_row(5 * day + line, FIRST + timedelta(day)) for day in range(4000) for line in range(5)]
    sample = prescan(rows, None, ids=False, sample=True).sample((None, "USD"))
    kept = {entry.day for entry in sample}
    assert 100 < len(sample) <= 600
    assert len(sample) == 5 * len(kept)


def test_rows_that_the_account_cannot_take_are_no_part_of_the_sample_but_their_ids_count():
    rows = [a_row(1, external_id="A"), a_row(2, currency="EUR", external_id="A")]
    found = prescan(rows, "USD", **WHOLE)
    assert found.sample((None, "EUR")) == ()
    assert len(found.sample((None, "USD"))) == 1
    assert found.reused_ids == {(None, "A")}
