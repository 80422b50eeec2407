"""What a month looked like: figures from the kept totals, and a text about them."""
