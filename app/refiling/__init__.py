"""Refiling: apply rules and corrections to existing transactions."""
