"""Accounts: bank accounts, cards and cash, each in one currency, with their balances and statements."""
