"""Limits of wrong passwords at sign-in, by account, address and device, so that the owner still gets in.

Wrong passwords are counted for each account and address, so that an attacker elsewhere does not keep the owner out. One
attacker at many addresses is slowed for the account as a whole, and one who tries many accounts for the address. A
device that signed in to the account before has a count of its own, which wrong passwords from elsewhere do not use up.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.addresses import household
from app.auth.documents import KnownDevice
from app.infra.attempts import Bound

# A person gets a password wrong a few times; ten at once is a habit of programs (NIST SP 800-63B, section 3.2.2).
A_MINUTE, AN_HOUR = 10, 30
ANY_ACCOUNT_A_MINUTE = 60
# Of strangers all together: from ten thousand addresses still 2,400 guesses a day.
STRANGERS_AN_HOUR = 100
KNOWN_DAYS = 90
MOST_DEVICES = 20
_AGENT_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Device:
    """Where a sign-in comes from: the address and the User-Agent."""

    address: str
    agent: str

    def mark(self, secret: str) -> str:
        """Returns a keyed hash that identifies the device in the user's document without naming it."""
        text = f"device:{household(self.address)}\n{self.agent[:_AGENT_CHARACTERS]}"
        return _short(hmac.digest(secret.encode(), text.encode(errors="replace"), hashlib.sha256))


def bounds_of(email: str, device: Device, mark: str | None) -> list[Bound]:
    """Returns the limits that a sign-in counts against; `mark` is that of a device the account knows."""
    # Hashed: an address is nobody's business in Redis.
    account = _short(hashlib.sha256(email.encode()).digest())
    if mark is not None:
        return _often(f"known:{account}:{mark}")
    place = household(device.address)
    return [
        *_often(f"login:{account}:{place}"),
        Bound(f"login:{place}", ANY_ACCOUNT_A_MINUTE, 60),
        Bound(f"login:{account}", STRANGERS_AN_HOUR, 3600),
    ]


def _often(key: str) -> list[Bound]:
    return [Bound(key, A_MINUTE, 60), Bound(key, AN_HOUR, 3600)]


def is_known(devices: Sequence[KnownDevice], mark: str, now: datetime) -> bool:
    """Whether a device is among those of an account, and signed in within KNOWN_DAYS."""
    oldest = now - timedelta(days=KNOWN_DAYS)
    return any(device["mark"] == mark and device["at"] > oldest for device in devices)


def _short(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest[:18]).decode()
