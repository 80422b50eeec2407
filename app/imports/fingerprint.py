"""What makes an imported transaction the same one again, in whatever statement it comes back.

The bank's own id where it is one, else account, day, amount, currency, the raw words of the line and the ordinal among
identical rows of the file: two real coffees on one day stay two. The words are all the line says, not the description
chosen from its columns, which another file of the account may choose otherwise; nor the merchant's cleaned name: the
cleaner will improve, and fingerprints must not move with it. A change of anything here needs a new version.
"""

import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from datetime import date
from hashlib import blake2b

VERSION = 1
_BY_ID, _BY_CONTENT = f"i{VERSION}:", f"c{VERSION}:"
# 128 bits: no two of a billion rows meet by chance.
_DIGEST_BYTES = 16

Content = tuple[date, int, str, str]


def normalised(description: str) -> str:
    """The description without what banks change between two exports: NFKC, case folded, white space collapsed."""
    if not description.isascii():
        description = unicodedata.normalize("NFKC", description)
    return " ".join(description.casefold().split())


def content_digest(account: bytes, day: date, amount_minor: int, currency: str, description: str) -> bytes:
    """The digest that identical rows share. `account` is the account's binary id, the amount in minor units."""
    text = f"{day.toordinal()}|{amount_minor}|{currency}|{normalised(description)}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES, key=account).digest()


def by_content(digest: bytes, ordinal: int) -> str:
    """The fingerprint of a row without an id; `ordinal` counts its identical predecessors in the file."""
    return numbered(_BY_CONTENT + b64encode(digest).decode()[:-2], ordinal)  # without the padding


def base_of(fingerprint: str) -> str:
    """The fingerprint that identical rows share: that of the first of them."""
    return fingerprint.partition("#")[0]


def numbered(base: str, ordinal: int) -> str:
    """The fingerprint of another of the identical rows; 0 is the first."""
    return f"{base}#{ordinal}" if ordinal else base


def is_by_id(fingerprint: str) -> bool:
    """Whether the bank's own id makes it."""
    return fingerprint.startswith(_BY_ID)


def by_id(account: bytes, external_id: str) -> str:
    """The fingerprint of a row that carries the bank's own id."""
    digest = blake2b(external_id.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES, key=account).digest()
    return _BY_ID + b64encode(digest).decode()[:-2]


def false_ids(rows: Iterable[tuple[str | None, str, Content]]) -> frozenset[tuple[str | None, str]]:
    """The (account, id) pairs that stand beside different contents in one file: those are no ids.

    `rows` are (account identifier, id, (day, amount in minor units, currency, description)).
    """
    first: dict[tuple[str | None, str], int] = {}
    false = set()
    for account, external_id, (day, amount_minor, currency, description) in rows:
        content = hash((day, amount_minor, currency, normalised(description)))
        if first.setdefault((account, external_id), content) != content:
            false.add((account, external_id))
    return frozenset(false)
