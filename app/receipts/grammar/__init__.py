"""Reads the lines of a receipt's text, in several languages, without any service. Pure logic."""

from app.receipts.grammar.reading import read_lines

__all__ = ["read_lines"]
