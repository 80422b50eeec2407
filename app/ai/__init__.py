"""Language engines: the local one, which needs no service."""
