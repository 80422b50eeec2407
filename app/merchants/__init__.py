"""Merchants: the readable name of the other party, and a local guess at the category, out of a bank's text."""
