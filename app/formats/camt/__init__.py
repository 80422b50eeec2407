"""CAMT.052, .053 and .054, the statements of ISO 20022."""
