"""Advice about payments that come in a rhythm: paid twice, at a higher price, several of one kind. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bson import ObjectId

from app.insights.coach.advice import Advice, Filters
from app.insights.coach.necessary import is_necessary
from app.insights.coach.picture import Picture, a_month
from app.insights.numbers import Numbers
from app.insights.payments import Series, all_series, day_of, same_since
from app.insights.rhythm import Cadence, cadence_of
from app.transactions.documents import Payment

# In percent: below it a rise is rounding or a currency's rate.
_LEAST_RISE = 2
_EVIDENCE = 50
_NAMED = 3

_EACH = {
    "weekly": "a week",
    "biweekly": "every other week",
    "monthly": "a month",
    "bimonthly": "every other month",
    "quarterly": "a quarter",
    "semiannual": "every half-year",
    "yearly": "a year",
}


def find(picture: Picture) -> Iterator[Advice]:
    """Yields advice about subscriptions and other payments in a rhythm."""
    alone: list[tuple[str, Series]] = []
    for merchant, payments in picture.payments.items():
        twice = _twice(payments)
        if twice and all(picture.is_active(series) for series in twice):
            yield _paid_twice(picture, merchant, twice)
            continue
        active = [series for series in all_series(payments) if picture.is_active(series)]
        alone += [(merchant, series) for series in active if len(same_since(series.payments)) > 1]
        for series in active:
            yield from _price_rise(picture, merchant, series)
    yield from _of_one_category(picture, alone)


def _twice(payments: Sequence[Payment]) -> list[Series]:
    """Two series of one amount in one rhythm, as when a subscription is paid for twice; none else."""
    last = payments[-1]["amount_minor"]
    same = [payment for payment in payments if payment["amount_minor"] == last]
    days = [day_of(payment) for payment in same]
    if len(days) == len(set(days)) and cadence_of(days):
        return []
    halves = (same[0::2], same[1::2])
    found = [Series(half, cadence_of(map(day_of, half))) for half in halves]
    cadences = {series.cadence for series in found}
    enough = all(len(set(map(day_of, half))) == len(half) > 2 for half in halves)
    return found if enough and len(cadences) == 1 and None not in cadences else []


def _paid_twice(picture: Picture, merchant: str, twice: Sequence[Series]) -> Advice:
    numbers, cadence = picture.numbers(merchant), _cadence(twice[0])
    amount = twice[0].amounts[-1]
    saving = amount * cadence.per_year
    each = numbers.amount("amount", amount, picture.currency)
    kept = numbers.amount("saving", saving, picture.currency)
    text = (
        f"{merchant} is paid {each} {_EACH[cadence.name]} two times over. Without one of them {kept} a year would stay."
    )
    ids = _newest([payment for series in twice for payment in series.payments])
    filters = {"merchant": merchant}
    return Advice("paid_twice", f"{merchant} is paid twice", text, numbers.kept, filters, saving, "year", ids)


def _price_rise(picture: Picture, merchant: str, series: Series) -> Iterator[Advice]:
    """A price that was stable, rose, and is still that."""
    now = same_since(series.payments)
    earlier = series.payments[: len(series.payments) - len(now)]
    if len(earlier) < 2 or earlier[-1]["amount_minor"] != earlier[-2]["amount_minor"]:
        return
    old, new, cadence = -earlier[-1]["amount_minor"], -now[-1]["amount_minor"], _cadence(series)
    if (new - old) * 100 < _LEAST_RISE * old:
        return
    numbers, saving = picture.numbers(merchant), (new - old) * cadence.per_year
    before, after = numbers.amount("before", old, picture.currency), numbers.amount("now", new, picture.currency)
    since = numbers.month("since", day_of(now[0]))
    kept = numbers.amount("saving", saving, picture.currency)
    text = (
        f"{merchant} costs {after} {_EACH[cadence.name]} since {since}; before it was {before}. "
        f"This is {kept} more a year: ask for the old price, or look for another offer."
    )
    ids = _newest([*earlier[-1:], *now])
    title = f"{merchant} has become dearer"
    yield Advice("price_rise", title, text, numbers.kept, {"merchant": merchant}, saving, "year", ids)


def _of_one_category(picture: Picture, found: Sequence[tuple[str, Series]]) -> Iterator[Advice]:
    """Several merchants that are paid in a rhythm for one thing that need not be."""
    by_category: dict[ObjectId, dict[str, Series]] = defaultdict(dict)
    for merchant, series in found:
        category_id = series.payments[-1]["category_id"]
        if category_id and not is_necessary(picture.slug(category_id)):
            by_category[category_id].setdefault(merchant, series)
    for category_id, own in by_category.items():
        if len(own) > 1:
            yield _same_category(picture, category_id, own)


def _same_category(picture: Picture, category_id: ObjectId, own: dict[str, Series]) -> Advice:
    name = picture.name(category_id)
    numbers = picture.numbers(name, *own)
    cheapest = min(own, key=lambda merchant: a_month(own[merchant]))
    saving = own[cheapest].amounts[-1] * _cadence(own[cheapest]).per_year
    together = numbers.amount("together", round(sum(map(a_month, own.values()))), picture.currency)
    kept = numbers.amount("saving", saving, picture.currency)
    text = (
        f"{_named(numbers, own)} are paid regularly, {together} a month together, all for {name}. "
        f"Without {cheapest} {kept} a year would stay."
    )
    ids = _newest([payment for series in own.values() for payment in series.payments])
    filters: Filters = {"category": picture.slug(category_id), "date_from": picture.span[0]}
    return Advice("same_category", f"Several payments for {name}", text, numbers.kept, filters, saving, "year", ids)


def _named(numbers: Numbers, own: dict[str, Series]) -> str:
    """`A and B`; of many some, and how many others."""
    names = sorted(own, key=lambda merchant: -a_month(own[merchant]))
    if len(names) > _NAMED:
        return f"{', '.join(names[:_NAMED])} and {numbers.count('others', len(names) - _NAMED)} more"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _cadence(series: Series) -> Cadence:
    if series.cadence is None:
        raise LookupError("The series has no rhythm.")
    return series.cadence


def _newest(payments: Sequence[Payment]) -> list[ObjectId]:
    """The ids of payments, newest first, so many at most."""
    ordered = sorted(payments, key=lambda payment: (payment["date"], payment["_id"]), reverse=True)
    return [payment["_id"] for payment in ordered[:_EVIDENCE]]
