"""Delimited text (CSV, TSV and the like): reader and writer; also tables of cells from workbooks and JSON."""
