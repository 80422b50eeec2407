"""Registration, sessions, and who a token belongs to."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bson import ObjectId

from app.auth import access_tokens, guessing, passwords, store
from app.auth.access_tokens import SignedIn
from app.auth.guessing import Device
from app.infra import session_cache
from app.infra.caller import Caller
from app.infra.connections import attempts
from app.infra.database.errors import AlreadyThere
from app.infra.database.ids import fresh_id
from app.infra.database.mongo import Document
from app.infra.preconditions import ANY, Precondition
from app.infra.problems import Conflict, Invalid, NotFound, Unauthorized
from app.infra.session_cache import UserContext
from app.workspaces import service as workspaces

REFRESH_DAYS = 30
# Devices and scripts signed in at once; with one more the oldest is signed out.
MOST_SESSIONS = 100
# Two tabs of one client that refresh at once are a race, not a theft.
RACE_SECONDS = 10


class _Keys:
    """The signing key, set once when the app is built."""

    jwt = ""


def configure(jwt_secret_key: str) -> None:
    """Set the key that signs tokens."""
    _Keys.jwt = jwt_secret_key


def register(email: str, password: str, name: str | None, device: Device) -> SignedIn:
    """Create a user with a personal workspace and sign them in.

    Invalid for a password that is easily guessed, Conflict when the e-mail is taken.
    """
    weakness = passwords.weakness(password, email)
    if weakness:
        raise Invalid.at("/password", weakness, "weak_password")
    user: Document = {
        "_id": fresh_id(),
        "email": email.lower(),
        "password_hash": passwords.hash_password(password),
        "name": name or email.partition("@")[0],
        "role": "user",
        "verified": False,
        "created_at": _now(),
        "revision": 0,
        "devices": [{"mark": device.mark(_Keys.jwt), "at": _now()}],
    }
    try:
        store.insert_user(user, lambda session: workspaces.create_personal(user["_id"], session))
    except AlreadyThere:
        raise Conflict("This e-mail is registered already.", code="email_taken") from None
    return _open_session(user)


def login(email: str, password: str, device: Device) -> SignedIn:
    """Sign in; the same answer, after the same time, for a wrong password and an unknown user.

    TooManyRequests, whatever the password, when there were too many wrong ones (app/auth/guessing.py).
    """
    user = store.find_user_by_email(email.lower())
    mark = device.mark(_Keys.jwt)
    known = guessing.is_known(user.get("devices", ()) if user else (), mark, _now())
    bounds = guessing.bounds_of(email.lower(), device, mark if known else None)
    # Counted before it is looked at: of a hundred guesses at once, too, only ten are.
    attempts.count(bounds)
    if not passwords.is_right(password, user["password_hash"] if user else None) or user is None:
        raise Unauthorized("E-mail or password is wrong.", code="invalid_credentials")
    attempts.take_back(bounds)
    _remember(user, mark)
    return _open_session(user)


def _remember(user: Document, mark: str) -> None:
    """Let a device that has just proven itself be a known one; a stored mark is renewed once a day."""
    now = _now()
    if not any(device["mark"] == mark and device["at"] > now - timedelta(days=1) for device in user.get("devices", ())):
        store.remember_device(user["_id"], mark, now, guessing.MOST_DEVICES)


def _open_session(user: Document) -> SignedIn:
    now = _now()
    session: Document = {
        "_id": fresh_id(),
        "user_id": user["_id"],
        "generation": 0,
        "created_at": now,
        "rotated_at": now,
        "expires_at": now + timedelta(days=REFRESH_DAYS),
        "revoked_at": None,
    }
    store.insert_session(session)
    store.revoke_sessions({"_id": {"$in": store.sessions_beyond(user["_id"], MOST_SESSIONS)}}, now)
    return SignedIn(user, access_tokens.issue(_Keys.jwt, user["_id"], session["_id"], 0, now))


def refresh(refresh_token: str, device: Device) -> SignedIn:
    """The next pair of a session.

    Each refresh token works once; again within RACE_SECONDS it gives the same new pair, later it is taken for theft
    and the whole session is revoked.
    """
    try:
        session_id, generation = access_tokens.read_refresh(_Keys.jwt, refresh_token)
    except access_tokens.BadToken:
        raise Unauthorized("Not a refresh token.", code="invalid_token") from None
    now = _now()
    session = store.rotate(session_id, generation, now, now + timedelta(days=REFRESH_DAYS))
    session = session or _of_race(session_id, generation, now)
    user = store.find_user(session["user_id"])
    if user is None:
        raise Unauthorized("The user does not exist any more.", code="invalid_token")
    _remember(user, device.mark(_Keys.jwt))
    pair = access_tokens.issue(_Keys.jwt, user["_id"], session_id, session["generation"], session["rotated_at"])
    return SignedIn(user, pair)


def _of_race(session_id: ObjectId, generation: int, now: datetime) -> Document:
    """The session that a twin request has just rotated; else Unauthorized, and theft revokes the session."""
    session = store.find_session(session_id)
    if session is None or session["revoked_at"] or session["expires_at"] <= now:
        raise Unauthorized("The session is over; sign in again.", code="session_over")
    age = (now - session["rotated_at"]).total_seconds()
    if session["generation"] == generation + 1 and age <= RACE_SECONDS:
        return session
    store.revoke_sessions({"_id": session_id}, now)
    raise Unauthorized("This refresh token was used before; the session is revoked.", code="refresh_token_reused")


def logout(session_id: str) -> None:
    """End one session."""
    store.revoke_sessions({"_id": ObjectId(session_id)}, _now())


def logout_all(user_id: ObjectId) -> None:
    """End every session of a user."""
    store.revoke_sessions({"user_id": user_id}, _now())


def get_user(user_id: ObjectId) -> Document:
    """A user; NotFound."""
    user = store.find_user(user_id)
    if user is None:
        raise NotFound("There is no such user.")
    return user


def update_user(user_id: ObjectId, changes: Mapping[str, Any], match: Precondition = ANY) -> Document:
    """Change a user's name; of several who change the same revision with If-Match one succeeds.

    PreconditionFailed for the others. Without If-Match each is written, one after the other.
    """
    while True:
        user = get_user(user_id)
        match.check(user)
        changed = store.update_user(user_id, user["revision"], changes)
        if changed is not None:
            return changed


def identify(token: str, workspace_header: str | None) -> Caller:
    """Who a bearer token belongs to and where they act: one Redis read, MongoDB behind it.

    Raises Unauthorized, or NotFound when the workspace is not one of theirs. When neither store answers, the store's
    own error rises: without the truth nobody is let in.
    """
    try:
        claims = access_tokens.read_access(_Keys.jwt, token)
    except access_tokens.BadToken as error:
        code = "token_expired" if error.expired else "invalid_token"
        raise Unauthorized("The access token is not valid (any more).", code=code) from None
    session_id, user_id = claims["sid"], claims["sub"]
    return _caller(session_id, user_id, _context_of(session_id, user_id), workspace_header)


def _context_of(session_id: str, user_id: str) -> UserContext:
    """The context of a user whose session this is; Unauthorized when it is over, or somebody else's."""
    cached = session_cache.find(session_id, user_id)
    owner = cached.owner or _owner_of(session_id)
    if owner == session_cache.REVOKED:
        raise Unauthorized("The session is over; sign in again.", code="session_over")
    if owner != user_id:
        raise Unauthorized("The access token is not valid.", code="invalid_token")
    context = cached.context or _load_context(user_id)
    if None in cached:
        session_cache.keep(session_id, user_id, context)
    return context


def _owner_of(session_id: str) -> str:
    """The user of a session, or REVOKED, from MongoDB."""
    session = store.find_session(ObjectId(session_id))
    return str(session["user_id"]) if session and not session["revoked_at"] else session_cache.REVOKED


def _load_context(user_id: str) -> UserContext:
    user = store.find_user(ObjectId(user_id))
    if user is None:
        raise Unauthorized("The session is over; sign in again.", code="session_over")
    return {
        "role": user["role"],
        "personal": str(user["personal_workspace_id"]),
        "places": {
            str(place["_id"]): (place["role"], place["currency"], place["locale"], place["time_zone"])
            for place in workspaces.list_of(user["_id"])
        },
    }


def _caller(session_id: str, user_id: str, context: UserContext, workspace_header: str | None) -> Caller:
    workspace_id = context["personal"] if workspace_header is None else workspace_header
    place = context["places"].get(workspace_id)
    if place is None:
        raise NotFound("There is no such workspace.")
    return Caller(ObjectId(user_id), session_id, context["role"], ObjectId(workspace_id), *place)


def _now() -> datetime:
    """Now, in the milliseconds MongoDB keeps: a token issued from what was read back must be the same."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
