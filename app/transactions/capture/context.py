"""How a sentence is to be read."""

from datetime import date
from typing import NamedTuple


class Context(NamedTuple):
    """How a sentence is to be read: its reference date, the writer's locale, the currency where none is named."""

    reference_date: date
    locale: str
    currency: str
