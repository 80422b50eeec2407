"""Where transactions came from: their fingerprints, imports and ids; what imports alone ask of transactions."""
