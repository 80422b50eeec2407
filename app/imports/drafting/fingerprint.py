"""The fingerprint of an imported row, by which the same transaction is recognised in the next statement.

It is made of the bank's own id, or else of account, day, amount, currency, the raw words of the line and the ordinal
among identical rows of the file: two real coffees on one day stay two. The words are all the line says, not the
description chosen from its columns, which another file of the account may choose otherwise; nor the merchant's cleaned
name: the cleaner will improve, and fingerprints must not move with it. A change of anything here needs a new version.

A fingerprint begins with what its neighbours in a statement share: digests alone would scatter each batch over the
whole index, which by a million rows doubled MongoDB's work (docs/decisions/029).
"""

import unicodedata
from base64 import b64encode
from datetime import date

from app.imports.drafting.repeat_counter import RepeatCounter
from app.transactions.bank_ids import DIGEST_BYTES, PREFIX_BYTES, VERSION, digest_of

_BY_CONTENT = f"c{VERSION}:"

Content = tuple[date, int, str, str]


def normalised(description: str) -> str:
    """Returns the description without what banks change between exports: NFKC, case folded, white space collapsed."""
    if not description.isascii():
        description = unicodedata.normalize("NFKC", description)
    return " ".join(description.casefold().split())


def content_digest(account: bytes, day: date, amount_minor: int, currency: str, description: str) -> bytes:
    """Returns the digest that identical rows share, behind their day.

    `account` is the account's binary id, the amount in minor units.
    """
    day_number = day.toordinal()
    text = f"{day_number}|{amount_minor}|{currency}|{normalised(description)}"
    return day_number.to_bytes(PREFIX_BYTES, "big") + digest_of(text, account, DIGEST_BYTES)


def by_content(digest: bytes, ordinal: int) -> str:
    """Returns the fingerprint of a row without an id; `ordinal` counts its identical predecessors in the file."""
    return numbered(_BY_CONTENT + b64encode(digest).decode()[:-2], ordinal)  # without the padding


def base_of(fingerprint: str) -> str:
    """Returns the fingerprint of the first of identical rows."""
    return fingerprint.partition("#")[0]


def numbered(base: str, ordinal: int) -> str:
    """Returns the fingerprint of one of several identical rows; 0 is the first."""
    return f"{base}#{ordinal}" if ordinal else base


class ReusedIds:
    """Finds ids that stand beside different contents in one file: those identify nothing.

    `found` are their (account identifier, id) pairs, so far.
    """

    def __init__(self) -> None:
        self.found: set[tuple[str | None, str]] = set()
        self._ids, self._contents = RepeatCounter(), RepeatCounter()

    def add(self, account: str | None, external_id: str, content: Content) -> None:
        """Count an id beside (day, amount in minor units, currency, description)."""
        day, amount_minor, currency, description = content
        known = self._ids.count((account, external_id)) > 0
        whole = (account, external_id, day, amount_minor, currency, normalised(description))
        if self._contents.count(whole) == 0 and known:
            self.found.add((account, external_id))
