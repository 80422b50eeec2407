"""Chooses the words that may leave the machine (development only)."""
