"""Commits the drafts of a statement, batch by batch."""
