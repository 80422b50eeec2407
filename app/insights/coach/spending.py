"""Advice about what is spent: grown categories, habits, fees, what was charged twice, what has no category. Pure."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from statistics import median_low

from bson import ObjectId

from app.insights.coach.advice import Advice, Filters, watch
from app.insights.coach.necessary import is_necessary
from app.insights.coach.picture import Picture, average, by_merchant
from app.insights.figures import percent, uncategorised
from app.insights.months import span_of
from app.insights.numbers import Numbers

# A category grew if it costs a fifth more than usual, and that is a hundredth of all spending.
_GROWTH = Fraction(6, 5)
_MATTERS = 100
_LEAST_MONTHS = 3
# A habit: so many purchases a month, each no more than a fiftieth of what a month costs; a third of them could go.
_HABIT_TIMES = 4
_SMALL = 50
_NOT_GROWING = frozenset(["taxes", "loan-payments"])
_FEES = "bank-fees"


def find(picture: Picture) -> Iterator[Advice]:
    """Yields advice about spending."""
    yield from _charged_twice(picture)
    yield from _growing(picture)
    yield from _fees(picture)
    yield from _habits(picture)
    yield from _uncategorised(picture)


def fillers(picture: Picture) -> Iterator[Advice]:
    """Yields what can be said where there is little else to advise."""
    yield from _savings_rate(picture)
    yield from _largest(picture)


def _within(picture: Picture, **more: str | bool | list[str]) -> Filters:
    """The filters of the list for the months asked about."""
    first, last = picture.span
    return {**more, "date_from": first, "date_to": last}


def _charged_twice(picture: Picture) -> Iterator[Advice]:
    for each in picture.repeated:
        numbers, more = picture.numbers(each.merchant), len(each.transaction_ids) - 1
        amount = numbers.amount("amount", each.amount, picture.currency)
        times, day = numbers.count("times", more + 1), numbers.day("on", each.day)
        kept = numbers.amount("saving", each.amount * more, picture.currency)
        text = f"{each.merchant} charged {amount} {times} times on {day}. If it was a mistake, {kept} should come back."
        midnight = datetime(each.day.year, each.day.month, each.day.day, tzinfo=UTC)
        filters: Filters = {"merchant": each.merchant, "date_from": midnight, "date_to": midnight}
        title = f"{each.merchant} may have charged too often"
        ids, saving = each.transaction_ids, each.amount * more
        yield Advice("charged_twice", title, text, numbers.kept, filters, saving, "once", ids)


def _compared_months(picture: Picture) -> tuple[Sequence[str], Sequence[str]]:
    """The months to compare and those that say what is usual; of few months the last one with the others."""
    if len(picture.earlier) >= _LEAST_MONTHS:
        return picture.whole, picture.earlier
    known = sorted({*picture.earlier, *picture.whole})
    return known[-1:], known[:-1]


def _growing(picture: Picture) -> Iterator[Advice]:
    recent, before = _compared_months(picture)
    if len(before) < _LEAST_MONTHS:
        return
    for category_id in picture.spent:
        if category_id is None or picture.slug(category_id) in {"", *_NOT_GROWING}:
            continue
        usual = median_low([picture.spent_in(category_id, [month]) for month in before])
        now = average([picture.spent_in(category_id, [month]) for month in recent])
        if usual > 0 and now >= usual * _GROWTH and (now - usual) * _MATTERS >= picture.month_expense:
            yield _grown(picture, category_id, usual, now, len(recent))


def _grown(picture: Picture, category_id: ObjectId, usual: int, now: int, months: int) -> Advice:
    name, saving = picture.name(category_id), (now - usual) * 12
    numbers = picture.numbers(name)
    costs = numbers.amount("now", now, picture.currency)
    middle = numbers.amount("usual", usual, picture.currency)
    over = f"in the last {numbers.count('months', months)} months" if months > 1 else "in the last month"
    kept = numbers.amount("saving", saving, picture.currency)
    text = (
        f"{name} came to {costs} a month {over}, where {middle} is usual{_rise(now, usual, numbers)}. "
        f"Back at the usual amount {kept} a year would stay."
    )
    filters = _within(picture, category=picture.slug(category_id))
    return Advice("growing_category", f"{name} has grown", text, numbers.kept, filters, saving)


def _rise(now: int, usual: int, numbers: Numbers) -> str:
    rise = percent(now - usual, usual)
    return f", {numbers.percent('rise', rise)} more" if rise is not None and rise <= 100 else ""


def _fees(picture: Picture) -> Iterator[Advice]:
    ids = [key for key, category in picture.categories.items() if category["slug"] == _FEES]
    total = sum(picture.spent_in(each, picture.months) for each in ids)
    if total <= 0:
        return
    name = picture.name(ids[0])
    numbers = picture.numbers(name)
    saving = picture.a_year(sum(picture.spent_in(each, picture.whole) for each in ids))
    paid = numbers.amount("fees", total, picture.currency)
    kept = numbers.amount("saving", saving, picture.currency)
    months = _months(picture.months, numbers)
    text = (
        f"{name} took {paid} in {months}, {kept} a year at this pace. Accounts without such costs exist; ask your bank."
    )
    yield Advice("bank_fees", f"{name} can be avoided", text, numbers.kept, _within(picture, category=_FEES), saving)


def _months(months: Sequence[str], numbers: Numbers) -> str:
    """`3 months`."""
    return f"{numbers.count('months', len(months))} {'month' if len(months) == 1 else 'months'}"


def _habits(picture: Picture) -> Iterator[Advice]:
    months = len(picture.whole)
    for merchant, total, count, category_id in by_merchant(picture.merchants, picture.whole):
        small = count and total * _SMALL <= picture.month_expense * count
        often = count >= _HABIT_TIMES * months and total * 2 * _MATTERS >= picture.month_expense * months
        if total > 0 and small and often and not is_necessary(picture.slug(category_id)):
            yield _habit(picture, merchant, total, count)


def _habit(picture: Picture, merchant: str, total: int, count: int) -> Advice:
    numbers, saving = picture.numbers(merchant), picture.a_year(total) // 3
    times, spent = numbers.count("times", count), numbers.amount("total", total, picture.currency)
    each = numbers.amount("each", round(Fraction(total, count)), picture.currency)
    kept = numbers.amount("saving", saving, picture.currency)
    text = (
        f"{merchant} was paid {times} times, about {each} each and {spent} in all. "
        f"Leaving out every third time keeps {kept} a year."
    )
    first, last = picture.whole[0], picture.whole[-1]
    filters = {"merchant": merchant, **_days(first, last)}
    title = f"Small amounts at {merchant} add up"
    return Advice("habit", title, text, numbers.kept, filters, saving, action=watch(merchant))


def _days(first: str, last: str) -> Filters:
    return {"date_from": span_of(first)[0], "date_to": span_of(last)[1]}


def _uncategorised(picture: Picture) -> Iterator[Advice]:
    rows = [row for row in picture.rows if row["month"] in picture.months and row["kind"] != "transfer"]
    found = uncategorised(rows)
    if not found.count:
        return
    numbers = picture.numbers()
    count = numbers.count("transactions", found.count)
    amount = numbers.amount("amount", found.amount, picture.currency)
    have = "transaction has" if found.count == 1 else "transactions have"
    text = (
        f"{count} {have} no category ({amount}): filed, they would count in this advice. This saves nothing by itself."
    )
    filters = _within(picture, uncategorised=True, kind=["expense", "income"])
    yield Advice("uncategorised", "Some transactions have no category", text, numbers.kept, filters)


def _savings_rate(picture: Picture) -> Iterator[Advice]:
    own = picture.window
    rate = percent(own.net, own.income)
    if rate is None:
        return
    numbers = picture.numbers()
    income, over = numbers.amount("income", own.income, picture.currency), _months(picture.whole, numbers)
    if own.net < 0:
        short = numbers.amount("shortfall", -own.net, picture.currency)
        text = f"In {over} {income} came in, and {short} more than that was spent. This saves nothing by itself."
    else:
        net, share = numbers.amount("net", own.net, picture.currency), numbers.percent("savings_rate", rate)
        text = f"Of {income} that came in in {over}, {net} was left: {share}. This saves nothing by itself."
    filters = {"kind": ["income"], **_days(picture.whole[0], picture.whole[-1])}
    yield Advice("savings_rate", "What is left of your income", text, numbers.kept, filters)


def _largest(picture: Picture) -> Iterator[Advice]:
    """The largest category that one could do with less of."""
    spent = {each: picture.spent_in(each, picture.whole) for each in picture.spent if each in picture.categories}
    free = {each: amount for each, amount in spent.items() if amount > 0 and not is_necessary(picture.slug(each))}
    if not free:
        return
    largest = max(free, key=lambda each: free[each])
    name, saving = picture.name(largest), picture.a_year(free[largest]) // 10
    numbers = picture.numbers(name)
    amount = numbers.amount("amount", free[largest], picture.currency)
    kept = numbers.amount("saving", saving, picture.currency)
    text = f"{name} took {amount}, more than anything else one can choose. A tenth less keeps {kept} a year."
    filters = {"category": picture.slug(largest), **_days(picture.whole[0], picture.whole[-1])}
    yield Advice("largest_category", f"Most of it goes to {name}", text, numbers.kept, filters, saving)
