"""What running a plan found, before it is told."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from app.ai.questions import Plan
from app.insights.ask.arithmetic import Figure
from app.transactions.measuring.service import Picked, Sums


@dataclass(frozen=True, slots=True)
class Group:
    """A group's figure, beside that of the period compared with.

    `key` is a category's slug, an account's id, a merchant, a tag, a weekday or the first day of a time; None for what
    has none.
    """

    key: Any
    now: Figure | None
    before: Figure | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a figure per month, week or day is of, and how many of these they are."""

    first: date
    last: date
    length: Fraction


@dataclass(frozen=True, slots=True)
class Balance:
    """An account's or a currency's balance in minor units, beside the one compared with."""

    name: str
    currency: str
    now: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan's figures are, in one currency; `others` are the sums of its transactions in other currencies.

    `now` and `before` are the figure asked for and that of the period compared with, `sums` and `earlier` what the
    transactions of these periods add up to. `usual` is the average by a time of what is grouped by it, `totals` what a
    list comes to in each currency. `rows` counts the transactions behind it all, `newest` are the newest.
    """

    plan: Plan
    currency: str
    sums: Sums
    rows: int
    newest: list[Picked]
    now: Figure | None = None
    before: Figure | None = None
    earlier: Sums | None = None
    groups: list[Group] = field(default_factory=list)
    left_out: int = 0
    picked: list[Picked] = field(default_factory=list)
    balances: list[Balance] = field(default_factory=list)
    others: list[Sums] = field(default_factory=list)
    span: Span | None = None
    usual: Figure | None = None
    totals: list[Sums] = field(default_factory=list)
    merchants: tuple[str, ...] = ()
