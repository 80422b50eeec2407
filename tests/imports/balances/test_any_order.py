"""The balance proof of generated statements: in any order of days and lines, and with one line that is wrong."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.formats.interface import Row
from app.imports.balances.proof import BalanceProof

OPENING = Decimal("812.40")
SEEDS = range(12)
ORDERS = ["as they happened", "turned round", "shuffled", "each day otherwise"]


def a_ledger(random, lines=40):
    """Rows from the oldest to the newest, each with the balance after it."""
    day, balance, rows = date(2026, 1, 1), OPENING, []
    for number in range(lines):
        day += timedelta(days=random.choice([0, 0, 0, 1, 3]))
        amount = Decimal(random.choice([-1, -1, -1, 1]) * random.randint(1, 90_000)) / 100
        balance += amount
        rows.append(Row(0, day, amount, "EUR", f"Line {number}", balance=balance))
    return rows


def days_of(rows):
    days = {}
    for row in rows:
        days.setdefault(row.date, []).append(row)
    return list(days.values())


def arranged(rows, random, order, newest_first):
    """The rows as a file lists them: its days in order, the lines of each day in one of `ORDERS`."""
    days = days_of(rows)
    for day in days:
        how = random.choice(ORDERS[:3]) if order == ORDERS[3] else order
        if how == "turned round":
            day.reverse()
        if how == "shuffled":
            random.shuffle(day)
    listed = [row for day in (days[::-1] if newest_first else days) for row in day]
    return [replace(row, row=number) for number, row in enumerate(listed, 2)]


def proof_of(rows, **stated):
    proof = BalanceProof(stated)
    for row in rows:
        proof.add(row)
    return proof


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_true_statement_is_proved_in_any_order_and_opens_as_it_did(seed, order, newest_first):
    chance = random.Random(seed)
    proof = proof_of(arranged(a_ledger(chance), chance, order, newest_first))
    [finding] = proof.findings().values()
    assert (proof.verdict(), finding.opening, finding.certain) == ("proved", OPENING, True)


def one_between(rows, chance):
    """A row that is on neither the first nor the last day."""
    return chance.choice([row for row in rows if row.date not in (rows[0].date, rows[-1].date)])


def a_wrong_sign(row, _chance):
    row.amount = -row.amount


def a_wrong_amount(row, chance):
    row.amount += Decimal(chance.randint(1, 999)) / 100


def a_wrong_balance(row, chance):
    row.balance += Decimal(chance.randint(1, 999)) / 100


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("falsify", "reason"), [(a_wrong_sign, "sign"), (a_wrong_amount, None), (a_wrong_balance, "stated_balance")]
)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_line_that_is_wrong_is_named_in_any_order(seed, falsify, reason, order, newest_first):
    chance = random.Random(seed)
    rows = arranged(a_ledger(chance), chance, order, newest_first)
    wrong = one_between(rows, chance)
    falsify(wrong, chance)
    verdict = proof_of(rows).verdict()
    assert (verdict["breaks_at"], verdict.get("explained_by")) == (wrong.row, reason)


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_told_twice_is_named(seed, newest_first):
    chance = random.Random(seed)
    rows = arranged(a_ledger(chance), chance, ORDERS[0], newest_first)
    place = rows.index(one_between(rows, chance))
    told = [*rows[: place + 1], *rows[place:]]
    verdict = proof_of([replace(row, row=number) for number, row in enumerate(told, 2)]).verdict()
    assert (verdict["breaks_at"], verdict["explained_by"]) == (place + 3, "repeated_line")


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_where_a_line_is_missing_the_one_behind_it_in_time_is_named(seed, newest_first):
    chance = random.Random(seed)
    ledger = a_ledger(chance)
    place = chance.randint(3, 36)
    missing, behind = ledger[place : place + 2]
    rows = arranged(ledger[:place] + ledger[place + 1 :], chance, ORDERS[0], newest_first)
    verdict = proof_of(rows).verdict()
    named = next(row for row in rows if row.row == verdict["breaks_at"])
    difference = Decimal(verdict["stated"]) - Decimal(verdict["expected"])
    # Where the rest of a day fits in another order, the first line of what does not follow is another one.
    assert difference == missing.amount or named.date in (behind.date, missing.date)


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_balance_of_the_day_may_stand_on_each_of_its_lines(seed, order, newest_first):
    chance = random.Random(seed)
    rows = a_ledger(chance)
    for day in days_of(rows):
        for row in day:
            row.balance = day[-1].balance
    assert proof_of(arranged(rows, chance, order, newest_first)).verdict() == "proved"


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize(("opening", "expected"), [(OPENING, "not stated"), (Decimal(0), "proved")])
@pytest.mark.parametrize("seed", SEEDS)
def test_one_closing_balance_on_every_line_is_no_running_one(seed, opening, expected, newest_first):
    chance = random.Random(seed)
    rows = a_ledger(chance)
    closing = rows[-1].balance - OPENING + opening
    for row in rows:
        row.balance = closing
    proof = proof_of(arranged(rows, chance, ORDERS[0], newest_first))
    [finding] = proof.findings().values()
    assert (proof.verdict(), finding.opening, finding.closing, finding.certain) == (expected, opening, closing, False)


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_that_add_up_to_the_stated_closing_balance_from_nothing_are_proved(seed):
    rows = [replace(row, balance=None) for row in a_ledger(random.Random(seed))]
    total = sum(row.amount for row in rows)
    assert proof_of(rows, closing=str(total)).verdict() == "proved"
    assert proof_of(rows, closing=str(total + 1)).verdict() == "not stated"


@pytest.mark.parametrize("seed", SEEDS)
def test_without_running_balances_the_only_line_whose_sign_explains_the_difference_is_named(seed):
    chance = random.Random(seed)
    rows = arranged([replace(row, balance=None) for row in a_ledger(chance)], chance, ORDERS[0], False)
    closing = OPENING + sum(row.amount for row in rows)
    wrong = one_between(rows, chance)
    a_wrong_sign(wrong, chance)
    verdict = proof_of(rows, opening=str(OPENING), closing=str(closing)).verdict()
    assert (verdict["breaks_at"], verdict["explained_by"]) == (wrong.row, "sign")


@pytest.mark.parametrize("seed", SEEDS)
def test_without_running_balances_the_only_line_told_twice_is_named(seed):
    chance = random.Random(seed)
    rows = arranged([replace(row, balance=None) for row in a_ledger(chance)], chance, ORDERS[0], False)
    closing = OPENING + sum(row.amount for row in rows)
    rows.append(replace(one_between(rows, chance), row=99))
    verdict = proof_of(rows, opening=str(OPENING), closing=str(closing)).verdict()
    assert (verdict["breaks_at"], verdict["explained_by"]) == (99, "repeated_line")


def test_two_lines_of_which_either_sign_would_explain_the_difference_are_not_named():
    rows = [Row(number, date(2026, 1, number), Decimal(5), "EUR", f"Line {number}") for number in (2, 3, 4)]
    verdict = proof_of(rows, opening="10", closing="15").verdict()
    assert verdict == {"breaks_at": 4, "expected": "25.00", "stated": "15.00"}


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_first_line_with_the_wrong_sign_is_named_by_the_opening_balance(newest_first):
    chance = random.Random(1)
    rows = a_ledger(chance)
    rows[0].amount, closing = -rows[0].amount, rows[-1].balance
    rows = arranged(rows, chance, ORDERS[0], newest_first)
    [wrong] = (row for row in rows if row.description == "Line 0")
    statement = {"account": None, "currency": "EUR", "closing": str(closing)}
    statement |= {"opening": str(OPENING), "from": None, "to": None}
    proof = BalanceProof(statements=[statement])
    for row in rows:
        proof.add(row)
    verdict = proof.verdict()
    assert (verdict["breaks_at"], verdict["explained_by"]) == (wrong.row, "sign")


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_single_running_balance_is_proved_by_the_opening_balance(newest_first):
    chance = random.Random(1)
    rows = arranged(a_ledger(chance, 1), chance, ORDERS[0], newest_first)
    assert proof_of(rows, opening=str(OPENING)).verdict() == "proved"
    # Another balance than the account's says nothing of its lines.
    assert proof_of(rows, opening=str(OPENING + 1)).verdict() == "not stated"
