"""Parses a sentence into transactions, by the local engine, and categorises them; nothing is saved here."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId

from app.ai.local import Names, Reading, Slip, impossible_date, parse_text
from app.infra.amounts import minor_units
from app.infra.database.mongo import Scope
from app.infra.problems import Invalid
from app.merchants.brands import brand_of
from app.merchants.lexicon import is_plain, words_of
from app.rules import service as rules
from app.rules.filing import Filing
from app.transactions.capture.context import Context


class ParsedTransaction(NamedTuple):
    """One transaction of a sentence: signed minor units of its currency, and how sure the reading is."""

    amount_minor: int
    currency: str
    date: datetime
    description: str
    filing: Filing
    kind: str
    confidence: float


def read(scope: Scope, text: str, context: Context, account_id: ObjectId | None = None) -> list[ParsedTransaction]:
    """The transactions in a sentence, in its order; none when it names no amount.

    Raises Invalid at /text for an amount its currency cannot hold, for a date that does not exist, and for a range
    where an amount should be.
    """
    return file_readings(scope, local_readings(text, context), account_id)


def local_readings(text: str, context: Context) -> list[Reading]:
    """Returns what the local engine reads in a sentence; raises Invalid as `read` does for a day or a range."""
    if slip := impossible_date(text):
        raise _refusal(Slip("no_such_date", slip))
    readings = parse_text(text, context.reference_date, context.locale, context.currency, NAMES)
    if slips := [reading.slip for reading in readings if reading.slip]:
        raise _refusal(slips[0])
    return readings


def file_readings(
    scope: Scope, readings: Sequence[Reading], account_id: ObjectId | None = None
) -> list[ParsedTransaction]:
    """Returns the readings that have an amount, categorised; raises Invalid for one that its currency cannot hold."""
    categoriser = rules.kept_categoriser(scope)
    return [
        _filed(reading, reading.amount, categoriser, account_id) for reading in readings if reading.amount is not None
    ]


def _refusal(slip: Slip) -> Invalid:
    said = "There is no such day" if slip.kind == "no_such_date" else "This is a range; say one amount"
    return Invalid.at("/text", f"{said}: {slip.words}.", code=slip.kind)


def _is_brand(name: str) -> bool:
    """Whether a name as a whole is a known brand's: Whole Foods, but not `orange juice`."""
    words = words_of(name)
    return brand_of(words) is not None and (len(words) == 1 or brand_of(words[:-1]) is None)


NAMES = Names(_is_brand, is_plain)


def _filed(
    reading: Reading, amount: Decimal, categoriser: rules.Categoriser, account_id: ObjectId | None
) -> ParsedTransaction:
    minor = minor_units(amount, reading.currency, "/text")
    # A sentence that names no payee has none: read as a bank's text, its verb would become one and be learned.
    candidate = rules.Candidate(
        reading.description, minor, reading.currency, account_id=account_id, merchant=reading.merchant or ""
    )
    filing = categoriser.file(candidate)
    return ParsedTransaction(
        amount_minor=minor,
        currency=reading.currency,
        date=datetime(reading.date.year, reading.date.month, reading.date.day, tzinfo=UTC),
        description=reading.description,
        filing=filing,
        # A category is better evidence of the kind than a verb.
        kind=filing.kind if filing.category_id else reading.kind,
        confidence=reading.confidence,
    )
