"""The summary and the dashboard of a month, as computed and not yet JSON."""

from dataclasses import dataclass

from app.accounts.documents import Account
from app.insights.base_totals import BaseTotals
from app.insights.figures import MerchantFigure, MonthFigures
from app.insights.narrative import Sentence


@dataclass(frozen=True, slots=True)
class Summary:
    """A month's figures and the text about them."""

    figures: MonthFigures
    story: Sentence
    base: BaseTotals


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A summary with the merchants and accounts beside it."""

    summary: Summary
    merchants: list[MerchantFigure]
    accounts: list[Account]
