"""Runs a plan on the workspace's transactions: sums by month totals where they suffice, indexed reads else."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from app.ai.questions import MOST_ROWS, Plan, Setting
from app.infra.database.mongo import Scope
from app.infra.problems import Invalid
from app.insights.ask import arithmetic, periods, standing
from app.insights.ask.arithmetic import Figure
from app.insights.ask.known_names import KnownNames
from app.insights.ask.outcome import Group, Outcome, Span
from app.insights.ask.selecting import compared, merchants_of, selection_of
from app.transactions.measuring import service as measuring
from app.transactions.measuring.service import Key, Picked, Ranking, Selection, Sums, added

# So many different amounts make a median; more are not held in memory.
_MOST_VALUES = 200_000
# Days and weeks without a transaction are told as well, unless there are more of them.
_MOST_FILLED = 62
_TIMES = ("month", "week", "day", "weekday")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def run(scope: Scope, plan: Plan, known: KnownNames, setting: Setting, currency: str) -> Outcome:
    """Returns what a plan of transactions finds, in a currency if nothing tells another."""
    if plan.measure in ("balance", "net_worth"):
        return standing.run(scope, plan, known, setting.today, currency)
    return _Run(scope, plan, known, setting, currency).outcome()


class _Run:
    """One plan being run."""

    def __init__(self, scope: Scope, plan: Plan, known: KnownNames, setting: Setting, currency: str) -> None:
        self._scope = scope
        self._plan = plan
        self._known = known
        self._setting = setting
        self._usual = currency
        self._all = selection_of(plan, known)
        self._earlier = compared(plan, self._all)

    def outcome(self) -> Outcome:
        """The sums first, since they tell the currency; then what the measure asks for."""
        found = self._sums(self._all)
        found_before = self._sums(self._earlier) if self._earlier else []
        currency = self._currency([*found, *found_before])
        begun = Outcome(
            plan=self._plan,
            currency=currency,
            sums=_of(found, currency),
            rows=0,
            newest=[],
            earlier=_of(found_before, currency) if self._earlier else None,
            others=[each for each in added([*found, *found_before]) if each.currency != currency],
            merchants=merchants_of(self._plan.filters, self._known),
        )
        return self._measured(begun)

    def _sums(self, selection: Selection) -> list[Sums]:
        """What they add up to by currency; how many they are says none, unless one was asked for."""
        found = measuring.sums(self._scope, selection)
        return added(replace(each, currency=self._usual) for each in found) if self._counts_all else found

    @property
    def _counts_all(self) -> bool:
        """Whether it is a number of transactions in all currencies, whose amounts do not matter."""
        return self._plan.measure in ("count", "list", "first_date", "last_date") and not self._plan.currency

    def _currency(self, found: list[Sums]) -> str:
        """The currency asked for, else the accounts', else the workspace's, unless all there is is in others."""
        if self._plan.currency:
            return self._plan.currency
        of_accounts = {each["currency"] for each in self._known.accounts if each["_id"] in (self._all.accounts or ())}
        usual = of_accounts.pop() if len(of_accounts) == 1 else self._usual
        if not found or any(each.currency == usual for each in found):
            return usual
        return max(found, key=lambda each: each.count).currency

    def _measured(self, begun: Outcome) -> Outcome:
        measure = self._plan.measure
        if measure in ("list", "first_date", "last_date"):
            return self._listed(begun)
        currency = None if self._counts_all else begun.currency
        own = replace(self._all, currency=currency)
        earlier = self._earlier and replace(self._earlier, currency=currency)
        if self._plan.group_by != "none":
            begun = self._grouped(begun, own, earlier)
        if measure in ("largest", "smallest"):
            return self._ranked(begun, own, earlier)
        if measure == "savings_rate":
            return self._saved(begun, own, earlier)
        return self._summed(begun, own, earlier)

    def _listed(self, begun: Outcome) -> Outcome:
        """The transactions themselves, or the first or last of them; in all currencies unless one was asked for."""
        selection = replace(self._all, currency=self._plan.currency)
        ranking: Ranking = "oldest" if self._plan.measure == "first_date" or self._plan.order == "asc" else "newest"
        limit = 1 if self._plan.measure != "list" else min(self._plan.limit or MOST_ROWS, MOST_ROWS)
        picked = measuring.pick(self._scope, selection, ranking, limit)
        there = begun.sums.count
        rows = min(there, self._plan.limit or there) if self._plan.measure == "list" else len(picked)
        return replace(begun, picked=picked, rows=rows, newest=_newest(picked), totals=self._totals(selection))

    def _totals(self, selection: Selection) -> list[Sums]:
        """What everything in a whole list comes to, by currency."""
        whole = self._plan.measure == "list" and not self._plan.limit
        return added(measuring.sums(self._scope, selection)) if whole else []

    def _ranked(self, begun: Outcome, own: Selection, earlier: Selection | None) -> Outcome:
        """The largest or smallest, of all or of each group."""
        picked, before = self._picks(own), self._picks(earlier, 1)
        if self._plan.group_by != "none":
            return self._with_rows(replace(begun, now=_first(picked)), own, earlier)
        shown = [*picked, *before]
        found = replace(begun, picked=picked, now=_first(picked), before=_first(before))
        return replace(found, rows=len(shown), newest=_newest(shown))

    def _picks(self, selection: Selection | None, most: int | None = None) -> list[Picked]:
        if selection is None:
            return []
        ranking: Ranking = "largest" if self._plan.measure == "largest" else "smallest"
        limit = min(most or self._plan.limit or 1, MOST_ROWS)
        return measuring.pick(self._scope, selection, ranking, limit, arithmetic.direction(self._plan.kind))

    def _saved(self, begun: Outcome, own: Selection, earlier: Selection | None) -> Outcome:
        """What part of the income was left; in `groups`, income and expense of both periods."""
        groups = []
        for kind, name in (("income", "income"), ("expense", "expense")):
            now, before = (self._kind_sum(each, kind) if each else None for each in (own, earlier))
            groups.append(Group(name, now, before))
        income, expense = groups
        found = replace(begun, groups=groups, now=_rate(income.now, expense.now))
        return self._with_rows(replace(found, before=_rate(income.before, expense.before)), own, earlier)

    def _kind_sum(self, selection: Selection, kind: str) -> int:
        own = replace(selection, kinds=(kind,))
        return sum(arithmetic.money(each, kind) for each in measuring.amounts(self._scope, own, "none"))

    def _summed(self, begun: Outcome, own: Selection, earlier: Selection | None) -> Outcome:
        """Sums, averages, counts and medians."""
        if self._plan.measure == "median":
            now = self._medians(own, "none").get(None)
            before = self._medians(earlier, "none").get(None) if earlier else None
            return self._with_rows(replace(begun, now=now, before=before), own, earlier)
        span, then = self._span(own), self._span(earlier)
        found = replace(begun, now=arithmetic.figure(begun.sums, self._plan, _length(span)), span=span)
        if begun.earlier:
            found = replace(found, before=arithmetic.figure(begun.earlier, self._plan, _length(then)))
        return self._with_rows(found, own, earlier)

    def _with_rows(self, found: Outcome, own: Selection, earlier: Selection | None) -> Outcome:
        """With how many transactions there are of both periods, and the newest of them."""
        rows = found.sums.count + (found.earlier.count if found.earlier else 0)
        newest = [
            picked
            for selection in (own, earlier)
            if selection
            for picked in measuring.pick(self._scope, selection, "newest", MOST_ROWS)
        ]
        return replace(found, rows=rows, newest=_newest(newest))

    def _span(self, selection: Selection | None) -> Span | None:
        """The period of a figure by a time; one that is not over counts up to today, an open one from its first day."""
        if selection is None or self._plan.per == "none":
            return None
        return self._span_by(selection, self._plan.per)

    def _span_by(self, selection: Selection, unit: Any) -> Span:
        first = selection.first or self._first_day(selection)
        today = self._setting.today
        last = min(selection.last.date(), today) if selection.last else today
        if last < first.date():
            last = selection.last.date() if selection.last else first.date()
        return Span(first.date(), last, periods.length(first.date(), last, unit))

    def _first_day(self, selection: Selection) -> datetime:
        oldest = measuring.pick(self._scope, selection, "oldest", 1)
        today = self._setting.today
        return oldest[0].date if oldest else datetime(today.year, today.month, today.day)  # noqa: DTZ001 - its date only

    def _grouped(self, begun: Outcome, own: Selection, earlier: Selection | None) -> Outcome:
        """The figure of each group, in the plan's order and number."""
        now = self._by_group(own)
        before = self._by_group(earlier) if earlier and self._plan.group_by not in _TIMES else {}
        keys = list(dict.fromkeys([*now, *before]))
        times = self._times(own, keys) if self._plan.measure in ("sum", "count") else []
        filled = {**dict.fromkeys(times if len(times) <= _MOST_FILLED else [], 0), **now}
        groups = [Group(key, filled.get(key, 0), before.get(key, 0) if before else None) for key in filled | before]
        ordered = sorted(groups, key=self._place)
        limit = min(self._plan.limit or MOST_ROWS, MOST_ROWS)
        return replace(begun, groups=ordered[:limit], left_out=len(ordered[limit:]), usual=self._usual_of(begun, own))

    def _usual_of(self, begun: Outcome, own: Selection) -> Figure | None:
        """What it comes to a month, week or day on average, where it is told by these."""
        by = self._plan.group_by
        if self._plan.measure != "sum" or by not in ("month", "week", "day") or not begun.sums.count:
            return None
        return round(arithmetic.money(begun.sums, self._plan.kind) / self._span_by(own, by).length)

    def _place(self, group: Group) -> Any:
        """The place of a group: times as they come, others and whatever is ordered by its figure."""
        if self._plan.group_by in _TIMES and self._plan.order is None:
            return _WEEKDAYS.index(group.key) if self._plan.group_by == "weekday" else group.key
        towards = 1 if self._plan.order == "asc" else -1
        return (towards * (group.now or 0), str(group.key))

    def _by_group(self, selection: Selection) -> dict[Any, Figure | None]:
        by = self._plan.group_by
        key: Key = "day" if by in ("week", "weekday") else by  # type: ignore[assignment]
        if self._plan.measure == "median":
            return dict(self._medians(selection, key))
        if self._plan.measure in ("largest", "smallest"):
            return self._extremes(selection, key)
        span = self._span(selection)
        exact = self._plan.measure == "count" or (self._plan.measure == "average" and not span)
        read = measuring.sums if exact else measuring.amounts
        found = self._folded(read(self._scope, selection, key))
        return {each.key: arithmetic.figure(each, self._plan, _length(span)) for each in found}

    def _extremes(self, selection: Selection, key: Key) -> dict[Any, Figure | None]:
        found = measuring.extremes(self._scope, selection, key, arithmetic.direction(self._plan.kind))
        largest = self._plan.measure == "largest"
        return {each.key: each.largest if largest else each.smallest for each in self._folded(found)}

    def _folded(self, found: list[Sums]) -> list[Sums]:
        """Groups of what is read by something finer, in the one currency or in all."""
        return added(replace(each, key=self._group_of(each.key), currency="") for each in found)

    def _medians(self, selection: Selection, key: Key) -> dict[Any, int | None]:
        values: dict[Any, list[tuple[int, int]]] = defaultdict(list)
        found = measuring.spread(self._scope, selection, key, arithmetic.direction(self._plan.kind))
        for number, each in enumerate(found):
            if number >= _MOST_VALUES:
                raise Invalid.at("/question", "These are too many amounts for a median; ask for fewer days.")
            values[self._group_of(each.key)].append((each.magnitude, each.count))
        return {name: arithmetic.median(each) for name, each in values.items()}

    def _group_of(self, key: Any) -> Any:
        """What a group is called: by days, weeks or months their first day."""
        by = self._plan.group_by
        if isinstance(key, datetime):
            day = key.date()
            return _WEEKDAYS[day.weekday()] if by == "weekday" else periods.begun(day, by, self._setting.first_weekday)
        return self._names(by).get(key, key)

    def _names(self, by: str) -> dict[Any, str]:
        categories = self._known.categories.items() if by == "category" else ()
        return {key: category["slug"] for key, category in categories}

    def _times(self, selection: Selection, known: list[Any]) -> list[Any]:
        """The groups of a period by time, those without a transaction as well; none where it is open and empty."""
        by = self._plan.group_by
        if by == "weekday":
            return list(_WEEKDAYS)
        if by not in _TIMES:
            return []
        first = selection.first.date() if selection.first else min(known, default=None)
        ends = min(selection.last.date(), self._setting.today) if selection.last else None
        last = max([each for each in (ends, *known) if each], default=None)
        return list(periods.each(first, last, by, self._setting.first_weekday)) if first and last else []


def _of(found: list[Sums], currency: str) -> Sums:
    return next((each for each in found if each.currency == currency), Sums(None, currency))


def _length(span: Span | None) -> Fraction | None:
    return span.length if span else None


def _rate(income: Any, expense: Any) -> Figure | None:
    return None if income is None else arithmetic.savings_rate(income, expense)


def _first(picked: list[Picked]) -> int | None:
    return abs(picked[0].amount_minor) if picked else None


def _newest(picked: list[Picked]) -> list[Picked]:
    """Each transaction once, the newest first, and no more than an answer shows."""
    once = {each.id: each for each in picked}.values()
    return sorted(once, key=lambda each: (each.date, each.id), reverse=True)[:MOST_ROWS]
