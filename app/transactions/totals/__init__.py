"""What transactions add up to: month totals, balances and the invariant that holds them."""
