"""Questions that follow another: and in October? only at Rewe; compared with the year before?"""

from dataclasses import replace
from typing import Any

from app.ai.questions.comparing import compared
from app.ai.questions.draft import Draft
from app.ai.questions.plan import Filters, Names, Plan
from app.ai.questions.spans import ALL_TIME, Span, unit_of
from app.ai.questions.vocabulary import Setting

_NAMES = ("category", "merchant", "account_id", "tag")


def follows(draft: Draft) -> bool:
    """Whether a question is a piece of one, or points back at the one before."""
    cue = any(place == 0 for place in draft.places.get("follow", ()))
    says = set(draft.values("kind")) - ({"any"} if not draft.periods else set())
    fragment = not says and not draft.has("which") and not _stands_alone(draft)
    return cue or draft.has("back") or fragment


def _stands_alone(draft: Draft) -> bool:
    measures = set(draft.values("measure"))
    alone = measures & {"balance", "net_worth", "savings_rate"}
    return bool(alone or (measures and draft.names.kinds()))


def followed(previous: Plan, draft: Draft, new: Plan, setting: Setting) -> Plan:
    """Returns the plan before with what the new question says differently; `new` is the plan of its words alone."""
    plan = replace(previous, **_changes(previous, draft, new))
    plan = replace(plan, filters=_filters(previous, draft, new), exclude=_exclude(previous, new))
    main = Span(previous.from_, previous.to, unit_of(previous.from_, previous.to, setting.today))
    main, other = compared(draft, setting, None if main == ALL_TIME else main)
    said = draft.periods or draft.has("relative")
    if said:
        return replace(plan, from_=main.from_, to=main.to, **_compare(other))
    return plan


def _compare(other: Span | None) -> dict[str, Any]:
    return {"compare_from": other.from_ if other else None, "compare_to": other.to if other else None}


def _changes(previous: Plan, draft: Draft, new: Plan) -> dict[str, Any]:
    """The fields a new question sets: a measure, a kind, groups, a currency."""
    changes: dict[str, Any] = {}
    if draft.has("measure", "list_some", "per", "each", "often", "visits", "top"):
        changes |= {"measure": new.measure, "per": new.per, "limit": new.limit, "order": new.order}
        changes |= {"group_by": "none"} if draft.has("list_some") or new.measure != previous.measure else {}
    if draft.has("which", "group"):
        changes |= {"group_by": new.group_by, "limit": new.limit, "order": new.order}
    if {"expense", "income", "net", "transfer", "refund"} & set(draft.values("kind")) or draft.names.category:
        changes["kind"] = new.kind
    if draft.has("in_currency"):
        changes["currency"] = new.currency
    if new.measure in ("list", "first_date", "last_date") and "measure" in changes:
        changes |= {"compare_from": None, "compare_to": None}
    return changes


def _filters(previous: Plan, draft: Draft, new: Plan) -> Filters:
    said = draft.names.kinds()
    kept = {kind: getattr(new.filters, kind) or getattr(previous.filters, kind) for kind in _NAMES}
    narrows = draft.behind_strong or draft.has("back")
    if "category" in said and "merchant" not in said and not draft.has("back"):
        kept["merchant"] = ()
    if "merchant" in said and "category" not in said and not narrows:
        kept["category"] = ()
    bounds = (new if draft.amounts else previous).filters
    return Filters(
        **kept,
        text=new.filters.text or previous.filters.text,
        weekday=new.filters.weekday or previous.filters.weekday,
        amount_min=bounds.amount_min,
        amount_max=bounds.amount_max,
    )


def _exclude(previous: Plan, new: Plan) -> Names:
    return Names(**{
        kind: (*getattr(previous.exclude, kind), *getattr(new.exclude, kind)) for kind in _NAMES
    })  # fmt: skip
