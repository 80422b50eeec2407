"""The list of lines: every line of a file has one outcome, and all of them can be read."""

import pytest

pytestmark = pytest.mark.usefixtures("worker")

STATEMENT = b"""Account statement
Date,Description,Amount
2026-01-05,Coffee,-4.50
2026-13-45,Nonsense,-1.00
2026-01-06,Salary,2500.00
2026-01-07,Too exact,-1.005
2026-01-08,No amount,

Total,,2494.50
"""


@pytest.fixture
def result(user):
    return user.imported(STATEMENT)


def rows_of(user, result, **query):
    return user.all(f"/imports/{result['import_id']}/rows", **query)


def test_the_outcomes_add_up_to_the_lines(result):
    assert result["lines"] == 8
    assert sum(result[name] for name in ("created", "duplicate", "rejected", "ignored")) == 8
    assert (result["created"], result["rejected"], result["ignored"]) == (2, 3, 3)


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_every_line_is_listed_once_in_the_order_of_the_file(user, result, limit):
    rows = rows_of(user, result, limit=limit)
    assert [row["row"] for row in rows] == list(range(1, 9))


def test_a_created_line_names_its_transaction(user, result):
    first = rows_of(user, result, outcome="created")[0]
    transaction = user.get(f"/transactions/{first['transaction_id']}").json
    assert (first["amount"], first["date"]) == (transaction["amount"], transaction["date"]) == ("-4.50", "2026-01-05")


def test_a_rejected_line_says_why_and_shows_itself(user, result):
    rejected = {row["row"]: row for row in rows_of(user, result, outcome="rejected")}
    assert {number: row["code"] for number, row in rejected.items()} == {
        4: "bad_date",
        6: "too_many_decimals",
        7: "no_amount",
    }
    assert "Nonsense" in rejected[4]["raw"]


def test_a_duplicate_line_names_what_it_repeats(user, result):
    again = user.imported(STATEMENT)
    created = [row["transaction_id"] for row in rows_of(user, result, outcome="created")]
    assert [row["transaction_id"] for row in rows_of(user, again, outcome="duplicate")] == created


@pytest.mark.parametrize("outcome", [{}, {"outcome": "created"}])
def test_a_line_whose_transaction_was_deleted_is_still_listed(user, result, outcome):
    first = rows_of(user, result, outcome="created")[0]
    user.delete(f"/transactions/{first['transaction_id']}")
    row = next(row for row in rows_of(user, result, **outcome) if row["row"] == first["row"])
    assert (row["outcome"], row["transaction_id"]) == ("created", None)


def test_the_import_itself_shows_the_same(user, result):
    shown = user.get(f"/imports/{result['import_id']}").json
    assert shown == user.get("/imports").json["data"][0]
    names = ("lines", "created", "duplicate", "rejected", "ignored", "account_ids", "warnings")
    assert {name: shown[name] for name in names} == {name: result[name] for name in names}
    assert (shown["state"], shown["file_name"], shown["size"]) == ("succeeded", "statement.csv", len(STATEMENT))


def test_an_unchanged_import_is_not_sent_again(user, result):
    path = f"/imports/{result['import_id']}"
    etag = user.get(path).headers["ETag"]
    assert user.with_headers(If_None_Match=etag).get(path).status == 304


def test_imports_are_listed_page_by_page_newest_first(user):
    made = [user.imported(STATEMENT)["import_id"] for _ in range(3)]
    assert [row["id"] for row in user.all("/imports", limit=2)] == made[::-1]


def test_what_is_not_mine_is_not_there(another_user, result):
    for path in ("", "/rows"):
        assert another_user.get(f"/imports/{result['import_id']}{path}").status == 404


@pytest.mark.parametrize("query", [{"cursor": "nonsense"}, {"outcome": "lost"}, {"limit": 0}])
def test_wrong_queries_are_pointed_at(user, result, query):
    answer = user.get(f"/imports/{result['import_id']}/rows", **query)
    assert (answer.status, answer.pointers) == (422, set(query))
