"""Access and refresh tokens.

An access token is a JWT (RFC 7519, HS256) of 15 minutes. A refresh token is `session.generation.mac`, where the mac is
an HMAC over the first two: nothing secret is stored, and the pair of a generation can be issued again, the same to the
byte, when two requests of one client race.
"""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import jwt
from bson import ObjectId
from bson.errors import InvalidId

ACCESS_SECONDS = 15 * 60


class BadToken(Exception):
    """The token is not one of ours; `expired` tells an old one from a wrong one."""

    def __init__(self, expired: bool = False) -> None:
        super().__init__("expired" if expired else "invalid")
        self.expired = expired


@dataclass(frozen=True, slots=True)
class Pair:
    """What a client holds: a short-lived access token and the refresh token that gets the next pair."""

    access_token: str
    refresh_token: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user and the pair of tokens they may now use."""

    user: Mapping[str, Any]
    pair: Pair


def issue(secret: str, user_id: ObjectId, session_id: ObjectId, generation: int, at: datetime) -> Pair:
    """The pair of a session's generation, issued at a time; the same arguments give the same tokens."""
    issued = int(at.timestamp())
    claims = {
        "sub": str(user_id),
        "sid": str(session_id),
        "jti": f"{session_id}.{generation}",
        "iat": issued,
        "exp": issued + ACCESS_SECONDS,
        "type": "access",
    }
    return Pair(jwt.encode(claims, secret, "HS256"), _refresh_token(secret, session_id, generation))


def read_access(secret: str, token: str) -> dict[str, Any]:
    """The claims of a valid access token; BadToken."""
    claims = _verified(secret, token)
    if claims["exp"] <= time.time():
        raise BadToken(expired=True)
    return claims


# A client sends the same token for 15 minutes: checking its signature once costs a tenth less of a list request.
# Only genuine tokens are remembered (a forged one raises), and their expiry is looked at each time.
@lru_cache(maxsize=4096)
def _verified(secret: str, token: str) -> dict[str, Any]:
    try:
        claims = jwt.decode(token, secret, ["HS256"], options=_BY_OURSELVES)
    # What is odd enough in header or claims makes the library stumble in other ways than its own.
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError, KeyError, RecursionError, OverflowError):
        raise BadToken from None
    if not _is_ours(claims):
        raise BadToken
    return claims


# The library turns "7" and 7.9 into 7 and infinity into an error; ours are plain integers.
_BY_OURSELVES: Any = {f"verify_{name}": False for name in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}
_ID = re.compile(r"[0-9a-f]{24}", re.ASCII)
# Longer than any of ours lives, and than clocks of two machines differ.
_MOST_SECONDS, _CLOCKS_SECONDS = 24 * 3600, 60


def _is_ours(claims: Mapping[str, Any]) -> bool:
    """Whether `issue` could have made these claims."""
    if claims.keys() != {"sub", "sid", "jti", "iat", "exp", "type"} or claims["type"] != "access":
        return False
    ids, times = (claims["sub"], claims["sid"]), (claims["iat"], claims["exp"])
    if not all(isinstance(text, str) and _ID.fullmatch(text) for text in ids):
        return False
    if not isinstance(claims["jti"], str) or not all(type(number) is int for number in times):
        return False
    issued, ends = int(claims["iat"]), int(claims["exp"])
    return 0 < ends - issued <= _MOST_SECONDS and issued <= time.time() + _CLOCKS_SECONDS


def read_refresh(secret: str, token: str) -> tuple[ObjectId, int]:
    """The session and generation of a genuine refresh token; BadToken."""
    try:
        session, generation, _ = token.split(".")
        session_id, number = ObjectId(session), int(generation)
    except (ValueError, InvalidId):
        raise BadToken from None
    if not hmac.compare_digest(_refresh_token(secret, session_id, number).encode(), token.encode()):
        raise BadToken
    return session_id, number


def _refresh_token(secret: str, session_id: ObjectId, generation: int) -> str:
    head = f"{session_id}.{generation}"
    mac = hmac.digest(secret.encode(), f"refresh:{head}".encode(), hashlib.sha256)
    return f"{head}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
