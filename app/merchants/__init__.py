"""Merchants: clean names, brands and category guesses from the text of a bank statement. Pure functions."""
