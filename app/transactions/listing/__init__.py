"""Lists and exports transactions: filters, orders, cursors, files."""
