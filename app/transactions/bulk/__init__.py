"""Creates, changes and deletes many transactions in one request."""
