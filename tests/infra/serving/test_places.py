"""Streams of one user leave the places of others alone."""

import http.client
from contextlib import ExitStack, closing

from bson import ObjectId

from app.infra import waiting
from app.infra.connections import mongo
from app.jobs import service as jobs
from stack.servers import LOOPBACK


class Page(ExitStack):
    """A page of a browser: what it asks for goes on until it is left."""

    def __init__(self, port, user):
        super().__init__()
        self.port, self.headers = port, {"Authorization": user.headers["Authorization"]}

    def ask(self, path):
        """The head of the answer, on a connection of its own."""
        connection = self.enter_context(closing(http.client.HTTPConnection(LOOPBACK, self.port, timeout=20)))
        connection.request("GET", f"/api/v1{path}", headers=self.headers)
        answer = connection.getresponse()
        return self.enter_context(closing(answer))


def a_stream(user):
    """The events of a job of which no worker is told."""
    scope = mongo.scope(ObjectId(user.get("/workspaces").json["data"][0]["id"]))
    return f"/jobs/{jobs.create(scope, 'capture', None)['_id']}/events"


def test_forty_streams_of_one_leave_streams_and_exports_to_others(user, another_user, web):
    stream = a_stream(user)
    with Page(web.port, user) as greedy, Page(web.port, another_user) as other:
        streams = [greedy.ask(stream).status for _ in range(40)]
        assert set(streams) == {200, 503}
        assert streams.count(200) <= 2 * waiting.waits.each  # of two processes
        assert other.ask(a_stream(another_user)).status == 200
        for _ in range(12):  # one after the other: each gives its place back before its end is seen
            export = other.ask("/transactions/export")
            assert (export.status, export.read()[:3]) == (200, "\ufeff".encode())
