"""A second source, killed in the middle: what both told is still one, and what was pending is settled once."""

import os
import signal
from datetime import date, timedelta

import pytest

ROWS = 6000


def write(folder, name, header, line):
    """A statement of a year; `line` makes each of number, day and amount."""
    days = [date(2025, 1, 1) + timedelta(number * 360 // ROWS) for number in range(ROWS)]
    lines = [line(number, day, f"-{4 + number % 90}.{number % 7}0") for number, day in enumerate(days)]
    path = folder / name
    path.write_text("\n".join([header, *lines, ""]))
    return path


def first_source(folder):
    """Every tenth line is pending."""
    return write(
        folder,
        "first.csv",
        "Date,Description,Amount,Status",
        lambda n, day, amount: f"{day},Card {chr(65 + n % 26) * 5} shop,{amount},{'Posted' if n % 10 else 'Pending'}",
    )


def second_source(folder):
    return write(
        folder,
        "second.csv",
        "Booked;Text;Paid",
        lambda n, day, amount: f"{day};{chr(65 + n % 26) * 5} STORE 0{n};{amount}",
    )


def finished(user, started):
    return user.wait_for(started["job"], lambda _: None, 180)


@pytest.mark.slow
def test_a_second_source_killed_twice_doubles_nothing(crashing, tmp_path):
    user = crashing.a_user()
    worker = crashing.start_worker()
    crashing.start_beat()
    account = finished(user, user.upload("/transactions/import", first_source(tmp_path), {}))["account_ids"][0]
    started = user.upload("/transactions/import", second_source(tmp_path), {"account_id": account})
    for moment in (1000, 3000):
        crashing.wait_for_lines(started["import"]["id"], moment)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.popen.wait()
        worker = crashing.start_worker()
    result = finished(user, started)
    assert (result["created"], result["duplicate"]) == (0, ROWS)
    transactions = crashing.db["transactions"]
    assert (transactions.count_documents({}), transactions.count_documents({"status": "pending"})) == (ROWS, 0)
    assert crashing.db["transaction_aliases"].count_documents({}) == ROWS
    assert len(crashing.db["import_rows"].distinct("transaction_id")) == ROWS
    assert crashing.differences() == []
