"""Before any view: decides whether its route needs a caller, has one found (app/auth/bearer.py), and keeps it."""

from collections.abc import Callable

from flask import Flask, g, request

from app.infra.caller import WRITING_ROLES, Caller
from app.infra.connections import mongo
from app.infra.database.mongo import Scope
from app.infra.problems import Forbidden, Unauthorized

# (bearer token, workspace header) -> Caller; raises for a wrong token, NotFound for a foreign workspace.
Identify = Callable[[str, str | None], Caller]


def require_identity(app: Flask, identify: Identify) -> None:
    """Authenticate every request whose view is not public, before its body is read or counted."""

    def authenticate() -> None:
        access = _access_of_view(app)
        if access == "public":
            return
        found = identify(_bearer(), None if access in ("user", "admin") else request.headers.get("X-Workspace-Id"))
        g.caller = found
        if access == "admin" and found.role != "admin":
            raise Forbidden("This needs the role admin.")
        if access == "write" and found.workspace_role not in WRITING_ROLES:
            raise Forbidden("A viewer may read this workspace, not change it.")

    app.before_request(authenticate)


def _access_of_view(app: Flask) -> str:
    """The route's `access`; pages outside the API (docs, health, unknown paths) carry none and are public.

    So is OPTIONS, which Flask answers itself: what methods there are is in the documentation, too.
    """
    if request.method == "OPTIONS":
        return "public"
    view = app.view_functions.get(request.endpoint or "")
    return getattr(view, "access", "public")


def _bearer() -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Unauthorized("Send an access token: Authorization: Bearer <token>.")
    return token.strip()


def caller() -> Caller:
    """Returns the authenticated caller of the present request."""
    found: Caller = g.caller
    return found


def scope() -> Scope:
    """Returns the collections of the workspace the caller acts in."""
    return mongo.scope_of_a_person(caller().workspace_id)
