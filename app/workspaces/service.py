"""Workspaces: every user has a personal one; all financial data belongs to one."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId

from app.infra import session_cache
from app.infra.database.ids import fresh_id
from app.infra.database.mongo import Document, Session
from app.infra.preconditions import ANY, Precondition
from app.infra.problems import NotFound
from app.workspaces import store

DEFAULTS = {"currency": "USD", "locale": "en-US", "time_zone": "UTC"}


def create_personal(user_id: ObjectId, session: Session) -> ObjectId:
    """Write a user's personal workspace inside their registration's transaction; answers its id."""
    now = datetime.now(UTC)
    workspace: Document = {
        "_id": fresh_id(),
        "name": "Personal",
        "personal": True,
        **DEFAULTS,
        "created_at": now,
        "revision": 0,
    }
    membership: Document = {
        "workspace_id": workspace["_id"],
        "user_id": user_id,
        "role": "owner",
        "created_at": now,
    }
    store.insert(workspace, membership, session)
    return ObjectId(workspace["_id"])


def all_ids() -> Iterator[ObjectId]:
    """Every workspace, oldest first; for the nightly tasks."""
    return store.all_ids()


def list_of(user_id: ObjectId) -> list[Document]:
    """The workspaces a user belongs to, each with their `role` in it."""
    roles = {row["workspace_id"]: row["role"] for row in store.memberships_of(user_id)}
    return [{**workspace, "role": roles[workspace["_id"]]} for workspace in store.find_many(list(roles))]


def get(user_id: ObjectId, workspace_id: ObjectId) -> Document:
    """A workspace of this user, with their `role`; NotFound for anybody else's."""
    for workspace in list_of(user_id):
        if workspace["_id"] == workspace_id:
            return workspace
    raise NotFound("There is no such workspace.")


def update(
    user_id: ObjectId, workspace_id: ObjectId, changes: Mapping[str, Any], match: Precondition = ANY
) -> Document:
    """Change name, base currency, locale or time zone; the caller's role is checked by the route.

    Of several who change the same revision with If-Match one succeeds; without, each is written after the other.
    """
    while True:
        workspace = get(user_id, workspace_id)
        match.check(workspace)
        changed = store.update(workspace_id, workspace["revision"], changes)
        if changed is not None:
            session_cache.forget_users(store.members(workspace_id))
            return {**changed, "role": workspace["role"]}
