"""From a checked access token to the caller of a request; a wrong token becomes a problem document.

flask-jwt-extended asks here whether a token is revoked, and how to answer each of its errors.
"""

from collections.abc import Mapping

from bson import ObjectId
from flask import Flask, Response, current_app, g
from flask_jwt_extended import JWTManager
from flask_jwt_extended.exceptions import JWTDecodeError
from flask_jwt_extended.internal_utils import verify_token_not_blocklisted

from app.auth import service
from app.auth.access_tokens import CONFIGURATION, Claims, check_access_token, forget_checked_tokens
from app.infra.caller import Caller
from app.infra.errors import problem_response
from app.infra.problems import NotFound, Unauthorized
from app.infra.session_cache import UserContext

_manager = JWTManager()


def check_tokens(app: Flask, jwt_secret_key: str) -> None:
    """Set up flask-jwt-extended for the access tokens of an app."""
    app.config.update(CONFIGURATION, JWT_SECRET_KEY=jwt_secret_key)
    _manager.init_app(app)
    forget_checked_tokens()


def find_caller(token: str, workspace_header: str | None) -> Caller:
    """Returns who a bearer token belongs to and where they act: one Redis read, MongoDB behind it.

    Raises the errors of flask-jwt-extended, which the functions below answer; Unauthorized; NotFound when the workspace
    is not one of theirs. When neither store answers, the store's own error rises: without the truth nobody is let in.
    """
    claims = check_access_token(token)
    verify_token_not_blocklisted({}, dict(claims))
    return _caller(claims, g.user_context, workspace_header)


@_manager.decode_key_loader
def _key_of(_header: object, unverified_claims: Mapping[str, object]) -> str:
    """The signing key; refuses a token without a type, which the library would take for an access token."""
    if "type" not in unverified_claims:
        raise JWTDecodeError("Missing claim: type")
    return str(current_app.config["JWT_SECRET_KEY"])


@_manager.token_in_blocklist_loader
def _is_revoked(_header: object, claims: Claims) -> bool:
    """Whether the token's session is over. What was read for it, the user's role and workspaces, is kept in `g`."""
    g.user_context = context = service.find_context(claims["sid"], claims["sub"])
    return context is None


def _caller(claims: Claims, context: UserContext, workspace_header: str | None) -> Caller:
    workspace_id = context["personal"] if workspace_header is None else workspace_header
    place = context["places"].get(workspace_id)
    if place is None:
        raise NotFound("There is no such workspace.")
    return Caller(ObjectId(claims["sub"]), claims["sid"], context["role"], ObjectId(workspace_id), *place)


@_manager.expired_token_loader
def _answer_expired(_header: object, _claims: object) -> Response:
    return _unauthorized("The access token is not valid (any more).", "token_expired")


@_manager.invalid_token_loader
def _answer_invalid(_reason: str) -> Response:
    return _unauthorized("The access token is not valid (any more).", "invalid_token")


@_manager.revoked_token_loader
def _answer_revoked(_header: object, _claims: object) -> Response:
    return _unauthorized("The session is over; sign in again.", "session_over")


def _unauthorized(detail: str, code: str) -> Response:
    return problem_response(Unauthorized(detail, code=code))
