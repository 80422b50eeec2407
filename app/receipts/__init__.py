"""Receipts: pictures and PDFs of purchases, read into transactions or attached to those they are of."""
