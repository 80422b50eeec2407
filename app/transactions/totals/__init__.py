"""What transactions add up to: month totals, balances, and the check that they still do."""
