"""Accounts: where money is kept, each in one currency."""
