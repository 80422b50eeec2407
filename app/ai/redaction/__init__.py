"""Keeps private data from leaving the machine: what may go into a prompt, and placeholders for all else. Pure logic."""

from app.ai.redaction.allowed_words import is_allowed
from app.ai.redaction.redactor import Redactor, TooLong
from app.ai.redaction.shops import Shop, amount_bucket, merchant_for_model

__all__ = ["Redactor", "Shop", "TooLong", "amount_bucket", "is_allowed", "merchant_for_model"]
