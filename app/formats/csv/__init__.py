"""Delimited text (CSV, TSV and their kin): reader, layout, rows, writer."""
