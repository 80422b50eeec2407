"""Errors reach Sentry; what users wrote and paid does not."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import uuid4

import pytest
import sentry_sdk
from bson import ObjectId

from app.config import load_settings
from app.factory import build_app
from app.infra.connections import mongo
from app.jobs import service as jobs
from tests.client import Client

# Made at run time: lines of the source are sent along, what users send is not.
SECRET = uuid4().hex


@pytest.fixture
def envelopes():
    """A Sentry on loopback; answers what it was sent."""
    received = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(gzip.decompress(body).decode() if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    received_at = f"http://key@127.0.0.1:{server.server_port}/1"
    yield received, received_at
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def reporting(environment, envelopes):
    """The API with a SENTRY_DSN, and a route that fails while it holds what a user wrote."""
    application = build_app(load_settings({**environment, "SENTRY_DSN": envelopes[1]}))

    def fail():
        text = f"coffee {SECRET}"
        raise ValueError(text)

    application.add_url_rule("/api/v1/fail", "fail", fail, methods=["POST"])
    yield Client(application)
    sentry_sdk.get_client().close()
    sentry_sdk.init()


def sent(envelopes):
    sentry_sdk.flush(5)
    return str(envelopes[0])


def test_an_error_of_the_api_is_reported_without_what_the_user_sent(reporting, envelopes):
    answer = reporting.post(f"/fail?q={SECRET}", {"text": f"coffee {SECRET}"})
    assert (answer.status, answer.code) == (500, "internal_error")
    assert SECRET not in answer.body.decode()
    assert "ValueError" in sent(envelopes)
    assert SECRET not in sent(envelopes)


def test_an_error_of_a_job_is_reported_without_its_values(reporting, envelopes):
    scope = mongo.scope(ObjectId())
    job = jobs.create(scope, "capture", None, {"text": SECRET})

    def work(_lease):
        raise KeyError(SECRET)

    jobs.run(str(job["_id"]), work)
    assert "KeyError" in sent(envelopes)
    assert SECRET not in sent(envelopes)
