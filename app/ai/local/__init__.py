"""The local language engine: reads sentences about money without any service. Pure logic."""

from app.ai.local.dates import written_days
from app.ai.local.locales import writing_of
from app.ai.local.numeric_dates import impossible_date
from app.ai.local.payee import Names
from app.ai.local.reading import Reading, Slip, Stated, parse_text, stated_in

__all__ = [
    "Names",
    "Reading",
    "Slip",
    "Stated",
    "impossible_date",
    "parse_text",
    "stated_in",
    "writing_of",
    "written_days",
]
