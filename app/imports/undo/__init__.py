"""Undoes an import: its transactions are removed, or handed over to other imports."""
