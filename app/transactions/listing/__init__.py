"""Lists and exports of transactions: filters, orders, cursors, files."""
