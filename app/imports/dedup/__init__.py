"""Deduplication: which lines of a statement are transactions that the workspace already has."""
