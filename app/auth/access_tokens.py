"""Makes access tokens and checks their signature and expiry: JWTs (RFC 7519, HS256) of 15 minutes.

Wrong tokens raise the library's errors; bearer.py answers them. See docs/decisions/046-flask-jwt-extended.md.
"""

import re
import time
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Literal, TypedDict, cast

from bson import ObjectId
from flask_jwt_extended import create_access_token, decode_token
from flask_jwt_extended.exceptions import JWTDecodeError
from jwt import ExpiredSignatureError

ACCESS_SECONDS = 15 * 60
# Than clocks of two machines differ.
_CLOCKS_SECONDS = 60
# Longer than any of ours lives.
_MOST_SECONDS = 24 * 3600

# The library's settings, but for the key. No cookie carries a token, so none needs protection from forged forms.
CONFIGURATION = {
    "JWT_ALGORITHM": "HS256",
    "JWT_DECODE_ALGORITHMS": ["HS256"],
    "JWT_DECODE_LEEWAY": _CLOCKS_SECONDS,
    "JWT_ENCODE_NBF": False,
    "JWT_COOKIE_CSRF_PROTECT": False,
}


class Claims(TypedDict):
    """The claims of an access token: its user (`sub`), session, generation of the session (`jti`) and times."""

    sub: str
    sid: str
    jti: str
    iat: int
    exp: int
    type: Literal["access"]
    fresh: Literal[False]


class ExpiredToken(ExpiredSignatureError):
    """A genuine token has expired; with the attributes that the library's error handler reads."""

    def __init__(self, claims: Claims) -> None:
        super().__init__("The token has expired.")
        self.jwt_header, self.jwt_data = {"alg": "HS256"}, claims


def issue_access_token(user_id: ObjectId, session_id: ObjectId, generation: int, at: datetime) -> str:
    """Returns the access token of a session's generation, issued at a time; the same arguments give the same token."""
    issued = int(at.timestamp())
    # The library would take now and a random id; two requests that race to refresh get the same token.
    claims = {
        "sid": str(session_id),
        "jti": f"{session_id}.{generation}",
        "iat": issued,
        "exp": issued + ACCESS_SECONDS,
    }
    return cast("str", create_access_token(str(user_id), additional_claims=claims))


def check_access_token(token: str) -> Claims:
    """Returns the claims of a valid access token; ExpiredToken, or another error of flask-jwt-extended and PyJWT."""
    claims = _genuine(token)
    if claims["exp"] <= time.time():
        raise ExpiredToken(claims)
    return claims


def forget_checked_tokens() -> None:
    """Check every token again, after the key or the settings changed."""
    _genuine.cache_clear()


# A client sends the same token for 15 minutes, and the library parses it three times: checking it once saves a tenth of
# a short request. Only genuine tokens are remembered (a forged one raises), and their expiry is looked at each time.
@lru_cache(maxsize=4096)
def _genuine(token: str) -> Claims:
    try:
        claims = decode_token(token, allow_expired=True)
    # What is odd enough in header or claims makes the libraries stumble in other ways than their own.
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError, OverflowError):
        raise JWTDecodeError("Not a token.") from None
    if not _is_ours(claims):
        raise JWTDecodeError("Not a token of ours.")
    return cast("Claims", claims)


_ID = re.compile(r"[0-9a-f]{24}", re.ASCII)


# The library turns "7" and 7.9 into 7; ours are plain integers.
def _is_ours(claims: Mapping[str, object]) -> bool:
    """Whether `issue_access_token` could have made these claims; the library adds a missing `fresh`."""
    if claims.keys() != Claims.__annotations__.keys() or claims["type"] != "access" or claims["fresh"] is not False:
        return False
    if not all(isinstance(text, str) and _ID.fullmatch(text) for text in (claims["sub"], claims["sid"])):
        return False
    issued, ends = claims["iat"], claims["exp"]
    if not isinstance(claims["jti"], str) or type(issued) is not int or type(ends) is not int:
        return False
    return 0 < ends - issued <= _MOST_SECONDS and issued <= time.time() + _CLOCKS_SECONDS
