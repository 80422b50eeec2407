"""JSON in and out: numbers are read from their digits, never through float, and depth is bounded."""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NoReturn

import orjson
from bson import ObjectId

from app.infra.problems import Malformed

MAX_DEPTH = 32


def dumps(value: Any) -> bytes:
    """Returns UTF-8 JSON; ObjectIds become 24 hex digits, datetimes RFC 3339 UTC, Decimals strings."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _plain(value: Any) -> str:
    if isinstance(value, ObjectId | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return timestamp(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def timestamp(moment: datetime) -> str:
    """Returns RFC 3339 of a UTC datetime, with or without its zone, in the milliseconds MongoDB keeps."""
    # Its date and its time know no time zone: asking that of pymongo, written in Python, costs three times as much.
    return _timestamp(datetime.combine(moment.date(), moment.time()) if moment.tzinfo else moment)


@lru_cache(maxsize=4096)
def _timestamp(moment: datetime) -> str:
    """All rows of an import's batch have one time of birth."""
    return f"{moment.isoformat(timespec='milliseconds')}Z"


def loads(body: bytes) -> Any:
    """Read a JSON body; numbers with a fraction or exponent become Decimal.

    Raises Malformed for anything that is not JSON in UTF-8 (NaN and Infinity are not), for text no database can
    keep (lone surrogates), and for values nested deeper than MAX_DEPTH.
    """
    try:
        value = json.loads(body.decode(), parse_float=Decimal, parse_constant=_no_constant)
    except RecursionError:
        raise Malformed.at("", "The JSON is nested too deeply.", "json_too_deep") from None
    except InvalidOperation:
        raise Malformed.at("", "The body holds a number with an exponent beyond all bounds.", "invalid_json") from None
    except ValueError as error:
        raise Malformed.at("", f"The body is not valid JSON: {error}.", "invalid_json") from None
    _check(value)
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _check(value: Any) -> None:
    """Walk the value level by level, so that depth costs no stack."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for item in level for child in _children(item)]
        if not level:
            return
    raise Malformed.at("", "The JSON is nested too deeply.", "json_too_deep")


def _children(item: Any) -> Iterator[Any]:
    if isinstance(item, dict):
        yield from item
        yield from item.values()
    elif isinstance(item, list):
        yield from item
    elif isinstance(item, str) and not item.isascii():
        _refuse_surrogates(item)


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Malformed.at("", "A text holds half of a surrogate pair.", "invalid_json") from None
