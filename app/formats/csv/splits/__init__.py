"""Find split transactions: a line and its parts, which together count once."""
