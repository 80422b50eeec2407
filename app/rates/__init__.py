"""Rates: exchange rates by the ECB's euro reference rates, and conversion by them."""
