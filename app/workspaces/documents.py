"""The documents of workspaces and memberships."""

from datetime import datetime
from typing import TypedDict

from bson import ObjectId


class WorkspaceChanges(TypedDict, total=False):
    """What a member may change of a workspace."""

    name: str
    currency: str
    locale: str
    time_zone: str


class Workspace(TypedDict):
    """A workspace; `currency` is the base currency of totals, `personal` the one made at registration."""

    _id: ObjectId
    name: str
    personal: bool
    currency: str
    locale: str
    time_zone: str
    created_at: datetime
    revision: int


class MemberWorkspace(Workspace):
    """A workspace with the role that one member has in it."""

    role: str


class Membership(TypedDict):
    """A user's role in a workspace."""

    workspace_id: ObjectId
    user_id: ObjectId
    role: str
    created_at: datetime
