"""Keys that sign: how a weak one is recognised, and where development keeps the ones it makes."""

import os
import secrets
from pathlib import Path

LEAST_LENGTH = 32
# A random key of 32 hexadecimal digits has fewer once in ten thousand times, one of letters and digits never.
LEAST_VARIETY = 10
# What examples and templates put where a secret belongs.
_PLACEHOLDERS = (
    "changeme", "changethis", "changeit", "replaceme", "replacethis", "placeholder", "insecure", "notasecret",
    "supersecret", "yoursecret", "mysecret", "secretkey", "jwtsecret", "password", "example", "tobedefined",
)  # fmt: skip


def weakness(value: str) -> str | None:
    """Why nobody should sign with this secret, as the rest of a sentence; None for a good one."""
    if not value:
        return "is not set"
    if len(value) < LEAST_LENGTH:
        return f"is shorter than {LEAST_LENGTH} characters"
    if len(set(value)) < LEAST_VARIETY:
        return f"has fewer than {LEAST_VARIETY} different characters"
    if value in (value + value)[1:-1]:
        return "is a short text repeated"
    letters = "".join(filter(str.isalnum, value.casefold()))
    return "is a placeholder" if any(word in letters for word in _PLACEHOLDERS) else None


def kept_secret(path: Path) -> str:
    """Read the development secret, or make it: linking a finished file is atomic, so of two processes one wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another process of the stack was first; its secret is the one
        finally:
            fresh.unlink()
    return path.read_text()
