"""Asks a language model about merchants that nothing else could file, and files their transactions by what it says."""
