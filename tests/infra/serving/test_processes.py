"""The processes of the server: how connections spread over them, and how they stop, reload and die."""

import os
import signal
import socket
import threading
import time
from contextlib import ExitStack

import pytest

from app.infra.serving.server import Server
from app.infra.serving.worker import OneMegabyte
from tests.client import eventually
from tests.infra.serving.conftest import served
from tests.infra.serving.sockets import closed_after, reply, request
from tests.stack.processes import alive, within

APP = "tests.infra.serving.slow_app:app"
LIVE = request("GET", "/health/live")


@pytest.fixture
def two(environment, tmp_path):
    """Two processes that serve the slow application."""
    with served(environment, tmp_path / "log", target=APP) as up:
        eventually(lambda: len(set(pids_that_answer(up, 2))) == 2)
        yield up


def pids_that_answer(web, connections):
    """The process behind each of several connections held at once."""
    with web.connections(connections) as socks:
        for sock in socks:
            sock.sendall(LIVE)
        return [int(reply(sock).body) for sock in socks]


def test_eight_kept_alive_connections_spread_evenly(two):
    for _ in range(10):
        pids = pids_that_answer(two, 8)
        assert sorted(pids.count(pid) for pid in set(pids)) in ([4, 4], [3, 5])
        assert within(5, lambda: sum(two.connections_by_worker()) == 0)


@pytest.mark.slow
def test_clients_of_a_crowded_process_are_asked_to_connect_anew(two):
    one, _ = two.workers()
    os.kill(one, signal.SIGKILL)
    with two.connections(12) as socks:
        for sock in socks:
            sock.sendall(LIVE)
        assert one not in {int(reply(sock).body) for sock in socks}
        eventually(lambda: 0 in two.connections_by_worker() and len(two.workers()) == 2)
        eventually(lambda: len(asked_to_leave(socks)) > 0)


def asked_to_leave(socks):
    """Those of the connections whose answer is the last."""
    for sock in socks:
        sock.sendall(LIVE)
    return [sock for sock in socks if reply(sock).headers["Connection"] == "close"]


@pytest.mark.slow
def test_a_process_that_hangs_is_not_waited_for(two):
    hung, _ = two.workers()
    os.kill(hung, signal.SIGSTOP)
    try:
        began = time.monotonic()
        with two.connections(20) as socks:
            for sock in socks:
                sock.sendall(LIVE)
                assert int(reply(sock).body) != hung
        assert time.monotonic() - began < 10
    finally:
        os.kill(hung, signal.SIGCONT)


def test_a_stop_lets_requests_end_and_no_more_come(two):
    with two.connect() as busy, two.connect() as idle:
        idle.sendall(LIVE)
        assert reply(idle).status == 200
        busy.sendall(request("GET", "/slow"))
        time.sleep(0.2)
        two.process.terminate()
        began = time.monotonic()
        answer = reply(busy)
        assert (answer.status, answer.headers["Connection"]) == (200, "close")
        assert closed_after(idle, 3)[0] is not None
        assert two.process.wait(10) == 0
        assert time.monotonic() - began < 10
    assert "SIGKILL" not in two.log.read_text()


@pytest.mark.slow
def test_a_reload_loses_no_request(two):
    before, failed, done = set(two.workers()), [], threading.Event()

    def ask():
        while not done.is_set():
            try:
                if two.say(request("GET", "/health/live", Connection="close")).status != 200:
                    failed.append("status")
            except OSError as error:
                failed.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    two.process.send_signal(signal.SIGHUP)
    eventually(lambda: len(two.workers()) == 2 and not before & set(two.workers()), 20)
    done.set()
    asking.join()
    assert failed == []


def test_no_process_outlives_a_killed_master(two):
    workers = two.workers()
    assert len(workers) == 2
    two.process.kill()
    assert within(5, lambda: not alive(workers))


def test_a_killed_process_is_replaced_and_counts_no_more(two):
    with two.connect() as first, two.connect() as second:
        for sock in (first, second):
            sock.sendall(LIVE)
            victim = int(reply(sock).body)
        os.kill(victim, signal.SIGKILL)
        eventually(lambda: victim not in two.workers() and len(two.workers()) == 2)
        assert two.get("/health/live").status == 200


def test_metrics_are_told_after_a_process_died_while_it_made_its_file(environment, tmp_path):
    with served(environment | {"DATA_DIR": str(tmp_path)}, tmp_path / "log") as api:
        victim = api.workers()[0]
        [folder] = (tmp_path / "metrics").iterdir()
        (folder / f"counter_{victim}.db").write_bytes(b"")
        os.kill(victim, signal.SIGKILL)
        eventually(lambda: victim not in api.workers() and len(api.workers()) == 2)
        assert eventually(lambda: api.get("/metrics").status == 200)


@pytest.mark.slow
def test_a_process_that_no_longer_moves_is_replaced_and_a_busy_one_is_not(environment, tmp_path):
    impatient = {"GUNICORN_CMD_ARGS": "--timeout 2"}
    with served(environment | impatient, tmp_path / "log", 1, APP) as one:
        (before,) = one.workers()
        assert int(one.get("/busy").body) == before
        os.kill(before, signal.SIGSTOP)
        eventually(lambda: [before] != one.workers() != [], 20)
        assert int(one.get("/health/live").body) != before


def test_a_process_all_of_whose_threads_hang_says_so():
    leave = threading.Event()

    def hanging(_environ, _start_response):
        leave.wait(30)
        return []

    server = Server(hanging, OneMegabyte(), threads=1, keepalive=1, connections=10)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.listen([listening])
        with ExitStack() as clients:
            for _ in range(2):
                client = clients.enter_context(socket.create_connection(listening.getsockname()))
                client.sendall(LIVE)
            eventually(lambda: server.turn(0.01) or len(server._threads.queue) == 1)
            assert not server.is_hung()
            server._answered_at -= 121
            assert server.is_hung()
            leave.set()
            eventually(lambda: server.turn(0.01) or not server.is_hung())
            server.stop(0)
