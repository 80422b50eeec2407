"""Shared by the readers of several formats: amounts, dates, encodings, word lists, limits of size and time."""
