"""Spreadsheets taken apart in a process of their own, so that a hostile one ends that process and nothing else.

A workbook of 5 KB with one cell in its far corner makes the library that reads it ask for 500 GB, which aborts the
process it runs in. So `python -m app.formats.workbook.process FILE` writes the cells as lines of JSON under limits of
memory and time, and `unfold` reads those.
"""
