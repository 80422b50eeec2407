"""Here passwords are the point, so they cost what they cost."""

import pytest

from tests.hashing import CHEAP, SHIPPED, hash_with


@pytest.fixture(autouse=True)
def shipped_hashing(app):
    hash_with(SHIPPED)
    yield
    hash_with(CHEAP)
