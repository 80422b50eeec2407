"""Transfers between a person's own accounts."""
