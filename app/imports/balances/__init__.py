"""The balances that a statement states, held against its rows and its account."""
