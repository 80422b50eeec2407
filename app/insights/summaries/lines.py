"""The line about one transaction, written by the local engine from its merchant's own transactions. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.insights.numbers import Numbers
from app.insights.payments import day_of, same_since, series_of, usual_amount
from app.insights.rhythm import Cadence
from app.transactions.documents import Payment, Transaction

# Beyond it a percentage says that one of the two amounts was small.
_MOST_PERCENT = 100
_LEAST_SAME = 3
_LONGEST_NAME = 80

_RHYTHMS = {
    "weekly": "Weekly",
    "biweekly": "Every 2 weeks",
    "monthly": "Monthly",
    "bimonthly": "Every 2 months",
    "quarterly": "Quarterly",
    "semiannual": "Twice a year",
    "yearly": "Yearly",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about a transaction beside itself.

    `payments` are those of its merchant in its currency, oldest first, itself among them; `complete` if there are no
    older ones. `other_account` is the name of a transfer's other account, `category` that of its category.
    """

    payments: Sequence[Payment] = ()
    complete: bool = True
    other_account: str | None = None
    category: str | None = None
    locale: str = "en-US"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without a full stop, and its numbers."""

    text: str
    numbers: Numbers


@dataclass(slots=True)
class _Writer:
    """Writes the line of one transaction."""

    row: Transaction
    known: Known
    numbers: Numbers = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = Numbers(self.known.locale)

    def line(self) -> str:
        """The line."""
        kind, amount = self.row["kind"], self.row["amount_minor"]
        if kind == "transfer":
            return self._transfer()
        if kind == "expense" and amount > 0:
            return self._refund()
        if not self.row["merchant"]:
            return self._nameless()
        if kind == "income" and amount < 0:
            return f"Income taken back, {self._amount('amount', amount)}"
        return self._repeated()

    def _amount(self, name: str, minor: int) -> str:
        return self.numbers.amount(name, abs(minor), self.row["currency"])

    def _transfer(self) -> str:
        direction = "to" if self.row["amount_minor"] < 0 else "from"
        other = self.known.other_account
        return f"Transfer {direction} {other[:_LONGEST_NAME] if other else 'an account that is not known here'}"

    def _nameless(self) -> str:
        what = (self.known.category or "")[:_LONGEST_NAME]
        amount = self._amount("amount", self.row["amount_minor"])
        direction = "paid" if self.row["amount_minor"] < 0 else "received"
        return f"{what}, {amount} {direction}" if what else f"{amount} {direction}; the other party is not known"

    def _refund(self) -> str:
        amount = self.row["amount_minor"]
        paid = [each for each in self._earlier() if each["amount_minor"] < 0]
        same = next((each for each in reversed(paid) if each["amount_minor"] == -amount), None)
        told = self._amount("amount", amount)
        if same:
            return f"Refund of the {told} paid on {self.numbers.day('paid', day_of(same))}"
        larger = any(each["amount_minor"] < -amount for each in paid)
        if larger:
            return f"Refund of {told}, part of an earlier payment"
        return f"Refund of {told}; the payment it belongs to is not known"

    def _earlier(self) -> list[Payment]:
        """The merchant's payments up to this one, itself not among them."""
        place = (self.row["date"], self.row["_id"])
        return [each for each in self.known.payments if (each["date"], each["_id"]) < place]

    def _repeated(self) -> str:
        """How often, in what rhythm and at what price this merchant is paid, or pays."""
        positive = self.row["amount_minor"] > 0
        before = [each for each in self._earlier() if (each["amount_minor"] > 0) is positive]
        if not before:
            return self._first()
        this: Payment = self.row
        series = series_of(this, [*before, this])
        amounts = series.amounts[:-1]
        if series.cadence:
            return self._in_rhythm(series.cadence, series.payments, amounts)
        return f"{self._time(len(before) + 1)}, {self._last(day_of(before[-1]))}{self._against_usual(amounts)}"

    def _last(self, day: date) -> str:
        again = day == self.row["date"].date()
        return "again on the same day" if again else f"last on {self.numbers.day('last', day)}"

    def _first(self) -> str:
        party = "at this merchant" if self.row["amount_minor"] < 0 else "from this payer"
        amount = self._amount("amount", self.row["amount_minor"])
        return f"First time {party}, {amount}" if self.known.complete else f"{amount}, one of many {party}"

    def _time(self, count: int) -> str:
        """`11th time`; where older payments are not looked at, that there are more."""
        if not self.known.complete:
            return f"One of more than {self.numbers.count('count', count - 1)}"
        return f"{self._ordinal(count)} time"

    def _ordinal(self, count: int) -> str:
        written = self.numbers.count("count", count)
        special = {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th") if count % 100 not in (11, 12, 13) else "th"
        return written + special

    def _in_rhythm(self, cadence: Cadence, payments: Sequence[Payment], amounts: Sequence[int]) -> str:
        text = f"{self._rhythm(cadence)}, {self._time(len(payments)).lower()}"
        same = same_since(payments)
        if len(same) < _LEAST_SAME:
            return text + self._against_usual(amounts)
        always = f"{text}, always {self._amount('amount', self.row['amount_minor'])}"
        if len(same) == len(payments) and not self.known.complete:
            return always
        return f"{always} since {self.numbers.month('since', day_of(same[0]))}"

    def _rhythm(self, cadence: Cadence) -> str:
        if "2" in _RHYTHMS[cadence.name]:
            self.numbers.count("periods", 2)
        return _RHYTHMS[cadence.name]

    def _against_usual(self, amounts: Sequence[int]) -> str:
        """`, 2 % more than usual`, as a clause behind what was said."""
        usual, now = usual_amount(amounts), abs(self.row["amount_minor"])
        if not usual:
            return ""
        if now == usual:
            return f", {self._amount('amount', now)} as usual"
        change = round(Fraction(100 * (now - usual), usual))
        if abs(change) > _MOST_PERCENT:
            return f", {self._amount('amount', now)} where {self._amount('usual', usual)} is usual"
        if not change:
            return f", {self._amount('amount', now)}, about as usual"
        percent = self.numbers.percent("change", Decimal(abs(change)))
        return f", {percent} {'more' if change > 0 else 'less'} than usual"


def line_of(row: Transaction, known: Known) -> Line:
    """Returns the line about a transaction, in English, its numbers in the workspace's locale."""
    writer = _Writer(row, known)
    return Line(" ".join(writer.line().split()), writer.numbers)
