"""Shared infrastructure: MongoDB, Redis, HTTP conventions, queues, logs. It imports no domain."""
