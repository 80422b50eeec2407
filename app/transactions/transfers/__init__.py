"""Transfers between a person's own accounts: finding pairs, pairing and unpairing by hand."""
