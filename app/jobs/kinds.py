"""The kinds of jobs: which task does each, and in which lane it queues."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.infra.queues.lanes import AI, BULK, INTERACTIVE


@dataclass(frozen=True, slots=True)
class Kind:
    """The name of the task that does a job, and its lane."""

    task: str
    lane: str


KINDS: Mapping[str, Kind] = {
    "import": Kind("tasks.import_statement", BULK),
    "undo": Kind("tasks.undo_import", BULK),
    "refile": Kind("tasks.apply_rules", BULK),
    "capture": Kind("tasks.capture_text", INTERACTIVE),
    "ask": Kind("tasks.ask_model", AI),
    "summarize": Kind("tasks.summarize_transaction", AI),
    "summarize_many": Kind("tasks.summarize_transactions", AI),
    "coach": Kind("tasks.word_advice", AI),
    "categorise": Kind("tasks.categorise_unknown", AI),
}
