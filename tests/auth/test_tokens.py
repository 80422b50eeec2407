"""Only tokens that we issued open anything; whatever else is signed with the genuine key is refused like a forgery."""

import base64
import hashlib
import hmac
import json
import time

import jwt
import pytest
from bson import ObjectId

from tests.client import eventually


@pytest.fixture
def claims(user):
    """What stands in a user's own token."""
    return jwt.decode(user.signed_in["access_token"], options={"verify_signature": False})


@pytest.fixture
def key(environment):
    """The key of the server."""
    return environment["JWT_SECRET_KEY"]


def signed(key, claims, header=None):
    """A token of any header and claims, signed with HS256; the library itself would refuse to make most of them."""
    parts = [json.dumps(header or {"alg": "HS256", "typ": "JWT"}).encode(), claims]
    head = b".".join(map(_base64, parts))
    return (head + b"." + _base64(hmac.digest(key.encode(), head, hashlib.sha256))).decode()


def _base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def asked(user, token):
    """What a token is answered."""
    return user.with_headers(Authorization=f"Bearer {token}").get("/auth/me")


def test_the_claims_as_we_write_them_are_taken(user, key, claims):
    assert asked(user, signed(key, json.dumps(claims).encode())).status == 200


def test_a_token_issued_before_the_claim_fresh_was_added_is_taken(user, key, claims):
    del claims["fresh"]
    assert asked(user, signed(key, json.dumps(claims).encode())).status == 200


def test_the_scheme_of_a_token_is_not_case_sensitive(user):
    token = user.signed_in["access_token"]
    assert user.with_headers(Authorization=f"bearer {token}").get("/auth/me").status == 200


STRANGE = [None, True, 0, -1, 7, 1.5, "", "x", "7", [], ["a"], {}, {"$gt": ""}, 10**400, "\u0000", "9" * 5000, [[[[]]]]]


@pytest.mark.parametrize("claim", ["sub", "sid", "jti", "iat", "exp", "type", "fresh"])
@pytest.mark.parametrize("value", STRANGE, ids=lambda value: str(value)[:12].replace("\0", "NUL"))
def test_a_strange_claim_is_401(user, key, claims, claim, value):
    if claim == "jti" and isinstance(value, str):
        return  # any text: nothing is decided by it
    answer = asked(user, signed(key, json.dumps({**claims, claim: value}).encode()))
    assert answer.status == 401
    assert answer.code in ("invalid_token", "token_expired")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999", "1E400", "9" * 5000, "-" + "9" * 5000])
@pytest.mark.parametrize("claim", ["iat", "exp", "nbf"])
def test_a_number_beyond_numbers_is_401(user, key, claims, claim, text):
    body = json.dumps({**claims, claim: "@"}).replace('"@"', text).encode()
    assert asked(user, signed(key, body)).code == "invalid_token"


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"7", b"{", b"\xff", b"[" * 100_000, b'{"a":' * 50_000])
def test_claims_that_are_no_object_are_401(user, key, body):
    # A header of half a megabyte would not reach the application; the length is for the parser's sake.
    assert asked(user, signed(key, body)).code == "invalid_token"


@pytest.mark.parametrize("missing", ["sub", "sid", "jti", "iat", "exp", "type"])
def test_a_missing_claim_is_401(user, key, claims, missing):
    del claims[missing]
    assert asked(user, signed(key, json.dumps(claims).encode())).code == "invalid_token"


@pytest.mark.parametrize(
    "header",
    [{"alg": "none"}, {"alg": None}, {"alg": ["HS256"]}, {"alg": {}}, {"alg": "HS512"}, {"alg": "RS256"}, {},
     {"alg": "HS256", "kid": 7}, {"alg": "HS256", "kid": ["x"]}, {"alg": "HS256", "b64": False},
     {"alg": "HS256", "crit": ["exp"]}, {"alg": "HS256", "crit": 7}],
)  # fmt: skip
def test_a_strange_header_is_401(user, key, claims, header):
    assert asked(user, signed(key, json.dumps(claims).encode(), header or {"typ": "JWT"})).code == "invalid_token"


def test_a_token_without_signature_is_401(user, claims):
    head = _base64(b'{"alg":"none"}') + b"." + _base64(json.dumps(claims).encode())
    for token in (head + b".", head):
        assert asked(user, token.decode()).code == "invalid_token"


def test_a_token_names_the_user_of_its_session(user, another_user, key, claims):
    theirs = another_user.signed_in["user"]["id"]
    for sub in (theirs, str(ObjectId())):
        assert asked(user, signed(key, json.dumps({**claims, "sub": sub}).encode())).code == "invalid_token"


def test_a_session_that_never_was_is_over(user, key, claims):
    answer = asked(user, signed(key, json.dumps({**claims, "sid": str(ObjectId())}).encode()))
    assert (answer.status, answer.code) == (401, "session_over")


@pytest.mark.parametrize(("iat", "exp"), [(3600, 4500), (0, 365 * 86400), (10, 5)])
def test_a_token_of_other_times_than_ours_is_401(user, key, claims, iat, exp):
    now = int(time.time())
    token = signed(key, json.dumps({**claims, "iat": now + iat, "exp": now + exp}).encode())
    assert asked(user, token).code == "invalid_token"


@pytest.mark.parametrize("seconds", [1, 59, 3600])
def test_a_token_is_refused_from_the_second_it_expires(user, key, claims, seconds):
    now = int(time.time())
    token = signed(key, json.dumps({**claims, "iat": now - 7200, "exp": now - seconds}).encode())
    assert asked(user, token).code == "token_expired"


def test_a_token_that_was_taken_expires_all_the_same(user, key, claims):
    token = signed(key, json.dumps({**claims, "exp": int(time.time()) + 2}).encode())
    assert asked(user, token).status == 200
    assert eventually(lambda: asked(user, token).status == 401)
    assert asked(user, token).code == "token_expired"


def test_a_token_from_a_machine_whose_clock_is_ahead_is_taken(user, key, claims):
    now = int(time.time())
    token = signed(key, json.dumps({**claims, "iat": now + 30, "exp": now + 930}).encode())
    assert asked(user, token).status == 200


@pytest.mark.parametrize(
    ("changed", "code", "detail"),
    [({"exp": 1, "iat": 0}, "token_expired", "The access token is not valid (any more)."),
     ({"type": "refresh"}, "invalid_token", "The access token is not valid (any more)."),
     ({"sub": "0" * 24}, "invalid_token", "The access token is not valid."),
     ({"sid": "0" * 24}, "session_over", "The session is over; sign in again.")],
)  # fmt: skip
def test_a_wrong_token_is_answered_with_a_problem_document(user, key, claims, changed, code, detail):
    answer = asked(user, signed(key, json.dumps({**claims, **changed}).encode()))
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json == {
        "type": f"urn:finsight:problem:{code}",
        "title": "Authentication required",
        "status": 401,
        "detail": detail,
        "code": code,
        "instance": "/api/v1/auth/me",
        "request_id": answer.headers["X-Request-ID"],
    }
