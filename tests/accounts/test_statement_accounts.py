"""Which account a statement or a sentence goes to."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from bson import ObjectId

from app.accounts import service
from app.infra.connections import mongo


@pytest.fixture
def scope(app):
    """A workspace nobody else writes to."""
    return mongo.scope(ObjectId())


def names(scope):
    return [account["name"] for account in service.list_accounts(scope)]


def test_the_same_number_and_currency_is_the_same_account(scope):
    first = service.for_statement(scope, "DE89370400440532013000", "Hill Bank", "EUR", "Hill Bank")
    again = service.for_statement(scope, "DE89370400440532013000", "another file", "EUR", None)
    dollars = service.for_statement(scope, "DE89370400440532013000", "Hill Bank", "USD", "Hill Bank")
    assert again["_id"] == first["_id"] != dollars["_id"]
    assert names(scope) == ["Hill Bank", "Hill Bank 3000"]


def test_two_numbers_of_one_bank_are_two_accounts(scope):
    first = service.for_statement(scope, "1111", "Hill Bank", "USD", None)
    second = service.for_statement(scope, "2222", "Hill Bank", "USD", None)
    assert first["_id"] != second["_id"]
    assert names(scope) == ["Hill Bank", "Hill Bank 2222"]


def test_a_statement_without_a_number_is_known_by_its_name_even_after_a_renaming(scope):
    first = service.for_statement(scope, None, "hillbank.csv", "USD", None)
    service.update(scope, first["_id"], {"name": "Everyday"})
    assert service.for_statement(scope, None, "hillbank.csv", "USD", None)["_id"] == first["_id"]
    assert service.for_statement(scope, "1111", "hillbank.csv", "USD", None)["_id"] == first["_id"]
    assert service.for_statement(scope, "2222", "hillbank.csv", "USD", None)["_id"] != first["_id"]


def test_a_number_that_was_noted_on_an_account_finds_it(scope):
    fields = {"name": "Mine", "type": "checking", "currency": "USD", "institution": None, "opening_balance": Decimal(0)}
    mine = service.create(scope, fields, "USD", ObjectId())
    service.remember_identifier(scope, mine["_id"], "1111")
    assert service.for_statement(scope, "1111", "Hill Bank", "USD", None)["_id"] == mine["_id"]


@pytest.mark.parametrize("inside", [False, True])
def test_two_workers_open_one_account_for_one_statement(scope, inside):
    def ask(_):
        if inside:
            return scope.transact(lambda tx: service.for_statement(tx, "1111", "Hill Bank", "USD", None))
        return service.for_statement(scope, "1111", "Hill Bank", "USD", None)

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(ask, range(6)))
    assert len({account["_id"] for account in found}) == 1
    assert names(scope) == ["Hill Bank"]


def test_a_sentence_goes_to_the_oldest_account_of_its_currency(scope):
    cash = service.for_capture(scope, "USD")
    euros = service.for_capture(scope, "EUR")
    assert (cash["name"], cash["type"], euros["name"]) == ("Cash", "cash", "Cash EUR")
    assert service.for_capture(scope, "EUR")["_id"] == euros["_id"]
