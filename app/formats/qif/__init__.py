"""QIF, the Quicken Interchange Format: reader and writer."""
