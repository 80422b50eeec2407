"""Indexes are created as the stores declare them."""

from uuid import uuid4

import pytest
from pymongo import ASCENDING, IndexModel

from app.infra.database.indexes import create_indexes


@pytest.fixture
def collection(db):
    """An empty collection of its own."""
    name = f"indexed_{uuid4().hex[:8]}"
    yield db[name]
    db.drop_collection(name)


def test_an_index_declared_otherwise_before_is_made_anew_and_the_others_stay(db, collection):
    other = IndexModel([("b", ASCENDING)])
    create_indexes(db, {collection.name: [IndexModel([("a", ASCENDING)]), other]})
    for _ in range(2):
        create_indexes(db, {collection.name: [IndexModel([("a", ASCENDING)], sparse=True), other]})
    found = collection.index_information()
    assert found["a_1"]["sparse"]
    assert set(found) == {"_id_", "a_1", "b_1"}
