"""Rules: how a transaction gets its category: the user's rules, what corrections taught, the local lexicon."""
