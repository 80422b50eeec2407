"""`python -m stack up` as its user sees it."""

import os
import signal
import socket
import urllib.request

import pytest

from stack.servers import free_port
from stack.up import locked
from tests.stack.processes import alive, descendants, running, within, working_for

LATER_LOGS = ("redis-server.log", "db-init.log", "api.log")
# Each phase opens its log first, and the log stays: a phase cannot pass unseen on a busy machine.
PHASES = ("mongod.log", *(pytest.param(log, marks=pytest.mark.slow) for log in LATER_LOGS))


def up(folder, port=None, **variables):
    """A stack in a folder."""
    return running("-m", "stack", "up", PORT=str(port or free_port()), DATA_DIR=str(folder), **variables)


def address(stack):
    """Where a stack says it is ready."""
    word, url = stack.stdout.readline().split()
    assert word == "ready"
    return url


def status(url):
    """What its health page answers."""
    with urllib.request.urlopen(f"{url}/health/ready", timeout=10) as answer:
        return answer.status


def runs(stack, command):
    """The processes of a stack that were called so."""
    return {number for number, line in descendants(stack.pid).items() if command in line}


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stack_says_where_it_is_and_leaves_nothing(tmp_path, number):
    with up(tmp_path) as stack:
        url = address(stack)
        assert [stack.stdout.readline(), stack.stdout.readline()] == [f"docs  {url}/docs\n", f"logs  {tmp_path}/logs\n"]
        assert status(url) == 200
        below = set(descendants(stack.pid))
        stack.send_signal(number)
        assert stack.wait(40) == 0
        assert alive(below) | working_for(tmp_path) == set()


@pytest.mark.slow
def test_two_stacks_run_side_by_side(tmp_path):
    with up(tmp_path / "one") as one, up(tmp_path / "two") as two:
        assert [status(address(one)), status(address(two))] == [200, 200]
        one.terminate()
        assert one.wait(40) == 0
        assert len(runs(two, "gunicorn")) > 1
        two.terminate()
        assert two.wait(40) == 0
        assert working_for(tmp_path) == set()


@pytest.mark.slow
def test_a_killed_worker_comes_back_and_data_outlives_a_restart(tmp_path):
    with up(tmp_path) as stack:
        address(stack)
        killed = runs(stack, "app.celery_app worker")
        os.kill(min(killed), signal.SIGKILL)
        assert within(20, lambda: runs(stack, "app.celery_app worker") - killed)
        assert within(5, lambda: not alive(killed))
        stack.terminate()
        assert stack.wait(40) == 0
    with up(tmp_path) as again:
        assert status(address(again)) == 200


@pytest.mark.slow
def test_nothing_survives_a_killed_supervisor(tmp_path):
    with up(tmp_path) as stack:
        address(stack)
        assert within(20, lambda: len(runs(stack, "app.celery_app worker")) > 1)
        below = set(descendants(stack.pid))
        stack.kill()
        assert within(5, lambda: alive(below) == set())


@pytest.mark.parametrize("log", PHASES)
def test_stopping_in_the_middle_of_starting_leaves_nothing(tmp_path, log):
    with up(tmp_path) as stack:
        assert within(60, (tmp_path / "logs" / log).exists)
        stack.terminate()
        assert stack.wait(40) == 0
        assert working_for(tmp_path) == set()


def test_a_busy_port_is_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with up(tmp_path, port) as stack:
            out, error = stack.communicate(timeout=20)
    assert (stack.returncode, out) == (1, "")
    assert error == f"error: Port {port} cannot be used (Address already in use): free it or set another PORT.\n"


def test_a_folder_in_use_is_one_sentence(tmp_path):
    with locked(tmp_path), up(tmp_path) as stack:
        _, error = stack.communicate(timeout=20)
    assert stack.returncode == 1
    assert error == f"error: Another stack uses {tmp_path}: stop it or set another DATA_DIR.\n"


def test_a_wrong_setting_is_one_sentence_before_anything_starts(tmp_path):
    with up(tmp_path, RATE_LIMITS="perhaps") as stack:
        _, error = stack.communicate(timeout=60)
    assert (stack.returncode, error) == (1, "error: RATE_LIMITS is 'perhaps'; it must be on or off.\n")
    assert not (tmp_path / "logs").exists()


def test_a_missing_libcurl_is_one_sentence(tmp_path):
    mongod = tmp_path / "mongod"
    mongod.write_text("#!/bin/sh\necho 'error while loading shared libraries: libcurl.so.4: none' >&2\nexit 127\n")
    mongod.chmod(0o755)
    with up(tmp_path, PATH=f"{tmp_path}:{os.environ['PATH']}") as stack:
        _, error = stack.communicate(timeout=20)
    assert stack.returncode == 1
    assert error.startswith(f"error: {mongod} needs libcurl4: install it")
    assert error.count("\n") == 1
