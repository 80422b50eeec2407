"""MongoDB: one client a process, collections bound to a workspace, transactions that retry.

Financial data is reached only through a Scope, whose collections add `workspace_id` to every filter, insert and
pipeline: a forgotten filter cannot leak another workspace's rows.
"""

import os
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from bson import ObjectId
from bson.codec_options import CodecOptions
from pymongo import MongoClient, ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import PyMongoError

from app.config import DEFAULT_DATABASE
from app.infra.database.documents import Document as Document  # noqa: PLC0414 - re-exported: stores ask for it beside Scope
from app.infra.database.indexes import Indexes, create_indexes
from app.infra.database.scoped_collection import ScopedCollection
from app.infra.database.workspace_lock import NoTurn, Turn, Turns
from app.infra.problems import Invalid, Unavailable

T = TypeVar("T")
Session = ClientSession  # of a transaction beside no workspace's, or over several

# A person waits at most this long for other writers of the workspace; then 503 says so. Longer than a MongoDB of ours
# keeps the transaction of a process that died in it: ten seconds, and up to five until it looks.
TRANSACTION_SECONDS = 16.0
_BAD_VALUE = 2  # an error code of MongoDB
# What MongoDB may work on one query of a person; then 503 `query_too_slow` says so. Workers have no such limit.
QUERY_MS = 10_000
# Pausing 0-10 ms before a retry kept an editor at p95 47 ms beside an import; longer waits starved the import.
RETRY_JITTER_SECONDS = 0.010

_UTC_DATES: CodecOptions[Document] = CodecOptions(tz_aware=True)


class WorkspaceBusy(Unavailable):
    """Other writers of this workspace left no gap for TRANSACTION_SECONDS."""

    code, title = "workspace_busy", "The workspace is busy"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("Other changes to this workspace are still running; try again.", **kwargs)


class OutOfRange(Invalid):
    """A balance or total would leave the 64 bits it is kept in."""

    code, title = "amount_out_of_range", "Amount out of range"


class Mongo:
    """The process's client. It is made on first use, and again after a fork: a MongoClient must not cross one."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._uri = ""
        self._pid = 0
        self._client: MongoClient[Document] | None = None
        self._db: Database[Document] | None = None
        self._indexes: Sequence[Indexes] = ()
        self.query_ms = QUERY_MS
        self._making = threading.Lock()

    def configure(self, uri: str, indexes: Sequence[Indexes] = ()) -> None:
        """Set the connection string and what must be indexed; nothing is connected yet, and what was is closed."""
        self.close()
        self._uri, self._indexes = uri, indexes

    def close(self) -> None:
        """Close this process's client. One that a parent made is only forgotten: its sockets are the parent's."""
        if self._client is not None and self._pid == os.getpid():
            self._client.close()
        self._client = self._db = None

    @property
    def client(self) -> MongoClient[Document]:
        """Returns the connected client of this process."""
        return self.db.client

    @property
    def db(self) -> Database[Document]:
        """Returns the database named in the connection string; dates come back as aware UTC datetimes."""
        found = self._db
        return found if found is not None and self._pid == os.getpid() else self._connect()

    def _connect(self) -> Database[Document]:
        with self._making:  # the first requests of a process come in several threads at once
            if self._client is None or self._pid != os.getpid():
                self._client = MongoClient(self._uri, serverSelectionTimeoutMS=5000, appname="finsight")
                self._db, self._pid = None, os.getpid()
            if self._db is None:
                self._db = self._indexed(self._client.get_default_database(DEFAULT_DATABASE))
        return self._db

    def _indexed(self, database: Database[Document]) -> Database[Document]:
        """Before a process's first use: without its unique indexes nothing would keep two equal rows apart."""
        for declared in self._indexes:
            create_indexes(database, declared)
        return database.with_options(codec_options=_UTC_DATES)

    def scope(self, workspace_id: ObjectId) -> "Scope":
        """Returns the collections of one workspace."""
        return Scope(workspace_id, self.db, self._turns)

    def scope_of_a_person(self, workspace_id: ObjectId) -> "Scope":
        """Returns the same for a request, whose user waits: no query may take longer than `query_ms`."""
        return Scope(workspace_id, self.db, self._turns, max_ms=self.query_ms)


