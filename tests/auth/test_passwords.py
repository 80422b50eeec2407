"""Which passwords and addresses are taken, and how they are compared."""

import time
from uuid import uuid4

import pytest

from app.auth.passwords import weakness


def registered(api, password, email=None):
    """The answer to registering with a password."""
    return api.post("/auth/register", {"email": email or f"{uuid4().hex}@example.com", "password": password})


@pytest.mark.parametrize(
    "password",
    [
        "password", "12345678", "Password1", "PASSWORD123", "qwertyuiop", "ｐａｓｓｗｏｒｄ", "aaaaaaaaaaaa",
        "abababab", "finsight", " password ",
    ],
)  # fmt: skip
def test_a_password_that_is_tried_first_is_refused(api, password):
    answer = registered(api, password)
    assert (answer.status, answer.code, answer.pointers) == (422, "weak_password", {"/password"})


@pytest.mark.parametrize("password", ["ada.lovelace.1815", "ADA.Lovelace.1815", "ada.lovelace.1815@example.com"])
def test_ones_own_address_is_no_password(api, password):
    answer = registered(api, password, "Ada.Lovelace.1815@example.com")
    assert (answer.status, answer.pointers) == (422, {"/password"})
    assert "e-mail address" in answer.json["detail"]


@pytest.mark.parametrize("password", ["correct horse battery", "tr0ub4dor&3", "пять синих слонов", "aXbXcXdX"])
def test_other_passwords_are_taken(password):
    assert weakness(password, "ada@example.com") is None


@pytest.mark.parametrize("password", ["short", "e\u0301" * 7, "ｓｈｏｒｔ"])
def test_a_password_has_eight_characters_however_it_is_typed(api, password):
    answer = registered(api, password)
    assert (answer.status, answer.pointers) == (422, {"/password"})


def test_one_password_typed_on_two_keyboards_is_the_same(api):
    email = f"{uuid4().hex}@example.com"
    assert registered(api, "caf\u00e9 cr\u00e8me 7", email).status == 201
    for typed in ("cafe\u0301 cre\u0300me 7", "caf\u00e9 cr\u00e8me 7", "caf\u00e9\u00a0cr\u00e8me 7"):
        assert api.post("/auth/login", {"email": email, "password": typed}).status == 200
    assert api.post("/auth/login", {"email": email, "password": "cafe creme 7"}).status == 401


def test_marks_heaped_on_a_letter_cost_no_time(api):
    started = time.process_time()
    answer = api.post("/auth/login", {"email": "ada@example.com", "password": "a" + "\u0315\u0300" * 80_000})
    assert (answer.status, answer.pointers) == (422, {"/password"})
    assert time.process_time() - started < 2


@pytest.mark.parametrize("around", [" {} ", "{}\n", "\t{}", "\u00a0{}", "\ufeff{}", "{}\u200b"])
def test_a_blank_around_an_address_is_none_of_it(api, around):
    email = f"{uuid4().hex}@example.com"
    first = registered(api, "correct horse battery", around.format(email))
    assert (first.status, first.json["user"]["email"]) == (201, email)
    assert api.post("/auth/login", {"email": email, "password": "correct horse battery"}).status == 200
    again = {"email": around.format(email.upper()), "password": "correct horse battery"}
    assert api.post("/auth/login", again).status == 200


@pytest.mark.parametrize(
    "email", ["ada @example.com", "ada", "@", "ada@exa mple.com", "ada@example.com, bob@example.com"]
)
def test_what_is_no_address_is_said_to_be_none(api, email):
    answer = api.post("/auth/login", {"email": email, "password": "correct horse battery"})
    assert (answer.status, answer.pointers) == (422, {"/email"})
