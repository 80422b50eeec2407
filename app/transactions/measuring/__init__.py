"""Measures transactions that filters choose: sums by group, how values are spread, extremes, the newest."""
