"""The authentication context of a request."""

from dataclasses import dataclass

from bson import ObjectId


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: user, session, and the workspace they act in with its settings."""

    user_id: ObjectId
    session_id: str
    role: str
    workspace_id: ObjectId
    workspace_role: str
    currency: str
    locale: str
    time_zone: str
