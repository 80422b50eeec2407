"""The delta feed: a client that applies its pages has exactly what is there."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.transactions.history.schemas import ChangesOut
from tests.transactions.builders import a_body, a_transaction, an_account


class Copy:
    """A client's copy of all transactions, kept by the feed."""

    def __init__(self, user, cursor=None):
        self.user, self.cursor, self.rows = user, cursor, {}

    def read_page(self, limit=200):
        """Apply one page; answers it."""
        page = self.user.get("/transactions/changes", limit=limit, **({"cursor": self.cursor} if self.cursor else {}))
        assert page.status == 200, page.json
        for gone in page.json["removed"]:
            self.rows.pop(gone["id"], None)
        for row in (*page.json["added"], *page.json["modified"]):
            self.rows[row["id"]] = row
        self.cursor = page.json["next_cursor"]
        return page.json

    def catch_up(self, limit=200):
        """Read pages to the end; answers all that they told, with ids only."""
        told = {"added": [], "modified": [], "removed": []}
        while True:
            page = self.read_page(limit)
            for name, ids in told.items():
                ids += [row["id"] for row in page[name]]
            if not page["has_more"]:
                return told


def present(user):
    return {row["id"]: row for row in user.all("/transactions")}


def test_the_feed_starts_with_everything_that_is_there(user):
    account = an_account(user)
    kept, gone, changed = (a_transaction(user, account)["id"] for _ in range(3))
    user.delete(f"/transactions/{gone}")
    user.patch(f"/transactions/{changed}", {"notes": "x"})
    copy = Copy(user)
    assert copy.catch_up() == {"added": [kept, changed], "modified": [], "removed": []}
    assert copy.rows == present(user)


def test_then_it_tells_what_is_new_changed_and_gone(user):
    account = an_account(user)
    first, second = (a_transaction(user, account)["id"] for _ in range(2))
    copy = Copy(user)
    copy.catch_up()
    new = a_transaction(user, account)["id"]
    user.patch(f"/transactions/{new}", {"notes": "x"})
    user.patch(f"/transactions/{first}", {"notes": "x"})
    user.delete(f"/transactions/{second}")
    page = copy.read_page()
    assert ChangesOut().validate(page) == {}
    assert ([row["id"] for row in page["added"]], [row["id"] for row in page["modified"]]) == ([new], [first])
    assert [row["id"] for row in page["removed"]] == [second]
    assert copy.rows == present(user)
    assert copy.catch_up() == {"added": [], "modified": [], "removed": []}


def test_what_is_new_stays_new_on_later_pages(user):
    account = an_account(user)
    ids = [a_transaction(user, account)["id"] for _ in range(3)]
    user.patch(f"/transactions/{ids[0]}", {"notes": "x"})
    assert Copy(user).catch_up(limit=1) == {"added": [ids[1], ids[2], ids[0]], "modified": [], "removed": []}


def test_a_client_may_start_from_now(user):
    account = an_account(user)
    old = a_transaction(user, account)["id"]
    copy = Copy(user, "now")
    assert copy.catch_up() == {"added": [], "modified": [], "removed": []}
    new = a_transaction(user, account)["id"]
    user.patch(f"/transactions/{old}", {"notes": "x"})
    assert copy.catch_up() == {"added": [new], "modified": [old], "removed": []}


def test_what_is_deleted_while_the_pages_are_read_is_told(user):
    account = an_account(user)
    ids = [a_transaction(user, account)["id"] for _ in range(3)]
    copy = Copy(user)
    copy.read_page(limit=1)
    for gone in ids:
        user.delete(f"/transactions/{gone}")
    copy.catch_up()
    assert copy.rows == {}


def test_an_empty_workspace_has_a_cursor_too(user):
    copy = Copy(user)
    copy.catch_up()
    new = a_transaction(user, an_account(user))["id"]
    assert copy.catch_up()["added"] == [new]


def test_the_feed_is_ones_own(user, another_user):
    a_transaction(user, an_account(user))
    assert Copy(another_user).catch_up() == {"added": [], "modified": [], "removed": []}


