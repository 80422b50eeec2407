"""Find the table in a delimited file: dialect, preamble, header, stanzas, files of several tables."""
