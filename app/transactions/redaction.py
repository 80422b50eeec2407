"""The redactor of a workspace, through which everything passes that a language model is told of it."""

from app.ai.redaction import Redactor
from app.auth import service as auth
from app.infra.database.mongo import Scope
from app.workspaces import service as workspaces


def redactor(scope: Scope) -> Redactor:
    """Returns a redactor for one prompt, which knows the names of the workspace's members and its country."""
    region = workspaces.locale(scope.workspace_id).replace("_", "-").rpartition("-")[2]
    return Redactor(auth.names_of_members(scope.workspace_id), region if len(region) == 2 else "")
