"""Creates, lists and changes workspaces. Every user has a personal one; all financial data belongs to one."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bson import ObjectId

from app.infra import session_cache
from app.infra.caller import WRITING_ROLES
from app.infra.database.mongo import Session
from app.infra.preconditions import ANY, Precondition
from app.infra.problems import Forbidden, NotFound
from app.workspaces import store
from app.workspaces.documents import AiSettings, Membership, MemberWorkspace, Workspace, WorkspaceChanges

DAILY_CAP = "1.00"  # US dollars


def create_personal(workspace_id: ObjectId, user_id: ObjectId, session: Session) -> None:
    """Write a user's personal workspace inside their registration's transaction."""
    now = datetime.now(UTC)
    workspace: Workspace = {
        "_id": workspace_id,
        "name": "Personal",
        "personal": True,
        "currency": "USD",
        "locale": "en-US",
        "time_zone": "UTC",
        "created_at": now,
        "revision": 0,
    }
    membership: Membership = {"workspace_id": workspace_id, "user_id": user_id, "role": "owner", "created_at": now}
    store.insert(workspace, membership, session)


def all_ids(until: datetime | None = None) -> Iterator[ObjectId]:
    """Yields the id of every workspace, or of those created until a moment, oldest first."""
    return store.all_ids(until)


def members(workspace_id: ObjectId) -> list[ObjectId]:
    """Returns the users of a workspace."""
    return store.members(workspace_id)


def list_of(user_id: ObjectId) -> list[MemberWorkspace]:
    """Returns the workspaces a user belongs to, each with their `role` in it."""
    roles = {row["workspace_id"]: row["role"] for row in store.memberships_of(user_id)}
    return [_of_member(workspace, roles[workspace["_id"]]) for workspace in store.find_many(list(roles))]


def get(user_id: ObjectId, workspace_id: ObjectId) -> MemberWorkspace:
    """Returns a workspace of this user, with their `role`; NotFound for anybody else's."""
    for workspace in list_of(user_id):
        if workspace["_id"] == workspace_id:
            return workspace
    raise NotFound("There is no such workspace.")


def ai_settings(workspace_id: ObjectId) -> AiSettings:
    """Returns what a workspace allows language models."""
    return _with_defaults(store.find(workspace_id))


def locale(workspace_id: ObjectId) -> str:
    """Returns how a workspace writes numbers and days, such as en-US; empty without such a workspace."""
    found = store.find(workspace_id)
    return found["locale"] if found else ""


def _of_member(workspace: Workspace, role: str) -> MemberWorkspace:
    return {**workspace, "role": role, "ai_settings": _with_defaults(workspace)}


def _with_defaults(workspace: Workspace | None) -> AiSettings:
    said = workspace.get("ai", {}) if workspace else {}
    return {
        "enabled": said.get("enabled", True),
        "daily_cap": said.get("daily_cap", DAILY_CAP),
        "engine": said.get("engine"),
        "share_merchants": said.get("share_merchants", True),
    }


def update(
    user_id: ObjectId, workspace_id: ObjectId, changes: WorkspaceChanges, match: Precondition = ANY
) -> MemberWorkspace:
    """Change name, base currency, locale or time zone; Forbidden for a viewer.

    Of several who change the same revision with If-Match one succeeds; without, each is written after the other.
    """
    while True:
        workspace = get(user_id, workspace_id)
        if workspace["role"] not in WRITING_ROLES:
            raise Forbidden("A viewer may read this workspace, not change it.")
        match.check(workspace)
        changed = store.update(workspace_id, workspace["revision"], changes)
        if changed is not None:
            session_cache.forget_users(store.members(workspace_id))
            return _of_member(changed, workspace["role"])
