"""Which numbers of the other party are those of an own account."""

import pytest
from bson import ObjectId

from app.transactions.transfers.account_numbers import AccountNumbers

OWN = ObjectId()
NUMBERS = AccountNumbers([{"_id": OWN, "name": "Giro", "identifiers": ["DE89370400440532013000"]}])


@pytest.mark.parametrize("number", ["DE89370400440532013000", "de89 3704 0044 0532 0130 00", "0532013000", "532013000"])
def test_an_account_is_known_by_its_iban_and_by_the_number_in_it(number):
    assert NUMBERS.owners_of(number) == {OWN}


@pytest.mark.parametrize("number", ["", "000000", "0000000000", "00000000003000", "3000", "DE02120300000000202051"])
def test_zeros_and_short_endings_are_no_number_of_it(number):
    assert NUMBERS.owners_of(number) == frozenset()