@dataclass(frozen=True, slots=True)
class Scope:
    """One workspace's collections, inside a transaction if `session` is set.

    `seq` is the workspace's counter as this transaction moved it: the last of the numbers reserved for its changes.
    `max_ms` bounds the work of each query; None for as long as it takes.
    `revisions` are those of `revision`, as this transaction found them.
    """

    workspace_id: ObjectId
    database: Database[Document]
    turns: Turns
    session: ClientSession | None = None
    seq: int = 0
    max_ms: int | None = None
    revisions: Mapping[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> "ScopedCollection":
        return ScopedCollection(self.database[name], self.workspace_id, self.session, self.max_ms)

    def transact(self, change: Callable[["Scope"], T], numbers: int = 1) -> T:
        """Run `change` in a MongoDB transaction and commit it; `change` may run several times.

        Writers of one workspace take turns. The workspace's counter is moved by `numbers` first, so that two who
        collide all the same do so at once and cheaply instead of after their work. Raises WorkspaceBusy when the
        line is long, or after TRANSACTION_SECONDS of conflicts.
        """
        try:
            with self.turns.take(self.workspace_id, TRANSACTION_SECONDS) as turn:
                return self._retry(turn, change, numbers)
        except NoTurn:
            raise WorkspaceBusy(retry_after=1) from None

    def _retry(self, turn: Turn, change: Callable[["Scope"], T], numbers: int) -> T:
        """Try until nothing that comes from elsewhere collides with it."""
        deadline = time.monotonic() + TRANSACTION_SECONDS
        with self.database.client.start_session() as session:
            while True:
                try:
                    return self._attempt(session, change, numbers)
                except PyMongoError as error:
                    if not error.has_error_label("TransientTransactionError"):
                        raise
                    if time.monotonic() > deadline:
                        raise WorkspaceBusy from error
                turn.collided()
                time.sleep(random.uniform(0, RETRY_JITTER_SECONDS))

    def reserve(self, numbers: int) -> "Scope":
        """Inside a transaction: the same scope with more numbers for changes that turned out to be needed."""
        if self.session is None:
            raise ValueError("Numbers are reserved inside a transaction.")
        return replace(self, seq=int(self._next(self.session, numbers)["seq"]))

    def revision(self, what: str) -> int:
        """Returns how often something of the workspace was changed: what was cached at this revision is still true.

        0 means that it never was. Inside a transaction it is the revision at its beginning.
        """
        if self.session is not None:
            return self.revisions.get(what, 0)
        counter = self._counters.find_one({"_id": self.workspace_id}, {"revisions": True})
        return int((counter or {}).get("revisions", {}).get(what, 0))

    def revise(self, what: str) -> None:
        """Inside a transaction that changes something: let what others keep of it in memory be read anew."""
        if self.session is None:
            raise ValueError("A revision moves inside the transaction that makes it.")
        revise(self._counters, self.workspace_id, what, self.session)

    def last_seq(self) -> int:
        """Returns the workspace's counter: every change up to it is committed, every later one has a higher number."""
        counter = self._counters.find_one({"_id": self.workspace_id}, session=self.session)
        return int(counter["seq"]) if counter else 0

    def _attempt(self, session: ClientSession, change: Callable[["Scope"], T], numbers: int) -> T:
        session.start_transaction()
        try:
            counter = self._next(session, numbers)
            revisions = counter.get("revisions", {})
            result = change(replace(self, session=session, seq=int(counter["seq"]), revisions=revisions))
        except PyMongoError as error:
            session.abort_transaction()
            if _overflows(error):
                raise OutOfRange("The sum would no longer fit; one of the amounts is too large.") from error
            raise
        except BaseException:
            session.abort_transaction()
            raise
        _commit(session)
        return result

    @property
    def _counters(self) -> Collection[Document]:
        return self.database["workspace_counters"]

    def _next(self, session: ClientSession, numbers: int) -> Document:
        """The workspace's counter, moved by so many."""
        counter = self._counters.find_one_and_update(
            {"_id": self.workspace_id},
            {"$inc": {"seq": numbers}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        return cast("Document", counter)  # an upsert that returns the document after it


def revise(
    counters: Collection[Document], workspace_id: ObjectId, what: str, session: ClientSession | None = None
) -> None:
    """As `Scope.revise`; by itself for an operator's command, after it changed something."""
    counters.update_one({"_id": workspace_id}, {"$inc": {f"revisions.{what}": 1}}, session=session)


def _overflows(error: PyMongoError) -> bool:
    """Whether MongoDB refused an `$inc` beyond int64: a bad value (code 2), alone or among bulk writes."""
    details = getattr(error, "details", None) or {}
    faults = [details, *details.get("writeErrors", [])]
    return any(fault.get("code") == _BAD_VALUE and "$inc" in str(fault.get("errmsg")) for fault in faults)


def _commit(session: ClientSession) -> None:
    """Commit, asking again while the outcome is unknown: committing twice is safe, giving up is not."""
    deadline = time.monotonic() + TRANSACTION_SECONDS
    while True:
        try:
            return session.commit_transaction()
        except PyMongoError as error:
            if not error.has_error_label("UnknownTransactionCommitResult") or time.monotonic() > deadline:
                raise
