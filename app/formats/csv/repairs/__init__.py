"""What of a record is put right before it is read: split dates, split amounts, carried dates, cents."""
