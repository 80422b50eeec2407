"""MongoDB: connection and transactions, the scoped collection, indexes, ids, locks and caches of a workspace."""
