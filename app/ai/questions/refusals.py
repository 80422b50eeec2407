"""What a question says that no plan can mean, or that is no question about one's own money."""

from dataclasses import replace

from app.ai.questions.draft import Draft
from app.ai.questions.plan import Filters, Plan

OF_ACCOUNTS = frozenset(["balance", "net_worth"])
_UNGROUPED = frozenset(["list", "first_date", "last_date", "balance", "net_worth", "savings_rate"])
# A question that begins with these asks the program to do something.
_COMMANDS = frozenset(
    "pay buy order send transfer move cancel shop go reserve invest renew subscribe delete remove withdraw".split()  # noqa: SIM905
) | frozenset(
    "kaufe bezahle buche uberweise kundige storniere sende schicke bestelle envoie annule cancela envia paga".split()  # noqa: SIM905
)
# These are nouns as well, and commands only before what is to be done: book me a flight, refund my order.
_COMMANDS_OF = frozenset(
    "book refund return make put deposit charge open close set add change use give get achete reserve reserva".split()  # noqa: SIM905
)
_OBJECTS = frozenset(
    "me us money cash an a the my our another some two it this un une moi le la mon ma una el mi".split()  # noqa: SIM905
)
_GIVES = frozenset(["give", "get", "make"])
_SHOWN = frozenset(["list", "breakdown", "overview", "summary", "report"])
_POLITE = frozenset("please pls kindly can could would will you and just now hey hi bitte hello".split())  # noqa: SIM905
_WISHES = frozenset(["want", "need", "like", "wanna", "gonna"])
_YES_OR_NO = frozenset(["is", "was", "were", "are"])
_RANKED = frozenset(["sum", "average", "median"])
_US = frozenset(["me", "us", "mir", "uns", "moi", "nous", "my", "our", "mein", "meine", "mon", "ma", "mes"])


_OURS = frozenset("my our mein meine unser unsere mon ma mes notre mi mis nuestro nuestra".split())  # noqa: SIM905


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
        "command": _is_command(draft.keys),
        "words": draft.has("begin") and not draft.has("when"),
        "which": draft.which_of and plan.group_by == "none" and plan.measure != "list",
        "dearer": draft.has("dearer") and plan.compare_to is None,
        "vague": (draft.has("end") and plan.measure not in OF_ACCOUNTS) or _is_unnamed(draft),
        "nothing": draft.has("own") and "any" not in draft.values("kind"),
    }
    reason = next((reason for reason, applies in reasons.items() if applies), None)
    if whole:
        reason = reason or _unfinished(draft, plan)
    if reason:
        raise Refused(reason)


def _is_command(keys: tuple[str, ...]) -> bool:
    """Whether something is to be done: an imperative, other than to give or make me what can be shown."""
    first, *rest = _bare(keys) or [""]
    if first in _GIVES and (_SHOWN & set(rest) or rest[:1] in (["me"], ["us"])):
        return False
    return first in _COMMANDS or (first in _COMMANDS_OF and bool(_OBJECTS & set(rest[:1])))


def _bare(keys: tuple[str, ...]) -> list[str]:
    """The words behind `please` and `I want to`."""
    wished = bool(_WISHES & set(keys[:4])) and "to" in keys[:5]
    if wished:
        return list(keys[keys.index("to") + 1 :])
    return [key for place, key in enumerate(keys) if not _POLITE.issuperset(keys[: place + 1])]


def _cost_then(draft: Draft) -> bool:
    """Whether it asks what something came to in a past time: what did dining out cost last month."""
    return draft.has("costs") and bool(draft.periods) and "now" not in draft.values("third")


def _unfinished(draft: Draft, plan: Plan) -> str | None:
    if not says_something(draft):
        return "nothing"
    return "vague" if is_a_price(draft, plan) and not is_own(draft) else None


def _is_unnamed(draft: Draft) -> bool:
    """Whether a ticket, a fare or a price is asked about, and not of what."""
    return draft.has("item") and not draft.names.kinds() and not draft.text


def is_own(draft: Draft) -> bool:
    """Whether what it names is the user's own: my rent, not a rent."""
    return bool(_OURS & set(draft.keys)) and bool(draft.names.category or draft.names.merchant)


def _is_open(draft: Draft) -> bool:
    return not draft.periods and not draft.has("which", "group", "per", "often", "total", "each")


def asks_what_it_costs(draft: Draft, plan: Plan) -> bool:
    """Whether it asks what something of the user's own is or costs at present, such as my rent."""
    costs = ("does" in draft.keys and draft.has("costs")) or bool({"kostet", "coute", "cuesta"} & set(draft.keys))
    return is_own(draft) and (is_a_price(draft, plan) or (costs and _is_open(draft) and plan.measure == "sum"))


def is_a_price(draft: Draft, plan: Plan) -> bool:
    """Whether it asks what something is, such as my rent, without a time: the sum of all years is not meant."""
    open_ = _is_open(draft) and (draft.has("price") or not draft.has("kind"))
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
