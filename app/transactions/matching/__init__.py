"""Matches hand-entered transactions with imported ones that may be the same."""
