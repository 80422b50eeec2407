"""Unpack spreadsheets in a child process, so that a hostile one can only crash that process.

A workbook of 5 KB with one cell in its far corner makes the library that reads it ask for 500 GB, which aborts the
process it runs in. So `python -m app.formats.workbook.process FILE` writes the cells as lines of JSON under limits of
memory and time, and `unfold` reads those.
"""
