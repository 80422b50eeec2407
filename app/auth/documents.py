"""The documents of users and sessions, and what a sign-in returns."""

from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict

from bson import ObjectId


class KnownDevice(TypedDict):
    """A device that signed in to an account: its mark (guessing.py) and when it last did."""

    mark: str
    at: datetime


class UserChanges(TypedDict, total=False):
    """What a user may change about themselves."""

    name: str


class User(TypedDict):
    """A user; `email` is lower-cased, `password_hash` argon2id. Users of older versions have no `devices` yet."""

    _id: ObjectId
    email: str
    password_hash: str
    name: str
    role: str
    verified: bool
    created_at: datetime
    revision: int
    personal_workspace_id: ObjectId
    devices: NotRequired[list[KnownDevice]]


class Session(TypedDict):
    """A sign-in; `generation` counts its refreshes, of which `rotated_at` is the last."""

    _id: ObjectId
    user_id: ObjectId
    generation: int
    created_at: datetime
    rotated_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user, a short-lived access token, and the refresh token that gets the next pair."""

    user: User
    access_token: str
    refresh_token: str
