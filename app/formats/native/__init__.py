"""Transactions as files that other programs read, and that an import reads back to the same transactions.

Every file carries each transaction as it stands, field by field (`columns.COLUMNS`): tables and JSON as what they are,
OFX and QIF beside what those formats have a place for. app/formats/native/reader.py reads them.
"""
