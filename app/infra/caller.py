"""Who makes a request: user, session, workspace and role."""

from dataclasses import dataclass

from bson import ObjectId

# The roles in a workspace that may change its data.
WRITING_ROLES = ("owner", "editor")


@dataclass(frozen=True, slots=True)
class Caller:
    """The authenticated user and session, and the workspace they act in with its settings."""

    user_id: ObjectId
    session_id: str
    role: str
    workspace_id: ObjectId
    workspace_role: str
    currency: str
    locale: str
    time_zone: str
