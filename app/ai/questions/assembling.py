"""Makes a plan of what a question says, or says why there is none."""

from dataclasses import replace
from typing import Any

from babel.numbers import get_currency_precision

from app.ai.questions.comparing import compared
from app.ai.questions.draft import Draft, Named
from app.ai.questions.plan import Filters, GroupBy, Kind, Measure, Names, Order, Plan
from app.ai.questions.refusals import OF_ACCOUNTS, Refused, asks_what_it_costs, check
from app.ai.questions.spans import Span
from app.ai.questions.vocabulary import Setting, Vocabulary

# What goes before what where a question says more than one: the rate before `how much`.
_MEASURES: tuple[Measure, ...] = (
    "net_worth", "savings_rate", "balance", "first_date", "last_date", "median", "largest", "smallest", "count",
    "average", "list", "sum",
)  # fmt: skip
# They make sense together: how often on average.
_TOGETHER = {"count", "average"}
# Who receives: not the one who asks, unless that is the subject (German, French and Spanish verbs as folded).
_RECEIVES = frozenset(
    "got get gets receive receives received bekommen bekommt bekam erhalten erhielt recu recoit recibio recibe".split()  # noqa: SIM905
)
_CUSTOMER = frozenset(["i", "we", "ich", "wir", "je", "j", "nous", "yo", "he"])
_MOST_LISTED = 200
_PLURAL_LIMIT = 5


def plan_of(draft: Draft, vocabulary: Vocabulary, setting: Setting, *, whole: bool = True) -> Plan:
    """Returns the plan of a question; raises Refused. One that is not whole need not say what to work out."""
    if draft.refusal:
        raise Refused(draft.refusal)
    measure, group = _measure(draft), _group(draft)
    main, other = compared(draft, setting)
    if measure in OF_ACCOUNTS:
        main, other = _until(main), _until(other)
    per = _per(draft, group)
    if per != "none" and measure == "sum" and "list" in draft.values("measure"):
        group, per = per, "none"
    if per != "none" and measure == "sum":
        measure = "average"
    group = group if group != "none" else _compared_kind(draft, other)
    plan = Plan(
        measure=measure,
        kind=_kind(draft, vocabulary, measure),
        currency=_currency(draft) or setting.currency,
        filters=_filters(draft, setting),
        exclude=_names(draft.excluded),
        from_=main.from_,
        to=main.to,
        group_by=group,
        compare_from=other.from_ if other else None,
        compare_to=other.to if other else None,
        per=per,
        limit=_limit(draft, measure, group),
        order=_order(draft, group),
    )
    check(draft, plan, whole=whole)
    return _last_payment(plan) if whole and asks_what_it_costs(draft, plan) else plan


def _last_payment(plan: Plan) -> Plan:
    """What something is at present, such as my rent, is what was paid for it last."""
    return replace(plan, measure="list", limit=1, order="desc")


def _until(span: Any) -> Any:
    return span and Span(None, span.to)


def _measure(draft: Draft) -> Measure:
    said = set(draft.values("measure")) | _implied(draft)
    if "count" in draft.values("measure") and "much" in draft.keys:
        raise Refused("several")
    if draft.has("list_some"):
        said -= {"sum"}
    if draft.has("which") or _which_of(draft):
        said -= {"largest", "smallest", "list"}
    if "net" in draft.values("kind"):
        said -= {"balance"}
    if len(said - {"sum"}) > 1 or draft.has("group", "per", "each") or "sum" in said:
        said -= {"list"}
    if len(said - {"sum"}) > 1 and not said - {"sum"} <= _TOGETHER:
        raise Refused("several")
    return next((measure for measure in _MEASURES if measure in said), "list" if _only_names_rows(draft) else "sum")


def _implied(draft: Draft) -> set[str]:
    """The measures that are said by other words: how often, the last one, when."""
    implied = {
        "count": draft.has("often", "visits"),
        "largest": draft.has("top") and not draft.has("which"),
        "last_date": draft.has("when") and "last" in draft.values("list_some"),
        "first_date": draft.has("when") and (draft.has("begin") or "first" in draft.values("list_some")),
        "list": draft.has("list_some", "when") or (draft.which_of and not _which_of(draft)),
    }
    return {measure for measure, said in implied.items() if said}


def _which_of(draft: Draft) -> bool:
    """Whether it asks for the shop of a kind: at which supermarket do I spend most."""
    return draft.which_of and draft.has("most", "least", "often")


def _only_names_rows(draft: Draft) -> bool:
    """Whether transactions are named and nothing is asked of them: transactions at Rewe, payments over 100."""
    grouped = draft.has("which", "group", "per", "compare", "than", "more")
    return not grouped and ("any" in draft.values("kind") or bool(draft.amounts and draft.has("kind")))


def _kind(draft: Draft, vocabulary: Vocabulary, measure: Measure) -> Kind:
    said = _said_kinds(draft, vocabulary)
    if measure in OF_ACCOUNTS or measure == "savings_rate":
        return "net"
    if {"income", "expense"} <= said and "net" not in said and draft.has("and", "or", "more", "compare", "than"):
        return "net"
    for kind in ("refund", "transfer", "net", "income"):
        if kind in said and not (kind == "income" and "expense" in said):
            return kind
    if "expense" in said and not {"income"} <= said:
        return _kind_of_categories(draft, vocabulary) or "expense"
    if "income" in said:
        raise Refused("several")
    return _kind_of_categories(draft, vocabulary) or ("net" if _means_all(draft, measure, said) else "expense")


