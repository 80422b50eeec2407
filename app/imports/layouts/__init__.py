"""Layouts of files: the format, how its columns are read, and the mappings that users correct."""
