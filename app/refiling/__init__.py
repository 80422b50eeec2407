"""Rules and corrections applied to the past."""
