"""Rules: how a transaction gets its category: the user's rules, learned merchants, the local lexicon."""
