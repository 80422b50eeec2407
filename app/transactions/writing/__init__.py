"""Creates, changes, splits and deletes transactions, with events, totals and balances."""
