"""/workspaces: the workspaces of a user, and their base currency, locale and time zone."""

from bson import ObjectId
from flask import Response

from app.infra.blueprint import ApiBlueprint
from app.infra.conditional import answer_resource, precondition
from app.infra.documentation.operations import RESOURCE
from app.infra.identity import caller
from app.infra.pagination import page
from app.workspaces import service
from app.workspaces.documents import WorkspaceChanges
from app.workspaces.schemas import WorkspaceOut, WorkspacePage, WorkspacePatch, workspace_out

blp = ApiBlueprint("workspaces", __name__, url_prefix="/api/v1/workspaces", tag="Workspaces")


@blp.route("", access="user")
@blp.response(200, WorkspacePage)
def list_workspaces() -> Response:
    """List the workspaces you belong to.

    A request acts in the personal one, or in the one that X-Workspace-Id names.
    """
    return page([workspace_out(workspace) for workspace in service.list_of(caller().user_id)], None)


@blp.route("/<oid:workspace_id>", access="user")
@blp.response(200, WorkspaceOut, headers=RESOURCE)
def get_workspace(workspace_id: str) -> Response:
    """Read a workspace.

    With your role in it.
    """
    workspace = service.get(caller().user_id, ObjectId(workspace_id))
    return answer_resource(workspace, workspace_out(workspace))


@blp.route("/<oid:workspace_id>", methods=["PATCH"], access="user")
@blp.body(WorkspacePatch)
@blp.response(200, WorkspaceOut, headers=RESOURCE)
def update_workspace(body: WorkspaceChanges, workspace_id: str) -> Response:
    """Change a workspace's name, base currency, locale or time zone.

    The locale decides between two readings of a date or a number, the time zone what today is. Viewers may not.
    """
    workspace = service.update(caller().user_id, ObjectId(workspace_id), body, precondition())
    return answer_resource(workspace, workspace_out(workspace))
