"""Repair records before they are read: split dates, split amounts, carried dates, cents."""
