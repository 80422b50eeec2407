"""What happens to answers on their way: streams, large ones, those nobody reads, those that break off."""

import http.client
import os
import time
from pathlib import Path

import pytest

from stack.servers import LOOPBACK
from tests.client import eventually
from tests.infra.serving.conftest import served
from tests.infra.serving.sockets import reply, request

APP = "tests.infra.serving.slow_app:app"
MEBIBYTE = 1 << 20


@pytest.fixture(scope="module")
def gone_file(tmp_path_factory):
    return tmp_path_factory.mktemp("gone") / "gone"


@pytest.fixture(scope="module")
def one(environment, tmp_path_factory, gone_file):
    """One process that serves the slow application."""
    settings = {"GONE_FILE": str(gone_file)}
    with served(environment | settings, tmp_path_factory.mktemp("one") / "log", 1, APP) as up:
        yield up


def test_events_come_one_by_one_and_end_when_the_client_goes(one, gone_file):
    connection = http.client.HTTPConnection(LOOPBACK, one.port, timeout=10)
    connection.request("GET", "/events")
    answer = connection.getresponse()
    began = time.monotonic()
    assert [answer.readline() for _ in range(4)] == [b"data: 0\n", b"\n", b"data: 1\n", b"\n"]
    assert 0.5 < time.monotonic() - began < 5
    answer.close()
    connection.close()
    eventually(gone_file.exists, 5)


def test_a_large_answer_is_not_kept_in_memory_for_slow_readers(one):
    before = resident(one)
    with one.connections(8) as socks:
        for sock in socks:
            sock.sendall(request("GET", "/large"))
        assert len(reply(socks[0]).body) == 100_000_000
        assert one.get("/health/live").status == 200
        assert resident(one) - before < 40 * MEBIBYTE


def resident(web):
    """The memory of the serving process."""
    (pid,) = web.workers()
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_an_application_that_fails_is_a_problem_without_its_words(one):
    answer = one.get("/broken")
    assert (answer.status, answer.json["code"]) == (500, "internal_error")
    assert "coffee for 4.50" not in answer.body.decode() + one.log.read_text()
    assert "ValueError" in one.log.read_text()


def test_an_answer_that_breaks_off_has_no_end(one):
    with one.connect() as sock:
        sock.sendall(request("GET", "/cut-off"))
        with pytest.raises(http.client.IncompleteRead):
            reply(sock)


def test_a_body_of_a_hundred_kilobytes_arrives_whole(one):
    assert one.say(request("POST", "/received", b"x" * 100_000)).body == b"100000"


def test_what_a_proxy_says_reaches_the_application_as_it_was_sent(one):
    said = {"X_Forwarded_For": "203.0.113.9, 10.0.0.1", "X_Forwarded_Proto": "https"}
    assert one.get("/forwarded", **said).body == b"127.0.0.1 203.0.113.9, 10.0.0.1 https"


@pytest.mark.slow
def test_a_client_that_does_not_read_its_answer_is_given_up(one):
    with one.connections(4) as socks:
        for sock in socks:
            sock.sendall(request("GET", "/large"))
        eventually(lambda: sum(one.connections_by_worker()) == 4)
        eventually(lambda: sum(one.connections_by_worker()) == 0, 60)


@pytest.mark.slow
def test_a_client_that_reads_at_the_least_pace_gets_all_of_its_answer(one):
    with one.connect() as sock:
        sock.sendall(request("GET", "/large"))
        for _ in range(40):
            assert sock.recv(32 << 10)
            time.sleep(1)
        assert one.connections_by_worker() == [1]
