"""Transactions told in a sentence."""
