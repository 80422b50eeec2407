"""Transactions: creating, changing, listing and matching them, and the month totals and balances they add up to."""
