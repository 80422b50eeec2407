"""Spreadsheets (XLSX, XLS, ODS ...): reader and writer."""
