"""Statements inside .zip and .gz."""
