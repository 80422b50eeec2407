"""Asks language models for a workspace, within what it allows, and shows what they were asked and what that cost.

Only workers ask. Whoever does must be able to go on without an answer: ModelError says why there is none.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from bson import ObjectId

from app.infra.connections import redis
from app.infra.database.keyset import Place, older_than
from app.infra.database.mongo import Scope
from app.infra.problems import NotFound
from app.models import store
from app.models.asking import Question, ask_engine
from app.models.documents import Call, Usage
from app.models.engines.interface import Answer, ModelError, Prompt, Reply
from app.models.engines.registry import Configured, configured, load_engine
from app.models.limits import Limits, Standing
from app.models.prices import MICRO
from app.workspaces import service as workspaces
from app.workspaces.documents import AiSettings

LOCAL = "local"


def ask(scope: Scope, prompt: Prompt[Answer], masked: Mapping[str, int], seconds: float) -> Reply[Answer]:
    """Returns a model's answer to a redacted prompt, within some seconds; `masked` counts by kind what was left out.

    Raises ModelError, also where no model is configured or the workspace wants none.
    """
    chosen, engine = workspaces.ai_settings(scope.workspace_id), load_engine()
    if engine is None or not chosen["enabled"] or chosen["engine"] == LOCAL:
        raise ModelError("unavailable", "No model is configured, or the workspace wants none.")
    return ask_engine(engine, Question(scope, prompt, masked, _cap_micro(chosen), seconds))


def may_ask(scope: Scope) -> bool:
    """Returns whether a model could be asked now: one is configured, wanted, in order and within the day's cap."""
    chosen, names = workspaces.ai_settings(scope.workspace_id), configured()
    if names is None or not chosen["enabled"] or chosen["engine"] == LOCAL:
        return False
    standing = _standing(scope, names)
    left = standing.spent_micro is not None and standing.spent_micro < _cap_micro(chosen)
    return left and standing.circuit != "open"


def missing(scope: Scope) -> str | None:
    """Returns a sentence that says why no model is asked in this workspace; None where one is configured and wanted."""
    if configured() is None:
        return "No language model is configured: set GEMINI_API_KEY."
    chosen = workspaces.ai_settings(scope.workspace_id)
    if not chosen["enabled"] or chosen["engine"] == LOCAL:
        return "The workspace has switched language models off: PATCH /workspaces/{id} with ai allows them."
    return None


def engine_name() -> str:
    """Returns the name of the engine that is asked."""
    names = configured()
    return names.engine if names else LOCAL


def self_test() -> None:
    """Raise RuntimeError where requests to the configured model would not leave as they have to; asks nobody."""
    engine = load_engine()
    if engine is not None:
        engine.self_test()


def list_calls(scope: Scope, before: Place | None, limit: int) -> Iterator[Call]:
    """Returns calls older than `before`, newest first, one more than `limit` if there are more."""
    return store.page(scope, older_than(before), limit + 1)


def get_call(scope: Scope, call_id: ObjectId) -> Call:
    """Returns a call of this workspace; raises NotFound."""
    call = store.find(scope, call_id)
    if call is None:
        raise NotFound("There is no such call.")
    return call


def usage(scope: Scope) -> Usage:
    """Returns what the workspace asked of models today (UTC), and what is left of its cap."""
    now, chosen = datetime.now(UTC), workspaces.ai_settings(scope.workspace_id)
    names = configured()
    standing = _standing(scope, names) if names else Standing(0, "closed")
    cap, spent = _cap_micro(chosen), standing.spent_micro
    return Usage(
        engine=names.engine if names else LOCAL,
        model=names.model if names else None,
        configured=names is not None,
        day=store.usage(scope, now.replace(hour=0, minute=0, second=0, microsecond=0)),
        cap_micro=cap,
        left_micro=None if spent is None else max(0, cap - spent),
        circuit=standing.circuit,
    )


def _standing(scope: Scope, names: Configured) -> Standing:
    return Limits(redis, names.engine).standing(str(scope.workspace_id), datetime.now(UTC).date())


def _cap_micro(chosen: AiSettings) -> int:
    return int(Decimal(chosen["daily_cap"]) * MICRO)
