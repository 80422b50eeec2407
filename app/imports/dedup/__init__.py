"""Which lines of a statement are transactions the workspace has already."""
