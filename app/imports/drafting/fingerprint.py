"""What makes an imported transaction the same one again, in whatever statement it comes back.

The bank's own id where it is one, else account, day, amount, currency, the raw words of the line and the ordinal among
identical rows of the file: two real coffees on one day stay two. The words are all the line says, not the description
chosen from its columns, which another file of the account may choose otherwise; nor the merchant's cleaned name: the
cleaner will improve, and fingerprints must not move with it. A change of anything here needs a new version.

A fingerprint begins with what its neighbours in a statement share: digests alone would scatter each batch over the
whole index, which by a million rows doubled MongoDB's work (docs/decisions/029).
"""

import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from datetime import date

from app.imports.drafting.repeat_counter import RepeatCounter
from app.transactions.bank_ids import DIGEST_BYTES, PREFIX_BYTES, VERSION, digest_of

_BY_CONTENT = f"c{VERSION}:"

Content = tuple[date, int, str, str]


def normalised(description: str) -> str:
    """The description without what banks change between two exports: NFKC, case folded, white space collapsed."""
    if not description.isascii():
        description = unicodedata.normalize("NFKC", description)
    return " ".join(description.casefold().split())


def content_digest(account: bytes, day: date, amount_minor: int, currency: str, description: str) -> bytes:
    """The digest that identical rows share, behind their day. `account` is the account's binary id, the amount in
    minor units.
    """
    day_number = day.toordinal()
    text = f"{day_number}|{amount_minor}|{currency}|{normalised(description)}"
    return day_number.to_bytes(PREFIX_BYTES, "big") + digest_of(text, account, DIGEST_BYTES)


def by_content(digest: bytes, ordinal: int) -> str:
    """The fingerprint of a row without an id; `ordinal` counts its identical predecessors in the file."""
    return numbered(_BY_CONTENT + b64encode(digest).decode()[:-2], ordinal)  # without the padding


def base_of(fingerprint: str) -> str:
    """The fingerprint that identical rows share: that of the first of them."""
    return fingerprint.partition("#")[0]


def numbered(base: str, ordinal: int) -> str:
    """The fingerprint of another of the identical rows; 0 is the first."""
    return f"{base}#{ordinal}" if ordinal else base


def reused_ids(rows: Iterable[tuple[str | None, str, Content]]) -> frozenset[tuple[str | None, str]]:
    """The (account, id) pairs that stand beside different contents in one file: those are no ids.

    `rows` are (account identifier, id, (day, amount in minor units, currency, description)).
    """
    ids, contents, false = RepeatCounter(), RepeatCounter(), set()
    for account, external_id, (day, amount_minor, currency, description) in rows:
        content = (account, external_id, day, amount_minor, currency, normalised(description))
        again = ids.count((account, external_id)) > 0
        if contents.count(content) == 0 and again:
            false.add((account, external_id))
    return frozenset(false)
