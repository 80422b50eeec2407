"""Saved mappings: what was said about the columns of a file is used for every file with its header."""

import json

import pytest

pytestmark = pytest.mark.usefixtures("worker")

# Nothing in the file says that the share is what is meant, nor which number of a date is the month.
HEADER = "Day;Amount;My share;Who;Note\n"
JANUARY = f"{HEADER}03/04/2026;-10.00;-0.10;Tea House;green\n05/04/2026;-20.00;-0.20;Bakery;rye\n".encode()
MAY = f"{HEADER}03/05/2026;-30.00;-0.30;Tea House;black\n".encode()
WORDS = "and more words about it " * 20
MAPPING = {"date": "Day", "amount": "My share", "description": ["Note"], "date_order": "dmy"}


def look(user, content, filename="statement.csv", **fields):
    return user.upload(content, filename, path="/transactions/import/preview", **fields).json


def read(found):
    return [(row["date"], row["amount"], row["description"]) for row in found["rows"]]


@pytest.fixture
def sender(user):
    user.imported(JANUARY, mapping=json.dumps(MAPPING))
    return user


def test_the_next_file_with_this_header_is_read_by_it(sender):
    result = sender.imported(MAY)
    [row] = sender.all("/transactions", import_id=result["import_id"])
    assert (row["date"], row["amount"], row["description"]) == ("2026-05-03", "-0.30", "black")
    shown = sender.get(f"/imports/{result['import_id']}").json
    assert (shown["mapping_source"], shown["mapping"]["amount"], shown["date_order"]) == (
        "remembered",
        "My share",
        "dmy",
    )


def test_a_preview_uses_it_too(sender):
    found = look(sender, MAY)
    assert (found["mapping_source"], read(found)) == ("remembered", [("2026-05-03", "-0.30", "black")])


def test_it_is_known_above_a_preamble_and_in_capitals(sender):
    text = b"Account statement\nMay 2026\n\n" + MAY.replace(b"Day;Amount", b"DAY;AMOUNT")
    assert read(look(sender, text)) == [("2026-05-03", "-0.30", "black")]


def test_a_given_mapping_comes_first(sender):
    found = look(sender, MAY, mapping='{"amount": "Amount"}')
    assert (found["mapping_source"], found["rows"][0]["amount"]) == ("given", "-30.00")


def test_the_next_mapping_replaces_it(sender):
    sender.imported(MAY, mapping=json.dumps({**MAPPING, "amount": "Amount"}))
    assert look(sender, MAY)["rows"][0]["amount"] == "-30.00"
    [kept] = sender.all("/imports/mappings")
    assert kept["mapping"]["amount"] == "Amount"


def test_an_empty_mapping_forgets_it(sender):
    assert look(sender, MAY, mapping="{}")["mapping_source"] == "judged"
    assert look(sender, MAY)["mapping_source"] == "remembered"
    sender.imported(MAY, mapping="{}")
    assert look(sender, MAY)["mapping_source"] == "judged"
    assert sender.all("/imports/mappings") == []


def test_the_layout_of_a_file_with_another_header_is_inferred(sender):
    text = b"Day;Amount;My share;Who\n2026-05-03;-30.00;-0.30;Tea House\n"
    assert look(sender, text)["mapping_source"] == "judged"


def test_a_mapping_is_saved_for_this_workspace_alone(sender, another_user):
    assert look(another_user, MAY)["mapping_source"] == "judged"


def test_a_mapping_that_no_longer_fits_is_left_out_with_a_warning(sender):
    text = f"{HEADER}13/25/2026;none;-0.30;Tea House;black\n2026-05-03;-30.00;none;Tea House;black\n".encode()
    found = look(sender, text.replace(b"13/25/2026;none", b"2026-05-01;-4.00").replace(b"-0.30", b"none"))
    assert (found["mapping_source"], found["rows"][0]["amount"]) == ("judged", "-4.00")
    assert "mapping_outdated" in [warning["code"] for warning in found["warnings"]]


def test_a_saved_date_order_that_a_file_contradicts_is_left_out(sender):
    found = look(sender, f"{HEADER}05/13/2026;-30.00;-0.30;Tea House;black\n".encode())
    assert (found["mapping_source"], found["date_order"]) == ("judged", "mdy")


def test_the_choices_of_the_form_are_saved_with_it(user):
    mapping = {name: MAPPING[name] for name in ("date", "amount", "description")}
    user.imported(JANUARY, mapping=json.dumps(mapping), date_order="dmy", currency="SEK")
    found = look(user, MAY)
    assert (found["rows"][0]["date"], found["rows"][0]["currency"]) == ("2026-05-03", "SEK")


def test_an_import_that_fails_teaches_nothing(user):
    answer = user.upload(JANUARY, mapping=json.dumps({**MAPPING, "amount": "Who"}))
    assert (answer.status, answer.code) == (422, "no_transactions")
    assert user.all("/imports/mappings") == []


def test_a_preview_teaches_nothing(user):
    look(user, JANUARY, mapping=json.dumps(MAPPING))
    assert user.all("/imports/mappings") == []


def test_the_mapping_of_a_preview_sent_with_the_import_is_saved(user):
    confirmed = {**look(user, JANUARY)["mapping"], "amount": "My share", "date_order": "dmy"}
    user.imported(JANUARY, mapping=json.dumps(confirmed))
    [kept] = user.all("/imports/mappings")
    assert kept["headers"] == ["Day", "Amount", "My share", "Who", "Note"]
    assert {"header_row", "delimiter"}.isdisjoint(kept["mapping"])
    assert look(user, b"Some words\n\n" + MAY)["rows"][0]["amount"] == "-0.30"


@pytest.mark.slow
def test_a_large_file_is_read_by_it_too(sender):
    lines = "".join(
        f"03/05/2026;-30.00;-0.30;A tea house with a long name, {WORDS};{number}\n" for number in range(6_000)
    )
    result = sender.imported((HEADER + lines).encode())
    assert result["created"] == 6_000
    [account] = sender.all("/accounts")
    assert account["balance"] == "-1800.30"


def test_a_saved_mapping_can_be_read_and_deleted(sender, another_user):
    [kept] = sender.all("/imports/mappings")
    path = f"/imports/mappings/{kept['id']}"
    shown = sender.get(path)
    assert (shown.json, shown.json["mapping"]) == (kept, MAPPING)
    assert another_user.get(path).status == another_user.delete(path).status == 404
    assert sender.with_headers(If_Match='"stale"').delete(path).status == 412
    assert sender.with_headers(If_Match=shown.headers["ETag"]).delete(path).status == 204
    assert sender.get(path).status == sender.delete(path).status == 404
    assert look(sender, MAY)["mapping_source"] == "judged"
