"""Where the table of a delimited file stands: dialect, preamble, header, stanzas, files of several tables."""
