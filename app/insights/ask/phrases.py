"""The words around a figure: whose money it is, where, when, and of which transactions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bson import ObjectId

from app.ai.questions import Filters, Names
from app.insights.ask.known_names import KnownNames
from app.insights.ask.outcome import Outcome
from app.insights.ask.wording import Wording, listed
from app.money import MoneyError, to_minor

_MOST_MERCHANTS = 4
_PERS = {"month": " a month", "week": " a week", "day": " a day", "none": ""}
_NOUNS = {"expense": "expense", "income": "income", "net": "transaction", "transfer": "transfer", "refund": "refund"}
_WITHOUT = {"category": "no category", "merchant": "no merchant", "tag": "no tag"}


class Phrases:
    """The phrases about one outcome."""

    def __init__(self, outcome: Outcome, known: KnownNames, wording: Wording) -> None:
        self._plan, self._outcome = outcome.plan, outcome
        self._known, self._wording = known, wording

    def opening(self, figure: str, when: str) -> str:
        """Returns the beginning of the sentence that tells one figure."""
        plan, about = self._plan, self.filters()
        per = _PERS[plan.per]
        if plan.measure == "count":
            noun = f"{_NOUNS[plan.kind]}{'' if figure == '1' else 's'}"
            return (
                f"There were {figure} {noun}{per}{about}{when}" if figure != "1" else f"There was 1 {noun}{about}{when}"
            )
        if plan.measure in ("largest", "smallest", "median"):
            return f"The {plan.measure} {_NOUNS[plan.kind]}{about}{when} was {figure}"
        if plan.measure == "average" and not per:
            return f"The average {_NOUNS[plan.kind]}{about}{when} was {figure}"
        average = " on average" if per else ""
        return f"{self._moved(figure)}{per}{average}{about}{when}"

    def _moved(self, figure: str) -> str:
        return {
            "expense": f"You spent {figure}",
            "income": f"You received {figure}",
            "net": f"Income less spending came to {figure}",
            "transfer": f"You moved {figure} between your own accounts",
            "refund": f"You got {figure} back",
        }[self._plan.kind]

    def subject(self, when: str) -> str:
        """Returns what groups are of, such as `Your spending at Lidl in March`."""
        plan = self._plan
        of = {
            "expense": "spending",
            "income": "income",
            "net": "income less spending",
            "transfer": "transfers",
            "refund": "refunds",
        }[plan.kind]
        noun = f"{_NOUNS[plan.kind]}s"
        named = {
            "sum": of,
            "count": f"number of {noun}",
            "average": f"average {_NOUNS[plan.kind]}" if plan.per == "none" else of,
        }.get(plan.measure, f"{plan.measure} {_NOUNS[plan.kind]}")
        per = f"{_PERS[plan.per]} on average" if plan.per != "none" else ""
        return f"Your {named}{per}{self.filters()}{when}"

    def these(self, counted: str, when: str) -> str:
        """Returns the beginning of a list."""
        kind = "" if self._plan.kind == "net" else f"{_NOUNS[self._plan.kind]} "
        verb = "is" if counted.endswith("n") else "are"
        return f"There {verb} {counted.replace(' ', f' {kind}', 1)}{self.filters()}{when}"

    def noun(self, _which: str) -> str:
        """Returns what a single transaction of the plan is called, and which ones are meant."""
        return f"{_NOUNS[self._plan.kind]}{self.filters()}"

    def none_of_them(self, when: str) -> str:
        """Returns that there is no such transaction; of a name that nobody has, that."""
        if self._plan.filters.merchant and not self._outcome.merchants:
            return "there is no transaction of that name"
        return f"there is no such {_NOUNS[self._plan.kind]}{self.filters() if when else ''}{when}"

    def balance(self) -> str:
        """Returns whose balance it is."""
        names = self._accounts(self._plan.filters)
        return f"balance of {self._named(names)}" if names else "balance of all accounts"

    def as_of(self, day: date | None) -> str:
        """Returns at the end of which day something was."""
        return f" on {self._wording.day('on', day)}" if day else ""

    def period(self) -> str:
        """Returns when it was."""
        return self._wording.period(self._plan.from_, self._plan.to)

    def other_period(self) -> str:
        """Returns when it was that it is compared with, to begin a sentence."""
        when = self._wording.period(self._plan.compare_from, self._plan.compare_to).strip()
        return f"{when[:1].upper()}{when[1:]}"

    def group(self, key: Any) -> str:
        """Returns what a group is called."""
        by = self._plan.group_by
        if key is None:
            return _WITHOUT[by]
        if isinstance(key, date):
            return self._time(key)
        if isinstance(key, ObjectId):
            return self._wording.named(self._account(str(key)))
        category = self._known.vocabulary.categories.get(key) if by == "category" else None
        name = category.name if category else str(key)
        return name.capitalize() if by == "weekday" else self._wording.named(name)

    def key(self, key: Any) -> str:
        """Returns the name of a group's number: a slug, a name, `2026-10` or `2026-10-05`."""
        if key is None:
            return "none"
        if isinstance(key, ObjectId):
            return self._account(str(key))
        return str(key)[:7] if self._plan.group_by == "month" else str(key)

    def _time(self, day: date) -> str:
        if self._plan.group_by == "month":
            return self._wording.month(self.key(day), day)
        said = self._wording.day(self.key(day), day)
        return f"week of {said}" if self._plan.group_by == "week" else said

    def filters(self) -> str:
        """Returns which transactions are meant, such as ` at Lidl on Groceries`."""
        ours, plan = self._plan.filters, self._plan
        merchants = self._merchants(ours)
        about = [
            f"{'from' if plan.kind == 'income' else 'at'} {self._named(merchants, 'or')}" if merchants else "",
            f"{'for' if plan.measure in ('sum', 'average') else 'in'} {self._named(self._categories(ours))}"
            if ours.category
            else "",
            f"{self._of_account()} {self._named(self._accounts(ours))}" if ours.account_id else "",
            f"tagged “{self._named(ours.tag, 'or')}”" if ours.tag else "",
            f"with “{self._wording.named(ours.text)}” in the text" if ours.text else "",
            self._weekday(),
            self._amounts(ours),
            self._exclusion(plan.exclude),
        ]
        return "".join(f" {each}" for each in about if each)

    def _of_account(self) -> str:
        return {"expense": "from", "transfer": "to or from"}.get(self._plan.kind, "in")

    def _named(self, names: Sequence[str], last: str = "and") -> str:
        return self._wording.named(listed(names, last))

    def _merchants(self, names: Names) -> list[str]:
        """The merchants meant, as they are called; a name that nobody has as it was written."""
        meant = list(dict.fromkeys(self._outcome.merchants)) if names is self._plan.filters else []
        shown = meant or list(names.merchant)
        return shown if len(shown) <= _MOST_MERCHANTS else [*shown[:_MOST_MERCHANTS], "others of that name"]

    def _categories(self, names: Names) -> list[str]:
        known = self._known.vocabulary.categories
        return [known[slug].name if slug in known else slug for slug in names.category]

    def _accounts(self, names: Names) -> list[str]:
        return [self._account(account_id) for account_id in names.account_id]

    def _account(self, account_id: str) -> str:
        return self._known.vocabulary.accounts.get(account_id, "an account that is gone")

    def _weekday(self) -> str:
        day = self._plan.filters.weekday
        if day in ("weekend", "workday"):
            return {"weekend": "at weekends", "workday": "on workdays"}[day]
        return f"on {day.capitalize()}s" if day else ""

    def _amounts(self, filters: Filters) -> str:
        least, most = filters.amount_min, filters.amount_max
        low = self._limit("amount_min", least) if least is not None else ""
        high = self._limit("amount_max", most) if most is not None else ""
        if low and high:
            return f"of {low} to {high}"
        return f"of at least {low}" if low else f"of at most {high}" if high else ""

    def _limit(self, name: str, amount: Any) -> str:
        try:
            return self._wording.amount(name, to_minor(amount, self._outcome.currency), self._outcome.currency)
        except MoneyError:  # more decimals than the currency has
            return self._wording.decimal(name, amount, "count")

    def _exclusion(self, left_out: Names) -> str:
        names = [*self._merchants(left_out), *self._categories(left_out), *self._accounts(left_out), *left_out.tag]
        return f"without {self._named(names)}" if names else ""