def _said_kinds(draft: Draft, vocabulary: Vocabulary) -> set[str]:
    said = set(draft.values("kind"))
    if _shop_gets(draft):
        return (said - {"get", "income"}) | {"expense"}
    if draft.keys[0] == "get":  # get me a list, a breakdown
        said -= {"get"}
    if "get" in said:
        return (said - {"get"}) or ({"expense"} if _expense_named(draft, vocabulary) else {"income"})
    return said


def _shop_gets(draft: Draft) -> bool:
    """Whether a shop is who received money, not its customer: which shop got most of my money."""
    keys = set(draft.keys)
    return "merchant" in draft.values("which") and bool(keys & _RECEIVES) and not keys & _CUSTOMER


def _expense_named(draft: Draft, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.categories[slug].kind == "expense" for slug in draft.names.category)


def _means_all(draft: Draft, measure: Measure, said: set[str]) -> bool:
    return measure == "list" or (measure == "count" and "any" in said and not draft.has("visits"))


def _kind_of_categories(draft: Draft, vocabulary: Vocabulary) -> Kind | None:
    kinds = {vocabulary.categories[slug].kind for slug in draft.names.category}
    if len(kinds) > 1:
        raise Refused("mixed")
    kind = kinds.pop() if kinds else None
    return kind if kind in ("income", "transfer") else None  # type: ignore[return-value]


def _group(draft: Draft) -> GroupBy:
    each = set(draft.values("each"))
    said = {*draft.values("which"), *(_dims(draft) - each), *(each if _is_series(draft) else ())}
    if draft.has("per"):
        said -= set(draft.values("per")) - set(draft.values("which"))
    if _which_of(draft):
        said.add("merchant")
    if len(said) > 1:
        raise Refused("groups")
    return said.pop() if said else "none"


def _is_series(draft: Draft) -> bool:
    """Whether `each month` asks for every month of a time, not for what is usual."""
    return bool(draft.periods) and "average" not in draft.values("measure") and not draft.has("often", "visits")


def _dims(draft: Draft) -> set[str]:
    found: set[str] = set()
    for each in draft.said.get("group", ()):
        found.update([str(each.value)] if each.value != "dim" else map(str, each.slot("dim")))
    return found


def _per(draft: Draft, group: GroupBy) -> Any:
    said = [*draft.values("per"), *(draft.values("each") if not _is_series(draft) else ())]
    if len(said) > 1:
        raise Refused("several")
    return said[0] if said and group != said[0] else "none"


def _compared_kind(draft: Draft, other: Span | None) -> GroupBy:
    """The names that are set against each other: groceries or dining, Rewe or Lidl."""
    kinds = [kind for kind in draft.names.kinds() if len(getattr(draft.names, kind)) > 1]
    if other or not kinds or not draft.has("compare", "or", "more", "than", "most", "least"):
        return "none"
    return "account" if kinds[0] == "account_id" else kinds[0]  # type: ignore[return-value]


def _currency(draft: Draft) -> str | None:
    said = {money.currency for money in draft.money() if money.currency}
    said.update(str(code) for each in draft.said.get("in_currency", ()) for code in each.slot("cur"))
    if len(said) > 1:
        raise Refused("currencies")
    return said.pop() if said else None


def _filters(draft: Draft, setting: Setting) -> Filters:
    currency = _currency(draft) or setting.currency
    low, high = draft.bounds(get_currency_precision(currency) if currency else 2)
    if low is not None and high is not None and low > high:
        raise Refused("amounts")
    names = _names(draft.names)
    return Filters(
        names.category, names.merchant, names.account_id, names.tag, draft.text, _weekday(draft), low, high,
    )  # fmt: skip


def _names(named: Named) -> Names:
    return Names(tuple(named.category), tuple(named.merchant), tuple(named.account_id), tuple(named.tag))


_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _weekday(draft: Draft) -> Any:
    said = {
        str(each.value)
        if each.value
        else _DAYS[next(value for name, value in each.slots if name.startswith("weekday"))]
        for each in draft.said.get("weekday", ())
    }
    if len(said) > 1:
        return _days_joined(said)
    return said.pop() if said else None


def _days_joined(said: set[str]) -> str:
    joined = {frozenset(_DAYS[5:]): "weekend", frozenset(_DAYS[:5]): "workday"}.get(frozenset(said))
    if joined is None:
        raise Refused("weekdays")
    return joined


def _limit(draft: Draft, measure: Measure, group: GroupBy) -> int | None:
    numbers = [each.slot("n")[0] for each in draft.said.get("limit", ()) if each.slot("n")]
    numbers += [number for each in draft.said.get("list_some", ()) for number in each.slot("n")]
    if len(numbers) > 1 or (numbers and not 1 <= numbers[0] <= _MOST_LISTED):
        raise Refused("number")
    ranks = draft.has("top", "most", "least", "which", "list_some") or measure in ("largest", "smallest", "list")
    if numbers and not ranks:
        raise Refused("number")
    if numbers:
        return int(numbers[0])
    return _unsaid_limit(draft, measure, group)


def _unsaid_limit(draft: Draft, measure: Measure, group: GroupBy) -> int | None:
    if draft.has("list_some") and measure == "list":
        return _PLURAL_LIMIT if draft.plural & {"list_some", "kind"} else 1
    if measure in ("largest", "smallest") and group == "none":
        return _PLURAL_LIMIT if "kind" in draft.plural else 1
    if draft.has("most", "least") and group != "none" and (draft.has("which") or _which_of(draft)):
        return _PLURAL_LIMIT if "which" in draft.plural else 1
    return None


def _order(draft: Draft, group: GroupBy) -> Order | None:
    if draft.has("list_some") and not draft.has("when"):
        return "asc" if "first" in draft.values("list_some") else "desc"
    if group != "none" and draft.has("least"):
        return "asc"
    return "desc" if group != "none" and draft.has("most", "top") else None
