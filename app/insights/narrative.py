"""The text about a month, written by the local engine: plain sentences in which every number is a computed figure.

A sentence is a template and the numbers it uses; no template has a digit, so that no number can be made up.
Names of categories are repeated as their owner wrote them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from app.insights.figures import CategoryFigure, MonthFigures, Totals, change, percent
from app.insights.months import month_name, shifted
from app.money import format_amount

MOST_SENTENCES = 5
# Beyond it, up or down, a percentage says that the month before was small, and little about this one.
MOST_PERCENT = 100
_NO_NUMBERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the numbers in it by name, as decimal strings."""

    text: str
    numbers: dict[str, str]


def narrate(figures: MonthFigures) -> Sentence:
    """Returns two to five sentences on a month as one text, with all the numbers they use."""
    caveats = list(_others(figures))
    sentences = [*islice(_sentences(figures), MOST_SENTENCES - len(caveats)), *caveats]
    numbers = {name: number for sentence in sentences for name, number in sentence.numbers.items()}
    return Sentence(" ".join(sentence.text for sentence in sentences), numbers)


def _sentences(figures: MonthFigures) -> Iterator[Sentence]:
    """What there is to say of one currency, the most important first."""
    if not figures.totals.transactions:
        yield from _empty_month(figures)
        return
    yield _opening(figures)
    yield _comparison(figures)
    biggest = next((figure for figure in figures.expenses if figure.category_id), None)
    if biggest and biggest.amount > 0:
        yield _biggest(figures, biggest)
    yield from _largest_rise(figures)
    yield from _uncategorised(figures)


def _say(template: str, figures: MonthFigures, numbers: Mapping[str, str] = _NO_NUMBERS, **words: str) -> Sentence:
    """Fill a template; `{month}` and `{before}` stand for the month and the one before, with their years."""
    places = {"month": figures.month, "before": shifted(figures.month, -1)}
    dates = {name: f"{month_name(value)} {value[:4]}" for name, value in places.items()}
    years = {f"{name}_year": value[:4] for name, value in places.items() if f"{{{name}}}" in template}
    text = template.format(currency=figures.currency, **dates, **words, **numbers)
    return Sentence(text, {**years, **numbers})


def _amount(minor: int, figures: MonthFigures) -> str:
    return format_amount(minor, figures.currency)


def _opening(figures: MonthFigures) -> Sentence:
    now = figures.totals
    if now.income > 0 and now.expense > 0:
        return _income_and_expense(figures)
    if now.expense > 0:
        spent = _amount(now.expense, figures)
        return _say("In {month} {expense} {currency} were spent and no income came in.", figures, {"expense": spent})
    if now.income > 0:
        received = _amount(now.income, figures)
        return _say("In {month} {income} {currency} came in and nothing was spent.", figures, {"income": received})
    used = {"transactions": str(now.transactions), "net": _amount(now.net, figures)}
    template = "In {month} nothing was earned or spent on balance: {transactions} booked, {net} {currency} net."
    return _say(template, figures, used)


def _income_and_expense(figures: MonthFigures) -> Sentence:
    now = figures.totals
    used = {"income": _amount(now.income, figures), "expense": _amount(now.expense, figures)}
    start = "In {month} {income} {currency} came in and {expense} {currency} were spent, "
    if now.net < 0:
        used["shortfall"] = _amount(-now.net, figures)
        return _say(start + "{shortfall} {currency} more than came in.", figures, used)
    used |= {"net": _amount(now.net, figures), "savings_percent": f"{percent(now.net, now.income):f}"}
    return _say(start + "which leaves {net} {currency}, a savings rate of {savings_percent} %.", figures, used)


def _comparison(figures: MonthFigures) -> Sentence:
    now, then = figures.totals.expense, figures.previous.expense
    if not figures.previous.transactions:
        return _say("There is no {before} to compare it with.", figures)
    moved = change(now, then)
    if moved is None:
        return _say("No money was spent in {before}, on balance, so there is no change to tell.", figures)
    previous = _amount(then, figures)
    if moved == 0:
        template = "Spending was about the same as in {before} ({previous_expense} {currency})."
        return _say(template, figures, {"previous_expense": previous})
    verb = "rose" if moved > 0 else "fell"
    if abs(moved) > MOST_PERCENT:
        template = "Spending {verb} from {previous_expense} {currency} in {before} to {expense} {currency}."
        return _say(template, figures, {"previous_expense": previous, "expense": _amount(now, figures)}, verb=verb)
    template = "Spending {verb} by {expense_change} % against {before} ({previous_expense} {currency})."
    return _say(template, figures, {"expense_change": f"{abs(moved):f}", "previous_expense": previous}, verb=verb)


def _biggest(figures: MonthFigures, biggest: CategoryFigure) -> Sentence:
    used = {"top_amount": _amount(biggest.amount, figures)}
    share = percent(biggest.amount, figures.totals.expense)
    # Refunds elsewhere can make one category more than the whole, which reads like a mistake.
    if share is None or biggest.amount > figures.totals.expense:
        template = "Most of it went to {name}: {top_amount} {currency}."
        return _say(template, figures, used, name=biggest.name)
    template = "The biggest category was {name} with {top_amount} {currency}, {top_percent} % of spending."
    return _say(template, figures, {**used, "top_percent": f"{share:f}"}, name=biggest.name)


def _largest_rise(figures: MonthFigures) -> Iterator[Sentence]:
    """The category that grew most, if there is a month to grow from and growth of a percent of it all."""
    rising = max(figures.expenses, key=lambda figure: figure.rise, default=None)
    then = figures.previous.expense
    if rising is None or then <= 0 or rising.rise <= 0 or rising.rise * 100 < then:
        return
    used = {
        "rise_amount": _amount(rising.rise, figures),
        "rise_previous": _amount(rising.previous, figures),
    }
    template = "{name} grew most, by {rise_amount} {currency} from {rise_previous} {currency}."
    yield _say(template, figures, used, name=rising.name)


def _uncategorised(figures: MonthFigures) -> Iterator[Sentence]:
    open_ones = figures.uncategorised
    if open_ones.count:
        have = "transaction has" if open_ones.count == 1 else "transactions have"
        used = {"open_count": str(open_ones.count), "open_amount": _amount(open_ones.amount, figures)}
        yield _say("{open_count} {have} no category yet ({open_amount} {currency}).", figures, used, have=have)


def _others(figures: MonthFigures) -> Iterator[Sentence]:
    if figures.others:
        codes = _listed(list(figures.others))
        yield _say("Amounts in {codes} stand apart and are not added up with {currency}.", figures, codes=codes)


def _empty_month(figures: MonthFigures) -> Iterator[Sentence]:
    yield _say("There are no transactions in {currency} in {month}.", figures)
    yield _month_before(figures, figures.previous)


def _month_before(figures: MonthFigures, previous: Totals) -> Sentence:
    if not previous.transactions:
        return _say("There are none in {before} either, so there is nothing to compare.", figures)
    used = {
        "previous_income": _amount(previous.income, figures),
        "previous_expense": _amount(previous.expense, figures),
    }
    template = "In {before} {previous_income} {currency} came in and {previous_expense} {currency} were spent."
    return _say(template, figures, used)


def _listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
