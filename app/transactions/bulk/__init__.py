"""Many changes of transactions in one request."""
