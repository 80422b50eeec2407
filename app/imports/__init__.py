"""Statement imports: from an uploaded file to transactions, with an outcome for every line."""
