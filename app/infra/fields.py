"""marshmallow fields and the base schema of every body and query."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import marshmallow as ma
from bson import ObjectId
from marshmallow import fields, validate

from app.infra.untyped import JsonObject, WholeInput
from app.money import CURRENCIES

# Decimal also takes "1_000", full-width digits and "Infinity"; a client may send plain digits only.
_PLAIN_NUMBER = re.compile(r"-?\d{1,19}(\.\d{1,20})?", re.ASCII)
_LONGER_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_NO_AMOUNT = 'Not an amount; send digits such as "-12.50".'
_TOO_LONG = "The amount is out of range: it may have 19 digits before the decimal point and 20 behind it."
_PLAIN_INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)
_ISO_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

# Older and later days are typing errors; MongoDB and Python agree on everything in between.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


# What shows nothing by itself: spaces, controls and formats (zero width among them), marks, what is no character.
_UNSEEN = frozenset(["Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Cn", "Mn", "Me"])
# Letters and symbols that are blank by their definition: fillers of Hangul, the empty pattern of Braille.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")

# For names: something must be there to read.
not_blank = validate.Regexp(r"[\s\S]*\S", error="The text is blank.")


def is_blank(text: str) -> bool:
    """Returns whether nothing of a text can be read; the empty text is blank too."""
    return all(unicodedata.category(mark) in _UNSEEN or mark in _FILLERS for mark in text)


class StrictSchema(ma.Schema):
    """Unknown fields are refused, fields keep the order they are written in."""

    # Bodies as the documentation shows them (documentation.examples.named), else made of the fields.
    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {}

    class Meta:
        unknown = ma.RAISE
        ordered = True


class FormsSchema(ma.Schema):
    """A body that comes in one of several forms, each a schema of its own."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {}
    FORMS: ClassVar[tuple[type[StrictSchema], ...]]
    # The property that tells the forms apart, where one word of it stands for each.
    DISCRIMINATOR: ClassVar[str | None] = None
    # False where an object of no form fails by itself, within a request that succeeds.
    REFUSES_OTHERS: ClassVar[bool] = True

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._forms = {form: form() for form in self.FORMS}

    def form_of(self, body: Mapping[Any, Any]) -> type[StrictSchema]:
        """The form a body is meant to have."""
        raise NotImplementedError

    def load(self, data: Any, **_: Any) -> Any:
        """The body, read in its form; ValidationError when it is wrong in that form."""
        form = self.form_of(data) if isinstance(data, Mapping) else self.FORMS[0]
        return self._forms[form].load(data)


