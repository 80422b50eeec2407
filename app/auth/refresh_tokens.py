"""Refresh tokens: `session.generation.mac`, where the mac is an HMAC over the first two.

Nothing secret is stored, and the token of a generation can be issued again, the same to the byte, when two requests of
one client race (docs/decisions/013-derived-refresh-tokens.md).
"""

import base64
import hashlib
import hmac

from bson import ObjectId
from bson.errors import InvalidId


class BadRefreshToken(Exception):
    """The token is not one of ours."""


def issue_refresh_token(secret: str, session_id: ObjectId, generation: int) -> str:
    """Returns the refresh token of a session's generation; the same arguments give the same token."""
    head = f"{session_id}.{generation}"
    mac = hmac.digest(secret.encode(), f"refresh:{head}".encode(), hashlib.sha256)
    return f"{head}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def read_refresh_token(secret: str, token: str) -> tuple[ObjectId, int]:
    """Returns the session and generation of a genuine refresh token; BadRefreshToken."""
    try:
        session, generation, _ = token.split(".")
        session_id, number = ObjectId(session), int(generation)
    except (ValueError, InvalidId):
        raise BadRefreshToken from None
    if not hmac.compare_digest(issue_refresh_token(secret, session_id, number).encode(), token.encode()):
        raise BadRefreshToken
    return session_id, number
