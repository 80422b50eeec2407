"""Clients of the API that wait for a job, and leave."""

import json

from tests.client import eventually
from tests.infra.serving.sockets import request


def test_clients_that_leave_an_event_stream_give_their_place_back(web, token):
    job = queued_job(web, token)
    for _ in range(20):
        eventually(lambda: status_of_stream(web, token, job) == 200, 20)


def status_of_stream(web, token, job):
    """Opens the stream of a job, reads its beginning and leaves."""
    with web.connect(10) as sock:
        sock.sendall(request("GET", f"/api/v1/jobs/{job}/events", Authorization=token))
        return int(sock.recv(20).split()[1])


def test_clients_that_leave_while_they_wait_give_their_place_back(web, token):
    body = json.dumps({"text": "coffee 4.50"}).encode()
    wish = {"Authorization": token, "Content_Type": "application/json", "Prefer": "wait=30"}
    for _ in range(20):
        with web.connect(10) as sock:
            sock.sendall(request("POST", "/api/v1/transactions", body, **wish))
    job = queued_job(web, token)
    eventually(lambda: status_of_stream(web, token, job) == 200, 20)


def queued_job(web, token):
    """A job that nobody works on: there is no worker."""
    body = json.dumps({"text": "coffee 4.50"}).encode()
    sent = request("POST", "/api/v1/transactions", body, Authorization=token, Content_Type="application/json")
    answers = []

    def accepted():
        """A machine with much to do may say 503, which asks to come again."""
        answers.append(web.say(sent))
        return answers[-1].status != 503

    eventually(accepted)
    assert answers[-1].status == 202, answers[-1].json
    return answers[-1].json["job"]["id"]


def test_events_of_a_job_come_while_it_runs(web, token):
    job = queued_job(web, token)
    with web.connect(30) as sock:
        sock.sendall(request("GET", f"/api/v1/jobs/{job}/events", Authorization=token))
        with sock.makefile("rb") as stream:
            assert b" 200 " in stream.readline()
            eventually(lambda: b"event: progress" in stream.readline(), 20)
