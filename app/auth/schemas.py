"""Schemas of the bodies and answers of /auth."""

import string
from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.auth.access_tokens import ACCESS_SECONDS
from app.auth.documents import SignedIn, User
from app.auth.passwords import normalised
from app.infra.documentation.examples import REFRESH_TOKEN, USER_ID
from app.infra.fields import Choice, Id, StrictSchema, Text, Vocabulary

ROLE = Vocabulary("UserRole", "What a user may do beside their own: an admin sees /admin.", ("user", "admin"))

PASSWORD_LENGTH = 200
# White space, and what nobody sees of a copied address: zero-width characters and marks of byte order or direction.
_AROUND = string.whitespace + "\u00a0\u2007\u202f\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_EMAIL = {"description": "Not case-sensitive.", "example": "ada@example.com", "format": "email"}


class Email(Text):
    """An e-mail address; blanks around it are dropped."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(least=3, most=254, validate=check_email, metadata=_EMAIL, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, object] | None, **kwargs: Any) -> str:
        return super()._deserialize(value, attr, data, **kwargs).strip(_AROUND)


def check_email(value: str) -> None:
    """Refuse what cannot be an e-mail address."""
    if not value.isascii() or any(c.isspace() or not c.isprintable() for c in value):
        raise ma.ValidationError("Not an e-mail address.")
    validate.Email(error="Not an e-mail address.")(value)


class Password(Text):
    """A password, normalised before its length is measured."""

    def __init__(self, *, least: int, **kwargs: Any) -> None:
        super().__init__(least=least, most=PASSWORD_LENGTH, metadata={"example": "correct horse battery"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, object] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        # Before it is normalised: that takes the square of the time for marks heaped on one letter.
        if len(text) > 4 * PASSWORD_LENGTH:
            raise ma.ValidationError(f"Longer than maximum length {PASSWORD_LENGTH}.")
        return normalised(text)


class RegisterIn(StrictSchema):
    """A new user."""

    email = Email(required=True)
    password = Password(required=True, least=8)
    name = Text(least=1, most=100, metadata={"example": "Ada"})


class LoginIn(StrictSchema):
    """Credentials."""

    email = Email(required=True)
    password = Password(required=True, least=1)


class RefreshIn(StrictSchema):
    """The refresh token of the last pair."""

    refresh_token = Text(required=True, least=1, most=400, metadata={"example": REFRESH_TOKEN})


class MePatch(StrictSchema):
    """What a user may change about themselves."""

    name = Text(least=1, most=100, metadata={"example": "Ada Lovelace"})


class UserOut(StrictSchema):
    """A user."""

    id = Id(required=True, metadata={"example": USER_ID})
    email = fields.String(required=True, metadata={"example": "ada@example.com"})
    name = fields.String(required=True, metadata={"example": "Ada"})
    role = Choice(ROLE, required=True, metadata={"example": "user"})
    verified = fields.Boolean(
        required=True, metadata={"description": "Whether the address is proven to be theirs.", "example": False}
    )


class SignedInOut(StrictSchema):
    """A user and their tokens."""

    user = fields.Nested(UserOut, required=True)
    access_token = fields.String(
        required=True,
        metadata={"description": "For `Authorization: Bearer`.", "example": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"},
    )
    refresh_token = fields.String(
        required=True,
        metadata={"description": "For POST /auth/refresh, once.", "example": REFRESH_TOKEN},
    )
    token_type = fields.String(required=True, validate=validate.Equal("Bearer"), metadata={"example": "Bearer"})
    expires_in = fields.Integer(required=True, metadata={"description": "Seconds.", "example": ACCESS_SECONDS})


def user_out(user: User) -> dict[str, object]:
    """Returns the JSON form of a user."""
    return {
        "id": user["_id"],
        "email": user["email"],
        "name": user["name"],
        "role": user["role"],
        "verified": user["verified"],
    }


def signed_in_out(signed_in: SignedIn) -> dict[str, object]:
    """Returns the JSON form of a user with their tokens, for register, login and refresh."""
    return {
        "user": user_out(signed_in.user),
        "access_token": signed_in.access_token,
        "refresh_token": signed_in.refresh_token,
        "token_type": "Bearer",
        "expires_in": ACCESS_SECONDS,
    }
