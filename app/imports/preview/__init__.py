"""Preview: how a statement would be read, before it is imported."""
