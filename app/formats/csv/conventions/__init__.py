"""How a delimited file writes numbers and dates, and what the sign of its amounts means."""
