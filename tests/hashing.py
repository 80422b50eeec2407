"""What hashing a password costs: as shipped, and next to nothing where a thousand people only have to exist."""

from argon2 import PasswordHasher

from app.auth import passwords

SHIPPED = passwords._hasher
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def hash_with(hasher):
    """From now on this process hashes so; what is hashed is checked by the cost it was hashed with."""
    passwords._hasher = hasher
