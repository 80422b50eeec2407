"""Summaries: a line about a transaction, from what its merchant got before."""
