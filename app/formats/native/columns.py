"""The columns of an exported table, which are the keys of exported JSON too, in this order."""

# The id stands first: behind the mark at the beginning of the file some programs take the first header for another.
COLUMNS = (
    *("id", "date", "amount", "currency", "description", "merchant", "category", "tags", "notes"),
    *("account", "account_id", "value_date", "transaction_date", "original_amount", "original_currency"),
    *("kind", "status", "external_id", "transfer_id", "category_tier", "confidence", "locked", "splits"),
)

# Where OFX and QIF keep a transaction as JSON with these keys. Both formats leave unknown elements to their readers:
# OFX 2.3 names those of an organisation like this (section 2.3.1), and X lines are what business editions of Quicken
# keep of their own, which all others pass over.
OFX_TAG = "FINSIGHT.TRANSACTION"
QIF_LETTER = "X"
