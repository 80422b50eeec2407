"""Drafts of transactions from the rows of a statement: account, fingerprint, category."""
