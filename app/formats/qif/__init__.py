"""QIF: reader and writer."""
