"""The local language engine: reads sentences about money without any service. Pure logic."""

from app.ai.local.impossible_dates import impossible_date
from app.ai.local.reading import Reading, parse_text

__all__ = ["Reading", "impossible_date", "parse_text"]
