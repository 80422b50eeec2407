"""Keeps private data from leaving the machine: what may go into a prompt, and placeholders for all else. Pure logic."""

from app.ai.redaction.redactor import Redactor, TooLong

__all__ = ["Redactor", "TooLong"]
