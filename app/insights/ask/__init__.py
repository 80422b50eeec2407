"""Answers questions about the workspace's own money: a question's plan is run, and what it finds is told."""
