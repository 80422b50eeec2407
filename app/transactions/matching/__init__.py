"""Hand-entered transactions and the imported ones they may be."""
