"""What a question says that no plan can mean, or that is no question about one's own money."""

from dataclasses import replace

from app.ai.questions.draft import Draft
from app.ai.questions.plan import Filters, Plan

OF_ACCOUNTS = frozenset(["balance", "net_worth"])
_UNGROUPED = frozenset(["list", "first_date", "last_date", "balance", "net_worth", "savings_rate"])
# A question that begins with these asks the program to do something.
_COMMANDS = frozenset(["pay", "buy", "order", "send", "transfer", "move", "cancel", "shop", "go", "kaufe", "bezahle"])
_YES_OR_NO = frozenset(["is", "was", "were", "are"])
_RANKED = frozenset(["sum", "average", "median"])
_US = frozenset(["me", "us", "mir", "uns", "moi", "nous", "my", "our", "mein", "meine", "mon", "ma", "mes"])


class Refused(Exception):
    """A question that has no plan, with the reason's name."""


def check(draft: Draft, plan: Plan, *, whole: bool) -> None:
    """Raises Refused if a plan leaves out what the words say; a question that follows another need not be whole."""
    ranks = draft.has("most", "least", "often", "more") and plan.measure in _RANKED
    ranks = ranks or (draft.has("most", "least") and plan.measure == "count")
    asks_whether = bool(draft.amounts) and draft.keys[0] in _YES_OR_NO
    reasons = {
        "groups": plan.group_by != "none" and plan.measure in _UNGROUPED,
        "several": plan.per != "none" and plan.measure not in ("average", "count"),
        "account": plan.measure in OF_ACCOUNTS and replace(plan.filters, account_id=()) != Filters(),
        "compare": plan.compare_from is not None and plan.measure in ("list", "first_date", "last_date"),
        "rank": (ranks and plan.group_by == "none" and plan.compare_to is None and plan.kind != "net") or asks_whether,
        "others": draft.has("third") and not _US & set(draft.keys) and not _cost_then(draft),
        "command": draft.keys[0] in _COMMANDS,
        "which": draft.which_of and plan.group_by == "none" and plan.measure != "list",
        "dearer": draft.has("dearer") and plan.compare_to is None,
        "vague": draft.has("end") and plan.measure not in OF_ACCOUNTS,
        "nothing": draft.has("own") and "any" not in draft.values("kind"),
    }
    reason = next((reason for reason, applies in reasons.items() if applies), None)
    if whole:
        reason = reason or _unfinished(draft, plan)
    if reason:
        raise Refused(reason)


def _cost_then(draft: Draft) -> bool:
    """Whether it asks what something came to in a past time: what did dining out cost last month."""
    return draft.has("costs") and bool(draft.periods) and "now" not in draft.values("third")


def _unfinished(draft: Draft, plan: Plan) -> str | None:
    if not says_something(draft):
        return "nothing"
    return "vague" if _is_a_price(draft, plan) else None


def _is_a_price(draft: Draft, plan: Plan) -> bool:
    """Whether it asks what something is, such as my rent, without a time: the sum of all years is not meant."""
    open_ = not draft.periods and not draft.has("kind", "which", "group", "per", "often", "total")
    return open_ and plan.measure == "sum" and bool(set(draft.keys) & {"is", "are", "whats", "ist", "est", "es"})


def says_something(draft: Draft) -> bool:
    """Whether there is anything to work out: money spent or earned, a name, or a measure of its own."""
    own = set(draft.values("measure")) - {"sum", "count", "average", "median", "largest", "smallest", "list"}
    if draft.periods and ("list" in draft.values("measure") or draft.has("compare")):
        return True
    return bool(
        draft.has("kind", "which", "visits", "list_some", "weekday")
        or own
        or draft.names.kinds()
        or draft.text
        or draft.amounts
    )
