"""The documents of workspaces and memberships."""

from datetime import datetime
from typing import NotRequired, TypedDict

from bson import ObjectId


class AiSettings(TypedDict):
    """What a workspace allows language models: whether they are asked, for how many US dollars a day, and which.

    `engine` None is the best that is configured. With `share_merchants` the names of businesses may leave the machine.
    """

    enabled: bool
    daily_cap: str
    engine: str | None
    share_merchants: bool


class AiChanges(TypedDict, total=False):
    """Those of them that a member set, or sets."""

    enabled: bool
    daily_cap: str
    engine: str | None
    share_merchants: bool


class WorkspaceChanges(TypedDict, total=False):
    """What a member may change of a workspace."""

    name: str
    currency: str
    locale: str
    time_zone: str
    ai: AiChanges


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
    ai: NotRequired[AiChanges]


class MemberWorkspace(Workspace):
    """A workspace with the role that one member has in it."""

    role: str
    ai_settings: AiSettings


class Membership(TypedDict):
    """A user's role in a workspace."""

    workspace_id: ObjectId
    user_id: ObjectId
    role: str
    created_at: datetime
