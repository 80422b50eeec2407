"""Statement formats, a folder each: a format's reader (bytes to rows) and its writer (rows to bytes)."""
