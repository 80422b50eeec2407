"""Transactions: what money did, and the month totals and balances that follow from it."""
