"""Celery tasks: each takes an id, calls one service function, and may run twice without harm."""