class Text(fields.String):
    """A string without NUL, which neither BSON patterns nor spreadsheets survive; longer than `most` is refused.

    So is one of blanks alone. The empty one may stand for nothing, where `least` is 0.
    """

    def __init__(self, *, least: int = 0, most: int = 500, **kwargs: Any) -> None:
        checks = kwargs.pop("validate", [])
        length = validate.Length(min=least or None, max=most)
        super().__init__(validate=[length, *(checks if isinstance(checks, list) else [checks])], **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: WholeInput, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if "\x00" in text:
            raise ma.ValidationError("The text holds a NUL character.")
        if text and is_blank(text):
            raise ma.ValidationError("The text is blank.")
        return text


class Amount(fields.Field[Any]):
    """A decimal amount, as a string of digits or a JSON number; loads to Decimal.

    Decimals are checked against the currency where the currency is known: in the service, by app.money.
    """

    def _deserialize(self, value: Any, attr: str | None, data: WholeInput, **kwargs: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise ma.ValidationError(_NO_AMOUNT)
        if isinstance(value, str) and not _PLAIN_NUMBER.fullmatch(value):
            raise ma.ValidationError(_TOO_LONG if _LONGER_NUMBER.fullmatch(value) else _NO_AMOUNT)
        try:
            amount = Decimal(value)
        except InvalidOperation:
            raise ma.ValidationError(_NO_AMOUNT) from None
        if not is_in_range(amount):
            raise ma.ValidationError(_TOO_LONG)
        return amount


def is_in_range(amount: Decimal) -> bool:
    """Whether a number is finite and has few enough digits to be written out."""
    return amount.is_finite() and (not amount or -21 < amount.adjusted() < 19) and len(amount.as_tuple().digits) < 60


class Day(fields.Field[Any]):
    """A calendar day `YYYY-MM-DD`; loads to the midnight UTC datetime that MongoDB keeps."""

    def _deserialize(self, value: Any, attr: str | None, data: WholeInput, **kwargs: Any) -> datetime:
        day = _calendar_day(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ma.ValidationError(f"The day must lie between {FIRST_DAY} and {LAST_DAY}.")
        return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _calendar_day(value: Any) -> date:
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        raise ma.ValidationError("Not a day; send YYYY-MM-DD.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ma.ValidationError("There is no such day in the calendar.") from None


class Month(fields.Field[Any]):
    """A calendar month `YYYY-MM`; loads to that string."""

    def _deserialize(self, value: Any, attr: str | None, data: WholeInput, **kwargs: Any) -> str:
        if not isinstance(value, str) or not _ISO_MONTH.fullmatch(value):
            raise ma.ValidationError("Not a month; send YYYY-MM.")
        day = _calendar_day(f"{value}-01")
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ma.ValidationError(f"The month must lie between {FIRST_DAY:%Y-%m} and {LAST_DAY:%Y-%m}.")
        return value


class Id(fields.Field[Any]):
    """An ObjectId as 24 hex digits."""

    def _deserialize(self, value: Any, attr: str | None, data: WholeInput, **kwargs: Any) -> ObjectId:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9a-fA-F]{24}", value):
            raise ma.ValidationError("Not an id; ids are 24 hex digits.")
        return ObjectId(value)


class Whole(fields.Integer):
    """An integer as JSON Schema means it: 7 and 7.0, but neither "7" nor true."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strict=True, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: WholeInput, **kwargs: Any) -> int:
        # The exponent first: writing 1e999999 out would take the process down.
        if isinstance(value, Decimal) and value.adjusted() < 19 and value == value.to_integral_value():
            value = int(value)
        if isinstance(value, str):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class QueryInteger(fields.Integer):
    """An integer in a query: plain digits, where Python would also take `1_0`, blanks and digits of every script."""

    def _deserialize(self, value: Any, attr: str | None, data: WholeInput, **kwargs: Any) -> int:
        if not isinstance(value, str) or not _PLAIN_INTEGER.fullmatch(value):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Currency(fields.String):
    """A currency code of ISO 4217, upper case.

    Documented by its form: an enum of 170 codes makes generated clients long, and breaks them with each new currency.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=_check_currency, **kwargs)


def _check_currency(value: str) -> None:
    if value not in CURRENCIES:
        raise ma.ValidationError("Not a currency of ISO 4217.")


@dataclass(frozen=True)
class Vocabulary:
    """A closed set of words under the name that the document, and so a generated client, gives it."""

    name: str
    description: str
    words: tuple[str, ...]


class Choice(fields.String):
    """One word of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        super().__init__(validate=validate.OneOf(vocabulary.words), **kwargs)


class Choices(fields.List[Any]):
    """Words of a vocabulary in a query, `?kind=expense,income` or the parameter repeated; loads to a list."""

    def __init__(self, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(Choice(vocabulary), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: WholeInput, **kwargs: Any) -> list[Any]:
        try:
            words = super()._deserialize(str(value).split(","), attr, data, **kwargs)
        except ma.ValidationError as error:
            # By the parameter, which is what the caller wrote, and not by the place in it.
            raise ma.ValidationError(next(iter(error.messages_dict.values()))) from None
        return list(dict.fromkeys(words))


class Either(fields.Field[Any]):
    """Something that goes out in one of several shapes: vocabularies, schemas, or named components."""

    def __init__(self, *shapes: Vocabulary | type[ma.Schema] | str, **kwargs: Any) -> None:
        self.shapes = shapes
        super().__init__(**kwargs)


class Flag(fields.Field[Any]):
    """true or false, and nothing that merely looks like it; in a query the words `true` and `false`."""

    def _deserialize(self, value: Any, attr: str | None, data: WholeInput, **kwargs: Any) -> bool:
        if isinstance(value, bool):
            return value
        if value in ("true", "false") and self.metadata.get("in_query"):
            return bool(value == "true")
        raise ma.ValidationError("Not true or false.")


# How the fields are described in the OpenAPI document.
FIELD_TYPES: dict[type[fields.Field[Any]], JsonObject] = {
    Amount: {
        "oneOf": [{"type": "string", "pattern": r"^-?\d{1,19}(\.\d{1,20})?$"}, {"type": "number"}],
    },
    Day: {"type": "string", "format": "date", "pattern": "^(19[0-9]{2}|2[01][0-9]{2}|2200)-"},
    Month: {"type": "string", "pattern": "^(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])$"},
    Id: {"type": "string", "pattern": "^[0-9a-fA-F]{24}$"},
    Flag: {"type": "boolean"},
    Currency: {"type": "string", "pattern": "^[A-Z]{3}$"},
}
