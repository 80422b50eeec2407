"""Which column of a delimited file holds what."""
