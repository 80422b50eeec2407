"""The child process that opens the files of receipts, with limits of memory and time; nothing else decodes them."""
