"""All but one of a worker's children do long work, of each lane all but two; what ends a child gives its place back."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path

import pytest

from app.infra.queues.children import Children
from app.infra.queues.lanes import LONG_LANES

ROOT = Path(__file__).resolve().parents[2]
# Forks a child at each line it reads, after the end of the one named there; says who it is and whether it has a place.
WORKER = """
import os, signal, sys
from app.infra.queues.children import Children

shared, number = Children(), int(sys.argv[1])
if number:
    shared.share(number)
for line in sys.stdin:
    lane, _, after = line.strip().partition(" ")
    if after:
        os.waitpid(int(after), 0)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with shared.place(lane) as free:
            os.write(writing, b"free" if free else b"none")
            signal.pause()
    print(child, os.read(reading, 4).decode(), flush=True)
"""


@contextmanager
def a_worker(children):
    """Forks a child for a lane, after that of a given number has ended: (its number, whether it has a place)."""
    command = [sys.executable, "-c", WORKER, str(children)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "start_new_session": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as process:

        def fork(lane="bulk", after=""):
            print(lane, after, file=process.stdin, flush=True)
            child, free = process.stdout.readline().split()
            return int(child), free == "free"

        try:
            yield fork
        finally:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("lane", LONG_LANES)
@pytest.mark.parametrize(("children", "places"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 3)])
def test_a_lane_leaves_one_child_to_sentences_and_one_to_the_other_lane(children, places, lane):
    with a_worker(children) as fork:
        assert [fork(lane)[1] for _ in range(children)].count(True) == places


@pytest.mark.parametrize(("first", "second"), list(permutations(LONG_LANES)))
def test_a_full_lane_leaves_a_place_to_the_other_one(first, second):
    with a_worker(5) as fork:
        assert [fork(first)[1] for _ in range(4)] == [True, True, True, False]
        assert [fork(second)[1] for _ in range(2)] == [True, False]


def test_a_killed_child_gives_its_place_back():
    with a_worker(2) as fork:
        child, free = fork()
        assert free
        assert fork()[1] is False
        os.kill(child, signal.SIGKILL)
        assert fork(after=child)[1] is True


def test_a_process_that_is_no_worker_has_room():
    with a_worker(0) as fork:
        assert [fork()[1] for _ in range(3)] == [True] * 3


def test_children_learn_that_their_worker_stops(request):
    shared = Children()
    shared.share(4)
    request.addfinalizer(shared.close)
    assert shared.stopping is False
    shared.stop()
    assert shared.stopping is True
