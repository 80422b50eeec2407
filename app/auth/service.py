"""Registers users, signs them in and out, refreshes their sessions, and finds what a session may do."""

from datetime import UTC, datetime, timedelta

from bson import ObjectId

from app.auth import guessing, passwords, store
from app.auth.access_tokens import issue_access_token
from app.auth.documents import Session, SignedIn, User, UserChanges
from app.auth.guessing import Device
from app.auth.refresh_tokens import BadRefreshToken, issue_refresh_token, read_refresh_token
from app.infra import session_cache
from app.infra.connections import attempts
from app.infra.database.errors import AlreadyThere
from app.infra.database.ids import fresh_id
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
    """The key of refresh tokens and device marks, set once when the app is built."""

    jwt = ""


def configure(jwt_secret_key: str) -> None:
    """Set the key that signs refresh tokens and marks devices."""
    _Keys.jwt = jwt_secret_key


def register(email: str, password: str, name: str | None, device: Device) -> SignedIn:
    """Create a user with a personal workspace and sign them in.

    Invalid for a password that is easily guessed, Conflict when the e-mail is taken.
    """
    weakness = passwords.weakness(password, email)
    if weakness:
        raise Invalid.at("/password", weakness, "weak_password")
    user: User = {
        "_id": fresh_id(),
        "email": email.lower(),
        "password_hash": passwords.hash_password(password),
        "name": name or email.partition("@")[0],
        "role": "user",
        "verified": False,
        "created_at": _now(),
        "revision": 0,
        "personal_workspace_id": fresh_id(),
        "devices": [{"mark": device.mark(_Keys.jwt), "at": _now()}],
    }
    try:
        store.insert_user(
            user, lambda session: workspaces.create_personal(user["personal_workspace_id"], user["_id"], session)
        )
    except AlreadyThere:
        raise Conflict("This e-mail is registered already.", code="email_taken") from None
    return _open_session(user)


def login(email: str, password: str, device: Device) -> SignedIn:
    """Sign in; the same error, after the same time, for a wrong password and an unknown user.

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


def _remember(user: User, mark: str) -> None:
    """Record the device of a successful sign-in as known; a stored mark is renewed once a day."""
    now = _now()
    if not any(device["mark"] == mark and device["at"] > now - timedelta(days=1) for device in user.get("devices", ())):
        store.remember_device(user["_id"], mark, now, guessing.MOST_DEVICES)


def _open_session(user: User) -> SignedIn:
    now = _now()
    session: Session = {
        "_id": fresh_id(),
        "user_id": user["_id"],
        "generation": 0,
        "created_at": now,
        "rotated_at": now,
        "expires_at": now + timedelta(days=REFRESH_DAYS),
        "revoked_at": None,
    }
    store.insert_session(session)
    store.revoke_sessions(store.sessions_beyond(user["_id"], MOST_SESSIONS), now)
    return _signed_in(user, session)


def _signed_in(user: User, session: Session) -> SignedIn:
    """Returns the tokens of the session's generation; the same session gives the same tokens."""
    access = issue_access_token(user["_id"], session["_id"], session["generation"], session["rotated_at"])
    return SignedIn(user, access, issue_refresh_token(_Keys.jwt, session["_id"], session["generation"]))


def refresh(refresh_token: str, device: Device) -> SignedIn:
    """Returns the next pair of a session.

    Each refresh token works once; again within RACE_SECONDS it gives the same new pair, later it is taken for theft
    and the whole session is revoked.
    """
    try:
        session_id, generation = read_refresh_token(_Keys.jwt, refresh_token)
    except BadRefreshToken:
        raise Unauthorized("Not a refresh token.", code="invalid_token") from None
    now = _now()
    session = store.rotate(session_id, generation, now, now + timedelta(days=REFRESH_DAYS))
    session = session or _of_race(session_id, generation, now)
    user = store.find_user(session["user_id"])
    if user is None:
        raise Unauthorized("The user does not exist any more.", code="invalid_token")
    _remember(user, device.mark(_Keys.jwt))
    return _signed_in(user, session)


def _of_race(session_id: ObjectId, generation: int, now: datetime) -> Session:
    """The session, when a parallel request has just rotated it; else Unauthorized, and theft revokes the session."""
    session = store.find_session(session_id)
    if session is None or session["revoked_at"] or session["expires_at"] <= now:
        raise Unauthorized("The session is over; sign in again.", code="session_over")
    age = (now - session["rotated_at"]).total_seconds()
    if session["generation"] == generation + 1 and age <= RACE_SECONDS:
        return session
    store.revoke_sessions([session_id], now)
    raise Unauthorized("This refresh token was used before; the session is revoked.", code="refresh_token_reused")


def logout(session_id: str) -> None:
    """End one session."""
    store.revoke_sessions([ObjectId(session_id)], _now())


def logout_all(user_id: ObjectId) -> None:
    """End every session of a user."""
    store.revoke_sessions(store.living_sessions(user_id), _now())


def get_user(user_id: ObjectId) -> User:
    """Returns a user; NotFound."""
    user = store.find_user(user_id)
    if user is None:
        raise NotFound("There is no such user.")
    return user


def update_user(user_id: ObjectId, changes: UserChanges, match: Precondition = ANY) -> User:
    """Change a user's name; of several who change the same revision with If-Match one succeeds.

    PreconditionFailed for the others. Without If-Match each is written, one after the other.
    """
    while True:
        user = get_user(user_id)
        match.check(user)
        changed = store.update_user(user_id, user["revision"], changes)
        if changed is not None:
            return changed


def names_of_members(workspace_id: ObjectId) -> list[str]:
    """Returns the names of a workspace's users."""
    return store.names_of(workspaces.members(workspace_id))


def find_context(session_id: str, user_id: str) -> UserContext | None:
    """Returns the role and workspaces of a session's user by one Redis read, MongoDB behind it; None when it is over.

    Unauthorized when the session is somebody else's.
    """
    cached = session_cache.find(session_id, user_id)
    owner = cached.owner or _owner_of(session_id)
    if owner == session_cache.REVOKED:
        return None
    if owner != user_id:
        raise Unauthorized("The access token is not valid.", code="invalid_token")
    context = cached.context or _load_context(ObjectId(user_id))
    if context is not None and None in cached:
        session_cache.keep(session_id, user_id, context)
    return context


def _owner_of(session_id: str) -> str:
    """The user of a session, or REVOKED, from MongoDB."""
    session = store.find_session(ObjectId(session_id))
    return str(session["user_id"]) if session and not session["revoked_at"] else session_cache.REVOKED


def _load_context(user_id: ObjectId) -> UserContext | None:
    """From MongoDB; None when the user does not exist any more."""
    user = store.find_user(user_id)
    if user is None:
        return None
    places = {
        str(place["_id"]): (place["role"], place["currency"], place["locale"], place["time_zone"])
        for place in workspaces.list_of(user_id)
    }
    return {"role": user["role"], "personal": str(user["personal_workspace_id"]), "places": places}


def _now() -> datetime:
    """Now, in the milliseconds MongoDB keeps: a token issued from what was read back must be the same."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
