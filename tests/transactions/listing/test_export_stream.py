"""An export that goes wrong while it is sent: nobody takes a part of it for the whole, and no thread is lost."""

import http.client
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bson import ObjectId
from flask import g

from app.infra import downloads
from app.infra.caller import Caller
from app.infra.connections import mongo
from app.infra.downloads import Interrupted, download
from tests.client import eventually
from tests.served import served
from tests.transactions.builders import a_document, an_account, workspace_of

ROOT = Path(__file__).parents[3]
# Some 10 MB as CSV: more than sockets and cursors hold ready.
ROWS = 60_000


@pytest.fixture
def base_url(app, environment, tmp_path):
    """The API under gunicorn, as it is deployed."""
    with served(environment, tmp_path / "api.log", 1) as (port, _):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def much(user, db):
    """Somebody with more transactions than any buffer holds."""
    account = ObjectId(an_account(user)["id"])
    plain = a_document(source="import", import_id=None, original_amount_minor=None, original_currency=None)
    plain |= {"account_id": account, "value_date": None, "transaction_date": None, "external_id": None}
    first = datetime(2020, 1, 1, tzinfo=UTC)
    workspace_of(user)["transactions"].insert_many(
        [
            {**plain, "_id": ObjectId(), "date": first + timedelta(days=n % 2000), "fingerprint": f"{account}{n}"}
            for n in range(ROWS)
        ]
    )
    yield user
    db["transactions"].delete_many({"account_id": account})


@contextmanager
def asked_for(user, base_url, kind):
    """The answer to an export."""
    address = urlsplit(base_url)
    with closing(http.client.HTTPConnection(address.hostname, address.port, timeout=60)) as connection:
        headers = {"Authorization": user.headers["Authorization"]}
        connection.request("GET", f"/api/v1/transactions/export?format={kind}", headers=headers)
        with connection.getresponse() as answer:
            yield answer


@contextmanager
def opened(user, base_url, kind):
    """The answer to an export, its first bytes read."""
    with asked_for(user, base_url, kind) as answer:
        assert (answer.status, answer.getheader("Transfer-Encoding")) == (200, "chunked")
        assert answer.read(100)
        yield answer


def is_begun(user, base_url):
    """Begin an export and go away; False while the place of the one before is not free yet."""
    with asked_for(user, base_url, "csv") as answer:
        if answer.status == 503:
            assert answer.getheader("Retry-After")
            return False
        return bool(answer.read(100))


def forget_cursors(db):
    """Let MongoDB forget what is being read, as it does when it is stopped; answers how much that was."""
    reading = {"type": "idleCursor", "ns": f"{db.name}.transactions"}
    found = mongo.client.admin.aggregate([{"$currentOp": {"idleCursors": True}}, {"$match": reading}])
    cursors = [each["cursor"]["cursorId"] for each in found]
    return cursors and len(db.command("killCursors", "transactions", cursors=cursors)["cursorsKilled"])


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "json", "ofx", "qif"])
def test_an_export_that_breaks_off_is_no_complete_answer(much, db, base_url, kind):
    with opened(much, base_url, kind) as answer:
        assert eventually(lambda: forget_cursors(db))
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            answer.read()


@pytest.mark.slow
def test_clients_that_go_away_give_their_places_back(much, base_url):
    for _ in range(20):
        assert eventually(lambda: is_begun(much, base_url), 10)


@pytest.fixture
def asked(app):
    """A request of somebody."""
    with app.test_request_context():
        g.caller = Caller(ObjectId(), "session", "user", ObjectId(), "owner", "USD", "en-US", "UTC")
        yield


def test_what_breaks_in_between_breaks_the_answer(asked):
    def parts():
        yield b"half"
        raise ValueError("MongoDB is gone")

    response = download(parts(), "x.csv", "text/csv")
    sent = iter(response.response)
    assert next(sent) == b"half"
    with pytest.raises(ValueError, match="gone"):
        next(sent)
    response.close()


def test_a_download_ends_when_its_time_is_up(asked, monkeypatch):
    monkeypatch.setattr(downloads, "DOWNLOAD_SECONDS", -1.0)
    response = download(iter([b"a", b"b"]), "x.csv", "text/csv")
    with pytest.raises(Interrupted):
        list(response.response)
    response.close()
