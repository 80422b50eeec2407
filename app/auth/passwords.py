"""Refuses weak passwords, and hashes passwords with argon2id."""

import unicodedata
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's second recommendation (19 MiB, 2 passes, 1 lane): about 20 ms a login, so that many may log in at once.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# Checked when there is no such user, so that the answer takes as long as for one that exists.
_NOBODY = _hasher.hash("nobody has this password")

_COMMON = Path(__file__).with_name("common_passwords.txt")


def normalised(password: str) -> str:
    """Returns a password in NFKC: an é of one character and an e with an accent are the same keys."""
    return unicodedata.normalize("NFKC", password)


def weakness(password: str, email: str) -> str | None:
    """Returns why a new password is refused, as a sentence; None for a good one (NIST SP 800-63B, 3.1.1.2)."""
    plain = password.casefold().strip()
    if plain in (email.casefold(), email.casefold().partition("@")[0]):
        return "This is your e-mail address; choose a password that nobody can look up."
    if not plain or plain in _common() or _repeats(plain):
        return "This password is among the first that are tried; choose another one."
    return None


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").split("\n")
    return frozenset(line for line in lines if line and line != "#" and not line.startswith("# "))


def _repeats(text: str) -> bool:
    """Whether it is one or two characters over and over."""
    return len(set(text[::2])) == 1 and len(set(text[1::2])) <= 1


def hash_password(password: str) -> str:
    """Returns the argon2id hash, with its salt and parameters."""
    return _hasher.hash(password)


def is_right(password: str, password_hash: str | None) -> bool:
    """Whether the password is the hashed one; takes the same time for a user that does not exist (None)."""
    try:
        _hasher.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
