"""The history of a transaction, and the delta feed of a workspace."""
