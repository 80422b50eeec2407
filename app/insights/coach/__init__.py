"""Advice about a workspace's money: found in its own transactions, with evidence, a saving and an action each."""
