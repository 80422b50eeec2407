"""The local stack, for development and tests only: real servers, supervised, without Docker."""
