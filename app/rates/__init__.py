"""Rates: what a currency was worth in another on a day, by the ECB's euro reference rates."""
