"""Assign columns to fields: which column of a table is the date, the amount, the payee ..."""
