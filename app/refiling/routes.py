"""/rules/preview and /rules/apply: apply rules and merchants' categories to existing transactions."""

from flask import Response

from app.infra.blueprint import ApiBlueprint, answer
from app.infra.documentation.operations import STARTED
from app.infra.idempotency import new_id
from app.infra.identity import scope
from app.jobs.answers import accepted
from app.refiling import service
from app.refiling.requests import Request
from app.refiling.schemas import ApplyIn, PreviewIn, PreviewOut, RefileStarted, preview_out

blp = ApiBlueprint("refiling", __name__, url_prefix="/api/v1/rules", tag="Rules")


@blp.route("/preview", methods=["POST"], access="read")
@blp.body(PreviewIn)
@blp.response(200, PreviewOut)
def preview_rule(body: Request) -> Response:
    """Show what a rule would change in existing transactions.

    For a saved rule, one that is only a draft, or a merchant's new category; nothing is changed.
    """
    return answer(preview_out(service.preview(scope(), body)))


@blp.route("/apply", methods=["POST"])
@blp.body(ApplyIn)
@blp.response(202, RefileStarted, headers=STARTED)
@blp.alt_response(
    200, schema=RefileStarted, description="Finished within the time of `Prefer: wait=N`.", headers=STARTED
)
def apply_rules(body: Request) -> Response:
    """Apply rules to existing transactions.

    One rule, all rules, or a merchant's category, which is learned for later transactions too. Fields that a
    user set stay. The work is a job.
    """
    return accepted(service.start(scope(), body, new_id()))
