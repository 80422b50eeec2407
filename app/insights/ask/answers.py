"""Tells an outcome in plain English sentences, whose every number is among the answer's numbers.

Templates have no digit of their own. Names are repeated as their owner wrote them.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from app.ai.questions import Plan
from app.insights.ask import arithmetic
from app.insights.ask.arithmetic import Figure
from app.insights.ask.documents import NamedDay
from app.insights.ask.known_names import KnownNames
from app.insights.ask.outcome import Balance, Group, Outcome
from app.insights.ask.phrases import Phrases
from app.insights.ask.wording import Number, Wording, listed
from app.transactions.measuring.service import Picked, Sums

# So many groups or transactions a sentence names; the numbers have them all.
_TOLD = 10
_TIMES = ("month", "week", "day")


class Told(NamedTuple):
    """An answer: its text, the numbers in it and beside it, and the days it names."""

    text: str
    numbers: list[Number]
    dates: list[NamedDay]


def tell(outcome: Outcome, known: KnownNames, locale: str) -> Told:
    """Returns the sentences about an outcome."""
    return _Answer(outcome, known, locale).told()


class _Answer:
    """One answer being written."""

    def __init__(self, outcome: Outcome, known: KnownNames, locale: str) -> None:
        self._found = outcome
        self._plan: Plan = outcome.plan
        self._wording = Wording(locale, outcome.plan)
        self._phrases = Phrases(outcome, known, self._wording)
        self._dates: list[NamedDay] = []

    def told(self) -> Told:
        sentences = [each for each in self._sentences() if each]
        numbers = sorted(self._wording.numbers, key=lambda number: number["unit"] in ("day", "month", "year", "name"))
        return Told(" ".join(sentences), numbers, self._dates)

    def _sentences(self) -> Iterator[str]:
        measure = self._plan.measure
        if measure in ("balance", "net_worth"):
            yield from self._balances()
            return
        if measure in ("first_date", "last_date", "list"):
            yield from self._listing()
        elif measure == "savings_rate":
            yield from self._savings()
        elif self._plan.group_by != "none":
            yield from self._groups()
        else:
            yield from self._figure()
        yield from self._caveats()

    # One figure

    def _figure(self) -> Iterator[str]:
        plan, when = self._plan, self._phrases.period()
        if self._found.now is None:
            self._number(plan.measure, self._found.now)
            yield self._nothing(when)
        else:
            yield f"{self._phrases.opening(self._number(self._name(), self._found.now), when)}{self._details()}."
        if self._found.earlier is not None:
            yield self._comparison()

    def _name(self) -> str:
        return {"sum": "total"}.get(self._plan.measure, self._plan.measure) if self._plan.per == "none" else "average"

    def _number(self, name: str, figure: Figure | None) -> str:
        """A figure of the plan's measure, written; nothing found is told as zero."""
        if self._plan.measure != "count":
            return self._wording.amount(name, int(figure or 0), self._found.currency)
        if isinstance(figure, Decimal):
            return self._wording.decimal(name, figure, "count")
        return self._wording.count(name, figure or 0)

    def _nothing(self, when: str) -> str:
        return f"There is nothing to tell: {self._phrases.none_of_them(when)}."

    def _details(self) -> str:
        """What stands behind the figure: over how long, of how many, what was refunded; or why there is none."""
        found, plan = self._found, self._plan
        if not found.sums.count:
            self._wording.count("count", 0)
            return f": {self._phrases.none_of_them('')}"
        if plan.measure in ("largest", "smallest"):
            return self._which(found.picked)
        parts = [self._counted(), self._over()]
        if plan.measure == "sum" and (refunds := _returned(found.sums, plan.kind)):
            parts.append(f"net of {self._wording.amount('refunds', refunds, found.currency)} that came back")
        told = ", ".join(part for part in parts if part)
        return f" ({told})" if told else ""

    def _counted(self) -> str:
        """Of how many transactions the figure is, and what they came to if it is no sum."""
        plan, sums = self._plan, self._found.sums
        if plan.measure == "count":
            return f"{self._transactions(sums.count)} in all" if plan.per != "none" else ""
        counted = self._transactions(sums.count)
        if plan.measure == "sum" and plan.per == "none":
            return counted
        total = self._wording.amount("total", arithmetic.money(sums, plan.kind), self._found.currency)
        return f"{total} in all, in {counted}"

    def _transactions(self, count: int) -> str:
        return f"{self._wording.count('count', count)} transaction{'' if count == 1 else 's'}"

    def _over(self) -> str:
        """Over how many months, weeks or days an average is."""
        span = self._found.span
        if span is None:
            return ""
        unit: Any = f"{self._plan.per}s"
        whole = span.length.denominator == 1
        number = (
            self._wording.count(unit, int(span.length), unit)
            if whole
            else self._wording.decimal(unit, Decimal(round(span.length * 100)).scaleb(-2), unit)
        )
        return f"over {number} {unit if span.length != 1 else self._plan.per}"

    def _which(self, picked: list[Picked]) -> str:
        """The transactions that are the largest or smallest."""
        named = [
            self._transaction(f"{self._plan.measure}_{place}", each) for place, each in enumerate(picked[:_TOLD], 1)
        ]
        of_all = self._transactions(self._found.sums.count)
        if len(picked) == 1:
            return f", {named[0].partition(', ')[2]}, of {of_all}"
        return f", of {of_all}: {'; '.join(named)}"

    def _transaction(self, name: str, picked: Picked) -> str:
        amount = self._wording.amount(name, abs(picked.amount_minor), picked.currency)
        where = self._wording.named(picked.merchant or picked.description)
        self._dates.append({"name": name, "date": picked.date.date().isoformat()})
        return f"{amount}{self._way(picked)}, {where} on {self._wording.day(name, picked.date.date())}"

    def _way(self, picked: Picked) -> str:
        """Which way the money went, where that is not plain."""
        if self._plan.kind == "net":
            return " in" if picked.amount_minor > 0 else " out"
        against = picked.amount_minor * arithmetic.direction(self._plan.kind) < 0
        return f" {'back' if self._plan.kind == 'expense' else 'taken back'}" if against else ""

    def _comparison(self) -> str:
        """The figure of the other period, and how they differ."""
        now, before = self._found.now, self._found.before
        when = self._phrases.other_period()
        then = self._number("previous", before)
        if now is None or before is None:
            return f"{when} there is none to compare it with."
        difference: Figure = now - before
        self._number("difference", difference)
        if now == before:
            return f"{when} it was the same, {then}."
        apart = self._number("change", difference if now > before else -difference)
        moved = arithmetic.percent(now - before, before)
        self._percent("change_percent", moved)
        share = f" ({self._wording.decimal('change_percent_size', abs(moved), 'percent')} %)" if moved else ""
        return f"{when} it was {then}, so this is {apart}{share} {'more' if now > before else 'less'}."

    def _percent(self, name: str, value: Decimal | None) -> None:
        if value is not None:
            self._wording.keep(name, f"{value:f}", "percent")

    # Groups

    def _groups(self) -> Iterator[str]:
        groups, when = self._found.groups, self._phrases.period()
        if not groups:
            self._number("total", 0)
            self._wording.count("count", 0)
            yield f"{self._phrases.subject(when)}: {self._phrases.none_of_them('')}."
            return
        named = [self._group(group) for group in groups]
        told = named[: self._plan.limit or _TOLD] if self._plan.group_by not in _TIMES else named[:_MOST_TIMES]
        more = len(named) - len(told) + self._found.left_out
        rest = f", and {self._wording.count('more', more)} more" if more and not self._plan.limit else ""
        order = {"desc": ", highest first", "asc": ", lowest first", None: ""}[self._plan.order]
        yield f"{self._phrases.subject(when)} by {self._plan.group_by}{order}: {'; '.join(told)}{rest}."
        if self._plan.measure in ("sum", "count"):
            yield self._in_all()
        if self._found.earlier is not None:
            yield self._comparison()

    def _group(self, group: Group) -> str:
        key = self._phrases.key(group.key)
        now = self._number(key, group.now)
        text = f"{self._phrases.group(group.key)} {now}"
        if group.before is None:
            return text
        self._number(f"{key}.difference", (group.now or 0) - group.before)
        return f"{text} (before {self._number(f'{key}.previous', group.before)})"

    def _in_all(self) -> str:
        total = self._number("total" if self._plan.measure == "sum" else "count", self._found.now)
        if self._found.usual is not None:
            usual = self._wording.amount("average", int(self._found.usual), self._found.currency)
            total = f"{total}, {usual} a {self._plan.group_by} on average"
        return f"In all that is {total}{self._details() if self._plan.measure == 'sum' else ''}."

    # Transactions

    def _listing(self) -> Iterator[str]:
        picked, when = self._found.picked, self._phrases.period()
        self._wording.count("count", self._found.rows)
        if not picked:
            yield f"{self._phrases.none_of_them(when).capitalize()}."
        elif self._plan.measure == "list" and self._plan.limit == 1 and self._plan.order:
            which = "first" if self._plan.order == "asc" else "last"
            told = self._transaction("transaction_1", picked[0])
            yield f"The {which} {self._phrases.noun(which)}{when} was {told}."
        elif self._plan.measure == "list":
            named = [self._transaction(f"transaction_{place}", each) for place, each in enumerate(picked[:_TOLD], 1)]
            more = self._found.rows - len(named)
            rest = f"; and {self._wording.count('more', more)} more" if more > 0 else ""
            yield f"{self._phrases.these(self._transactions(self._found.rows), when)}: {'; '.join(named)}{rest}."
            yield self._in_total()
        else:
            yield self._dated(picked[0], when)

    def _in_total(self) -> str:
        """What everything in the list comes to, not only what is shown."""
        totals = [
            self._wording.amount("total", arithmetic.money(each, self._plan.kind), each.currency)
            for each in self._found.totals
        ]
        return f"In all that is {listed(totals)}." if totals else ""

    def _dated(self, picked: Picked, when: str) -> str:
        name, day = self._plan.measure, picked.date.date()
        said = self._wording.day(name, day)
        self._wording.keep(f"{name}_day", day.day, "day")
        self._dates.append({"name": name, "date": day.isoformat()})
        where = self._wording.named(picked.merchant or picked.description)
        amount = self._wording.amount("amount", abs(picked.amount_minor), picked.currency)
        which = "first" if name == "first_date" else "last"
        return f"The {which} {self._phrases.noun(which)}{when} was on {said}: {amount}{self._way(picked)}, {where}."

    # Savings, balances

    def _savings(self) -> Iterator[str]:
        income, expense = self._found.groups
        now, currency = self._found.now, self._found.currency
        if now is not None:
            self._wording.keep("savings_rate", f"{now:f}", "fraction")
        parts = [self._wording.amount(each.key, int(each.now or 0), currency) for each in (income, expense)]
        flow = f"{parts[0]} came in and {parts[1]} were spent{self._phrases.filters()}{self._phrases.period()}"
        if now is None:
            yield f"{flow}: without an income there is no savings rate."
        else:
            yield f"{flow}, a savings rate of {self._rate('savings_percent', income, expense)} %."
        if self._found.earlier is not None:
            yield self._earlier_rate(income, expense)

    def _rate(self, name: str, income: Group, expense: Group) -> str:
        now = arithmetic.percent(int(income.now or 0) - int(expense.now or 0), int(income.now or 0))
        return self._wording.decimal(name, now or Decimal(0), "percent")

    def _earlier_rate(self, income: Group, expense: Group) -> str:
        before, currency, when = self._found.before, self._found.currency, self._phrases.other_period()
        then = [
            self._wording.amount(f"previous_{each.key}", int(each.before or 0), currency) for each in (income, expense)
        ]
        flow = f"{when} {then[0]} came in and {then[1]} were spent"
        if before is None:
            return f"{flow}: without an income there is no savings rate."
        self._wording.keep("previous", f"{before:f}", "fraction")
        if self._found.now is not None:
            self._wording.keep("difference", f"{self._found.now - before:f}", "fraction")
        earlier = Group("", income.before), Group("", expense.before)
        return f"{flow}, a savings rate of {self._rate('previous_percent', *earlier)} %."

    def _balances(self) -> Iterator[str]:
        found, measure = self._found.balances, self._plan.measure
        sums, single = [each for each in found if not each.name], [each for each in found if each.name]
        if not sums:
            self._wording.amount(measure, 0, self._found.currency)
            yield "There is no such account."
            return
        what = "net worth" if measure == "net_worth" else self._phrases.balance()
        when = self._phrases.as_of(self._plan.to)
        yield f"The {what}{when} is {listed([self._balance(measure, each) for each in sums])}."
        if single:
            named = (f"{self._wording.named(each.name)} {self._balance(each.name, each)}" for each in single)
            yield f"{'; '.join(named)}."
        if self._plan.compare_to:
            yield from (self._balance_before(each) for each in sums)

    def _balance(self, name: str, balance: Balance) -> str:
        return self._wording.amount(name, balance.now, balance.currency)

    def _balance_before(self, balance: Balance) -> str:
        before = balance.before or 0
        when = self._phrases.as_of(self._plan.compare_to).strip().capitalize()
        then = self._wording.amount("previous", before, balance.currency)
        difference, moved = balance.now - before, arithmetic.percent(balance.now - before, before)
        self._wording.amount("difference", difference, balance.currency)
        self._percent("change_percent", moved)
        if not difference:
            return f"{when} it was the same, {then}."
        apart = self._wording.amount("change", abs(difference), balance.currency)
        return f"{when} it was {then}, so this is {apart} {'more' if difference > 0 else 'less'}."

    # What the figures leave out

    def _caveats(self) -> Iterator[str]:
        if others := self._found.others:
            sums = [self._other(each) for each in others]
            yield f"Not counted, being in other currencies: {listed(sums)}."

    def _other(self, sums: Sums) -> str:
        name = f"other_{sums.currency}"
        if self._plan.measure in ("count", "list", "first_date", "last_date"):
            return f"{self._wording.count(name, sums.count)} in {sums.currency}"
        return self._wording.amount(name, arithmetic.money(sums, self._plan.kind), sums.currency)


# The days of a month; the numbers have more.
_MOST_TIMES = 31


def _returned(sums: Sums, kind: str) -> int:
    """What came back of spending, or was taken back of income, in minor units."""
    return sums.money_in if kind == "expense" else sums.money_out if kind == "income" else 0
