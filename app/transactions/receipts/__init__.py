"""What a receipt does to transactions: it waits as one, becomes one, or is attached to the one it is of."""
