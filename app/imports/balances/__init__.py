"""Balances in statements: checked against the rows, and recorded on the account."""
