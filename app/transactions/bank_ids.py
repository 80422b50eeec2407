"""Fingerprints of transactions by their external id: the bank's, or one that the sender gave them.

The same id in the same account is the same transaction, whichever way it comes. A change of anything here needs a new
version (app/imports/drafting/fingerprint.py).
"""

from base64 import b64encode
from hashlib import blake2b

VERSION = 2
_BY_ID = f"i{VERSION}:"
# 104 bits: among a billion rows of an account and day no two meet by chance.
DIGEST_BYTES = 13
# Three bytes are four characters of base64, so the prefix stays one; the days of the calendar fit into them.
PREFIX_BYTES = 3
# Banks count their ids up: but for so many last characters, those of a batch are mostly alike.
_COUNTING = 3


def is_by_id(fingerprint: str) -> bool:
    """Whether the fingerprint is made of an external id."""
    return fingerprint.startswith(_BY_ID)


def by_id(account: bytes, external_id: str) -> str:
    """The fingerprint of a transaction with an external id. `account` is the account's binary id."""
    prefix = digest_of(external_id[:-_COUNTING], account, PREFIX_BYTES)
    return _BY_ID + b64encode(prefix + digest_of(external_id, account, DIGEST_BYTES)).decode()[:-2]


def digest_of(text: str, account: bytes, size: int) -> bytes:
    """The digest of a text within an account, of so many bytes."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size, key=account).digest()
