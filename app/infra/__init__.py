"""Shared rooms: MongoDB, Redis, HTTP conventions, logs. They import no domain."""
