"""The kinds of jobs: which task does each, and in which lane it queues."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.infra.queues.lanes import AI, BULK, INTERACTIVE


@dataclass(frozen=True, slots=True)
class Kind:
    """The name of the task that does a job, its lane, and the kind that clients know it as, if that is another."""

    task: str
    lane: str
    shown: str | None = None


KINDS: Mapping[str, Kind] = {
    "import": Kind("tasks.import_statement", BULK),
    "undo": Kind("tasks.undo_import", BULK),
    "refile": Kind("tasks.apply_rules", BULK),
    "receipt": Kind("tasks.read_receipt", AI),
    "capture": Kind("tasks.capture_text", INTERACTIVE),
    "ask": Kind("tasks.ask_model", AI),
    "capture_ai": Kind("tasks.read_unsure_text", AI, shown="capture"),
    "summarize": Kind("tasks.summarize_transaction", AI),
    "summarize_many": Kind("tasks.summarize_transactions", AI),
    "coach": Kind("tasks.word_advice", AI),
    "categorise": Kind("tasks.categorise_unknown", AI),
}


def shown_kind(kind: str) -> str:
    """Returns the kind that clients know a job as."""
    return (KINDS[kind].shown if kind in KINDS else None) or kind