def test_a_cursor_of_another_list_is_refused(user):
    for cursor in ("x", "WyItZGF0ZSJd", "WyJjaGFuZ2VzIiwxLDIsLTFd", "WyJjaGFuZ2VzIiwxLDJd"):
        answer = user.get("/transactions/changes", cursor=cursor)
        assert (answer.status, answer.code, answer.pointers) == (422, "invalid_cursor", {"cursor"})


# Two clients of one feed: one reads a page now and then, one only at the end.
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("create"), st.integers(0, 0)),
        st.tuples(st.sampled_from(["change", "split", "join", "delete"]), st.integers(0, 5)),
        st.tuples(st.just("bulk"), st.integers(0, 5)),
        st.tuples(st.just("read"), st.integers(1, 3)),
    ),
    max_size=14,
)
HALVES = [{"amount": "-4.00", "category_id": None}, {"amount": "-0.50", "category_id": None}]


class Story:
    """A user who edits, and a client that reads a page now and then."""

    def __init__(self, user):
        self.user, self.account, self.copy, self.live = user, an_account(user), Copy(user), []

    def create(self, _):
        self.live.append(a_transaction(self.user, self.account)["id"])

    def change(self, which):
        if self.live:
            one = self.live[which % len(self.live)]
            revision = self.user.get(f"/transactions/{one}").json["revision"]
            assert self.user.patch(f"/transactions/{one}", {"notes": f"after {revision}"}).status == 200

    def split(self, which, parts=HALVES):
        if self.live:
            one = self.live[which % len(self.live)]
            assert self.user.post(f"/transactions/{one}/split", {"splits": parts}).status == 200

    def join(self, which):
        self.split(which, [])

    def delete(self, which):
        if self.live:
            assert self.user.delete(f"/transactions/{self.live.pop(which % len(self.live))}").status == 204

    def bulk(self, which):
        operations = [{"op": "create", "fields": a_body(self.account)}]
        if self.live:
            gone = self.live.pop(which % len(self.live))
            operations += [{"op": "update", "id": one, "fields": {"tags": ["bulk"]}} for one in self.live]
            operations += [{"op": "delete", "id": gone}]
        answer = self.user.post("/transactions/bulk", {"operations": operations})
        assert answer.status == 200, answer.json
        self.live.append(answer.json["results"][0]["id"])

    def read(self, limit):
        self.copy.read_page(limit)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_between_pages_the_copy_is_exact(new_user, steps):
    story = Story(new_user())
    for step, argument in steps:
        getattr(story, step)(argument)
    late = Copy(story.user)
    for copy in (story.copy, late):
        copy.catch_up(limit=2)
        assert copy.rows == present(story.user)
    assert late.catch_up() == {"added": [], "modified": [], "removed": []}


def test_nothing_is_lost_while_others_write(user):
    account, copy = an_account(user), Copy(user)

    def write(_):
        for number in range(8):
            path = f"/transactions/{a_transaction(user, account)['id']}"
            assert user.patch(path, {"notes": "x"}).status == 200
            assert number % 2 or user.delete(path).status == 204

    with ThreadPoolExecutor(3) as writers:
        busy = [writers.submit(write, name) for name in range(3)]
        while not all(each.done() for each in busy):
            copy.read_page(limit=3)
        for each in busy:
            each.result()
    copy.catch_up()
    assert copy.rows == present(user)
    assert len(copy.rows) == 12


def test_an_import_and_its_undoing_are_told(user, worker):
    copy = Copy(user)
    copy.catch_up()
    imported = user.imported(b"Date,Description,Amount\n2026-10-01,Kiosk,-4.50\n2026-10-02,Rent,-900.00\n")
    assert len(copy.catch_up()["added"]) == 2
    assert user.finished(user.delete(f"/imports/{imported['import_id']}"))["state"] == "succeeded"
    assert len(copy.catch_up()["removed"]) == 2
    assert copy.rows == present(user) == {}
