"""How stores declare indexes, and how they are created."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import OperationFailure

from app.infra.database.documents import Document

Indexes = Mapping[str, Sequence[IndexModel]]

# IndexOptionsConflict and IndexKeySpecsConflict: there is such an index, declared otherwise.
_DECLARED_OTHERWISE = (85, 86)


def index(*fields: str, **options: Any) -> IndexModel:
    """Returns an index of a workspace's documents: by its id, then by these fields, ascending."""
    return IndexModel([(field, ASCENDING) for field in ("workspace_id", *fields)], **options)


def create_indexes(database: Database[Document], declared: Indexes) -> None:
    """Create the indexes a store declares, one declared otherwise before anew; running it again changes nothing."""
    for collection, indexes in declared.items():
        try:
            database[collection].create_indexes(list(indexes))
        except OperationFailure as error:
            if error.code not in _DECLARED_OTHERWISE:
                raise
            for index in indexes:
                _create_anew(database[collection], index)


def _create_anew(collection: Collection[Document], index: IndexModel) -> None:
    try:
        collection.create_indexes([index])
    except OperationFailure as error:
        if error.code not in _DECLARED_OTHERWISE:
            raise
        collection.drop_index(index.document["name"])
        collection.create_indexes([index])
