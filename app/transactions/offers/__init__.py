"""Offers pairs of transactions for users to confirm: the same one told twice, and likely transfers."""
