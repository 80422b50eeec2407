"""The columns of an exported table, which are the keys of exported JSON too, in this order."""

# The id stands first: behind the mark at the beginning of the file some programs take the first header for another.
_OF_TRANSACTIONS = (
    *("id", "date", "amount", "currency", "description", "merchant", "category", "tags", "notes"),
    *("account", "account_id", "value_date", "transaction_date", "original_amount", "original_currency"),
    *("kind", "status", "external_id", "transfer_id", "category_tier", "confidence", "locked"),
)
# What the first transaction of each account says of that account; the others leave it out.
ACCOUNT_COLUMNS = ("account_type", "account_numbers", "institution", "opening_balance")
# Parts of a split that do not fit into one cell go on behind the last column.
COLUMNS = (*_OF_TRANSACTIONS, *ACCOUNT_COLUMNS, "splits")
# Those of exports made before they said anything of accounts.
EARLIER_COLUMNS = (*_OF_TRANSACTIONS, "splits")

# What says of an account without transactions which one it is; the account columns say the rest.
OF_ACCOUNT = ("date", "currency", "account", "account_id")

# Where OFX and QIF keep a transaction as JSON with these keys. Both formats leave unknown elements to their readers:
# OFX 2.3 names those of an organisation like this (section 2.3.1), and X lines are what business editions of Quicken
# keep of their own, which all others pass over.
OFX_TAG = "FINSIGHT.TRANSACTION"
OFX_ACCOUNT_TAG = "FINSIGHT.ACCOUNT"
QIF_LETTER = "X"
# The only key of the JSON beside a record that states an opening balance for other programs; the first transaction of
# the account says it for us.
OPENING = "opening_balance"
