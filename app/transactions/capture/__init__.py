"""Transactions entered as a sentence: read by the local engine, filled in by a worker."""
