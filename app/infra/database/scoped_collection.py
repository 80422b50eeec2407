"""A collection seen from one workspace: no filter, insert or pipeline can leave the workspace out."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import bson
from bson import ObjectId
from bson.codec_options import CodecOptions
from pymongo import ReturnDocument, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.command_cursor import CommandCursor
from pymongo.cursor import Cursor
from pymongo.errors import BulkWriteError, DuplicateKeyError
from pymongo.results import DeleteResult, InsertManyResult, InsertOneResult, UpdateResult

from app.infra.database.documents import Document, Filter, Pipeline

# A page is read in so many rows at a time: most lists come in one, and no more is read than a page can show.
_PAGE_BATCH = 101
_DUPLICATE_KEY = 11000  # an error code of MongoDB
_NAIVE_DATES: CodecOptions[Document] = CodecOptions(tz_aware=False)


class ScopedCollection:
    """A collection seen from one workspace: the methods of pymongo, each bound to the workspace and session."""

    __slots__ = ("_collection", "_max_ms", "_session", "_workspace")

    def __init__(
        self,
        collection: Collection[Document],
        workspace_id: ObjectId,
        session: ClientSession | None,
        max_ms: int | None = None,
    ) -> None:
        self._collection = collection
        self._workspace = {"workspace_id": workspace_id}
        self._session = session
        self._max_ms = max_ms

    def _mine(self, query: Filter | None) -> Document:
        return {**(query or {}), **self._workspace}

    def _within(self) -> Document:
        return {} if self._max_ms is None else {"maxTimeMS": self._max_ms}

    def find(self, query: Filter | None = None, *args: Any, **kwargs: Any) -> Cursor[Document]:
        """As pymongo's find, among this workspace's documents."""
        kwargs.setdefault("max_time_ms", self._max_ms)
        return self._collection.find(self._mine(query), *args, session=self._session, **kwargs)

    def each(self, query: Filter | None = None, *args: Any, **kwargs: Any) -> Iterator[Document]:
        """As find, but read a batch at a time as the documents are asked for; who stops early leaves nothing open."""
        kwargs.setdefault("batch_size", _PAGE_BATCH)
        with self.find(query, *args, **kwargs) as cursor:
            yield from cursor

    def with_naive_dates(self) -> "ScopedCollection":
        """The same collection, its UTC datetimes without their zone: a quarter less work for a page of rows."""
        naive = self._collection.with_options(codec_options=_NAIVE_DATES)
        return ScopedCollection(naive, self._workspace["workspace_id"], self._session, self._max_ms)

    def find_one(self, query: Filter | None = None, *args: Any, **kwargs: Any) -> Document | None:
        """As pymongo's find_one, among this workspace's documents."""
        kwargs.setdefault("max_time_ms", self._max_ms)
        return self._collection.find_one(self._mine(query), *args, session=self._session, **kwargs)

    def count(self, query: Filter | None = None, **kwargs: Any) -> int:
        """Returns how many documents of this workspace match."""
        return self._collection.count_documents(self._mine(query), session=self._session, **self._within(), **kwargs)

    def distinct(self, key: str, query: Filter | None = None) -> list[Any]:
        """Returns the distinct values of a field."""
        return self._collection.distinct(key, self._mine(query), session=self._session, **self._within())

    def insert_one(self, document: Document) -> InsertOneResult:
        """Insert a document as this workspace's; adds `_id` and `workspace_id` to it."""
        document.update(self._workspace)
        return self._collection.insert_one(document, session=self._session)

    def insert_many(self, documents: Sequence[Document], **kwargs: Any) -> InsertManyResult:
        """Insert documents as this workspace's; adds `_id` and `workspace_id`. DuplicateKeyError as one would."""
        for document in documents:
            document.update(self._workspace)
        try:
            return self._collection.insert_many(documents, session=self._session, **kwargs)
        except BulkWriteError as error:
            [first, *_] = error.details["writeErrors"] or [{}]
            if first.get("code") != _DUPLICATE_KEY:
                raise
            raise DuplicateKeyError(first["errmsg"], _DUPLICATE_KEY, first) from error

    def update_one(self, query: Filter, update: Any, **kwargs: Any) -> UpdateResult:
        """As pymongo's update_one; an upsert creates a document of this workspace."""
        return self._collection.update_one(self._mine(query), update, session=self._session, **kwargs)

    def update_many(self, query: Filter, update: Any, **kwargs: Any) -> UpdateResult:
        """As pymongo's update_many."""
        return self._collection.update_many(self._mine(query), update, session=self._session, **kwargs)

    def find_one_and_update(self, query: Filter, update: Any, **kwargs: Any) -> Document | None:
        """As pymongo's find_one_and_update, returning the document after the change."""
        kwargs.setdefault("return_document", ReturnDocument.AFTER)
        return self._collection.find_one_and_update(self._mine(query), update, session=self._session, **kwargs)

    def delete_one(self, query: Filter) -> DeleteResult:
        """As pymongo's delete_one."""
        return self._collection.delete_one(self._mine(query), session=self._session)

    def delete_many(self, query: Filter) -> DeleteResult:
        """As pymongo's delete_many."""
        return self._collection.delete_many(self._mine(query), session=self._session)

    def aggregate(self, pipeline: Pipeline, **kwargs: Any) -> CommandCursor[Document]:
        """As pymongo's aggregate; the pipeline starts from this workspace's documents and may not join others."""
        refuse_foreign_stages(pipeline)
        mine = [{"$match": self._workspace}, *pipeline]
        return self._collection.aggregate(mine, session=self._session, **self._within(), **kwargs)

    def set_in_many(self, changes: Iterable[tuple[ObjectId, Document]]) -> None:
        """`$set` of each (id, fields), as one command per 1,000 documents."""
        operations = [UpdateOne(self._mine({"_id": key}), {"$set": fields}) for key, fields in changes]
        self._write(operations)

    def add_to_many(self, increments: Iterable[tuple[Document, Document]]) -> None:
        """Upsert `$inc` of each (key, amounts); a collection that is written so is inserted into in no other way.

        Documents are found by an `_id` made of workspace and key: that is four times as fast as by the fields, which
        MongoDB would plan a query for, one by one.
        """
        self._write([self._increment({**key, **self._workspace}, amounts) for key, amounts in increments])

    def _write(self, operations: Sequence[UpdateOne]) -> None:
        if operations:
            self._collection.bulk_write(operations, ordered=False, session=self._session)

    def _increment(self, key: Document, amounts: Document) -> UpdateOne:
        key_id = ObjectId(hashlib.blake2b(bson.encode(key), digest_size=12).digest())
        return UpdateOne({"_id": key_id}, {"$inc": amounts, "$setOnInsert": key}, upsert=True)


def refuse_foreign_stages(pipeline: Pipeline) -> None:
    """Raise ValueError for stages that read or write other collections than the scoped one."""
    for stage in pipeline:
        if {"$lookup", "$graphLookup", "$unionWith", "$out", "$merge"} & stage.keys():
            raise ValueError(f"A scoped pipeline may not use {next(iter(stage))}.")
