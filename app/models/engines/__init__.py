"""Engines: the language models that may be asked, a file each."""
