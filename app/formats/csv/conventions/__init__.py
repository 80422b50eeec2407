"""Infer the conventions of a table: number style, date order, sign of amounts, fees."""
