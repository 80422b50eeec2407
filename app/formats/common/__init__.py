"""What readers of several formats share: amounts, dates, encodings, words, limits of size and time."""
