"""Our own export format, both ways: its columns and cells, and how it is read back to the same transactions.

Every exported file carries each transaction as it stands, field by field (`columns.COLUMNS`): tables and JSON as such,
OFX and QIF beside the elements of those formats.
"""
