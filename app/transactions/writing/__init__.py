"""How transactions are created, changed, split and deleted, with all that follows from it."""
