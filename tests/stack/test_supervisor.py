"""The supervisor, on small commands that have children of their own."""

import os
import signal

import pytest

from tests.stack.processes import alive, descendants, running, within

FAMILY = """
import sys
from pathlib import Path
from stack.process import Process
from stack.supervisor import Stopped, Supervisor

tree = "import subprocess, sys; subprocess.run(['sleep', '300'])"
with Supervisor() as supervisor:
    for name in ("first", "second"):
        process = Process(name, [sys.executable, "-c", tree], Path(sys.argv[1]) / f"{name}.log", grace=1)
        supervisor.start(process)
        supervisor.keep(process)
    print("started", flush=True)
    try:
        supervisor.run()
    except Stopped:
        pass
"""


@pytest.fixture
def family(tmp_path):
    """A supervisor with two children that have a child each."""
    with running("-c", FAMILY, str(tmp_path)) as supervisor:
        assert supervisor.stdout.readline() == "started\n"
        assert within(10, lambda: len(sleepers(supervisor)) == 2)
        yield supervisor


def sleepers(supervisor):
    """The grandchildren."""
    return {number for number, command in descendants(supervisor.pid).items() if command.startswith("sleep ")}


def children(supervisor):
    """The children."""
    return set(descendants(supervisor.pid)) - sleepers(supervisor)


def test_a_killed_child_comes_back_and_its_orphan_goes(family):
    victim, orphans = min(children(family)), sleepers(family)
    os.kill(victim, signal.SIGKILL)
    assert within(10, lambda: victim not in descendants(family.pid) and len(sleepers(family)) == 2)
    assert within(10, lambda: len(alive(orphans)) == 1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_leaves_no_process(family, number):
    below = set(descendants(family.pid))
    family.send_signal(number)
    assert family.wait(10) == 0
    assert alive(below) == set()


def test_a_child_that_will_not_stop_is_killed(tmp_path):
    stubborn = FAMILY.replace("subprocess.run(", "signal.signal(15, signal.SIG_IGN); subprocess.run(").replace(
        "import subprocess, sys;", "import signal, subprocess, sys;"
    )
    with running("-c", stubborn, str(tmp_path)) as supervisor:
        assert within(10, lambda: len(sleepers(supervisor)) == 2)
        below = set(descendants(supervisor.pid))
        supervisor.terminate()
        assert supervisor.wait(10) == 0
        assert alive(below) == set()


def test_no_child_survives_a_killed_supervisor(family):
    below = children(family)
    orphans = sleepers(family)
    family.kill()
    family.wait(5)
    assert within(5, lambda: alive(below) == set())
    for orphan in alive(orphans):  # `sleep` asks for no death signal, unlike the workers of gunicorn and Celery
        os.kill(orphan, signal.SIGKILL)
