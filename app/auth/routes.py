"""/auth: registration, sign-in and sign-out, refresh, and the signed-in user."""

from flask import Response, request

from app.auth import service
from app.auth.documents import UserChanges
from app.auth.guessing import Device
from app.auth.schemas import (
    LoginIn,
    MePatch,
    RefreshIn,
    RegisterIn,
    SignedInOut,
    UserOut,
    signed_in_out,
    user_out,
)
from app.infra.blueprint import ApiBlueprint, answer, no_content
from app.infra.conditional import answer_resource, precondition
from app.infra.documentation.operations import RESOURCE, problem_ref
from app.infra.identity import caller
from app.infra.limits import limiter

blp = ApiBlueprint("auth", __name__, url_prefix="/api/v1/auth", tag="Auth")

_UNAUTHORIZED = {"responses": {"401": problem_ref(401)}}


def _device() -> Device:
    return Device(request.remote_addr or "", request.headers.get("User-Agent", ""))


@blp.route("/register", methods=["POST"], access="public")
@limiter.limit("300 per minute")
@limiter.limit("2000 per day")
@blp.body(RegisterIn)
@blp.response(201, SignedInOut)
def register(body: dict) -> Response:
    """Register with e-mail and password.

    Creates the user with a personal workspace, and signs in: the answer holds the first pair of tokens.
    """
    signed_in = service.register(body["email"], body["password"], body.get("name"), _device())
    return answer(signed_in_out(signed_in), 201)


@blp.route("/login", methods=["POST"], access="public")
# Whatever is sent; wrong passwords are counted by the service, when it is known whose they are.
@limiter.limit("300 per minute")
@blp.doc(**_UNAUTHORIZED)
@blp.body(LoginIn)
@blp.response(200, SignedInOut)
def login(body: dict) -> Response:
    """Sign in.

    The access token goes into `Authorization: Bearer` and lasts `expires_in` seconds; the refresh token buys the next
    pair. A wrong password and an unknown address get the same answer.
    """
    return answer(signed_in_out(service.login(body["email"], body["password"], _device())))


@blp.route("/refresh", methods=["POST"], access="public")
@limiter.limit("120 per minute")
@blp.doc(**_UNAUTHORIZED)
@blp.body(RefreshIn)
@blp.response(200, SignedInOut)
def refresh(body: dict) -> Response:
    """Exchange a refresh token for the next pair.

    Each refresh token works once. One that is used again ends the session, as somebody else may have it.
    """
    return answer(signed_in_out(service.refresh(body["refresh_token"], _device())))


@blp.route("/logout", methods=["POST"], access="user")
@blp.response(204)
def logout() -> Response:
    """End this session.

    Its access token and its refresh token are refused from then on.
    """
    service.logout(caller().session_id)
    return no_content()


@blp.route("/logout-all", methods=["POST"], access="user")
@blp.response(204)
def logout_all() -> Response:
    """End every session of yours.

    On all devices, this one too.
    """
    service.logout_all(caller().user_id)
    return no_content()


@blp.route("/me", access="user")
@blp.response(200, UserOut, headers=RESOURCE)
def get_me() -> Response:
    """Read who you are.

    The signed-in user; the workspaces are at /workspaces.
    """
    user = service.get_user(caller().user_id)
    return answer_resource(user, user_out(user))


@blp.route("/me", methods=["PATCH"], access="user")
@blp.body(MePatch)
@blp.response(200, UserOut, headers=RESOURCE)
def update_me(body: UserChanges) -> Response:
    """Change your name.

    Only what is sent changes.
    """
    user = service.update_user(caller().user_id, body, precondition())
    return answer_resource(user, user_out(user))
