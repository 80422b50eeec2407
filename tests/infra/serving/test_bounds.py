"""How much of the server one client can take: time, room on disk, connections, memory."""

import os
import re
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app.infra.serving.patience import BYTES_A_SECOND, UPLOAD_SECONDS, Pace
from app.infra.serving.sharing import Board
from app.infra.serving.spool import MEMORY_BYTES, Space, SpaceUsedUp, Spool
from tests.client import eventually
from tests.infra.serving.conftest import served
from tests.infra.serving.sockets import closed_after, reply, request

APP = "tests.infra.serving.slow_app:app"
IMPORT = "/api/v1/transactions/import"
FORM = "multipart/form-data; boundary=b"
MEBIBYTE = 1 << 20


def when_given_up(byte_counts):
    """The second in which an upload ends that brings so many bytes in each."""
    pace = Pace.begin(0, UPLOAD_SECONDS)
    for second, amount in enumerate(byte_counts):
        if second > pace.deadline():
            return second
        pace.moved(second, amount)
    return None


def test_an_upload_at_the_least_pace_has_fifteen_minutes():
    assert when_given_up([BYTES_A_SECOND] * 2000) == 901


def test_an_upload_below_the_pace_ends_soon_after_its_first_seconds():
    assert when_given_up([0] * 100) == 11
    assert when_given_up([BYTES_A_SECOND // 2] * 100) == 21


def test_a_fast_beginning_does_not_buy_minutes_of_silence():
    assert when_given_up([100 * MEBIBYTE] + [0] * 100) == 31


def test_a_body_comes_back_as_it_came_whatever_its_size():
    for size in (0, 1, MEMORY_BYTES, MEMORY_BYTES + 1, 300_000):
        spool, body = Spool(Space(), "a"), os.urandom(size)
        for at in range(0, size, 1000):
            spool.append(body[at : at + 1000])
        assert (len(spool), spool.getfile().read()) == (size, body)
        spool.close()


def test_one_address_fills_half_of_the_room_and_leaves_it_when_it_is_done():
    space = Space(10 * MEBIBYTE)
    with closing(Spool(space, "a third")) as last:
        with closing(Spool(space, "greedy")) as first, closing(Spool(space, "another")) as second:
            assert [filled(first), filled(second), filled(last)] == [5, 5, 0]
        assert filled(last) == 5


def filled(spool):
    """How many mebibytes a body has, once there is no room for more."""
    with suppress(SpaceUsedUp):
        while True:
            spool.append(bytes(MEBIBYTE))
    return len(spool) // MEBIBYTE


def test_a_process_sees_the_fewest_connections_of_the_living_others():
    board = Board()
    mine, other, dead = (board.reserve() for _ in range(3))
    assert len({mine, other, dead}) == 3
    assert board.fewest_of_others(mine) is None
    for place, connections in ((mine, 1), (other, 4), (dead, 2)):
        board.write(place, connections)
    assert board.fewest_of_others(mine) == 2
    board.leave(dead)
    assert board.fewest_of_others(mine) == 4


@pytest.mark.slow
def test_a_full_process_closes_who_keeps_it_waiting_longest(environment, tmp_path):
    settings = {"GUNICORN_CMD_ARGS": "--worker-connections 20"}
    with served(environment | settings, tmp_path / "log", 1, APP) as one, one.connections(30) as silent:
        assert one.get("/health/live").status == 200
        gone = [closed_after(sock, 0.2)[0] is not None for sock in silent]
        assert gone == [True] * 11 + [False] * 19


@pytest.mark.slow
def test_an_upload_of_128_megabytes_costs_little_memory(web, token):
    before, part = peak(web), b'--b\r\nContent-Disposition: form-data; name="other"; filename="a"\r\n\r\n'
    length = len(part) + 127 * MEBIBYTE + len(b"\r\n--b--\r\n")
    with web.connect() as sock:
        sock.sendall(request("POST", IMPORT, Authorization=token, Content_Length=length, Content_Type=FORM) + part)
        for _ in range(127):
            sock.sendall(bytes(MEBIBYTE))
        sock.sendall(b"\r\n--b--\r\n")
        assert reply(sock).json["errors"][0]["pointer"] == "/other"
    assert peak(web) - before < 60 * MEBIBYTE
    assert temporary_bytes(web) < MEBIBYTE


def peak(web):
    """The most memory that any serving process had so far."""
    return max(int(field(pid, "VmHWM")) for pid in web.workers()) * 1024


def field(pid, name):
    """A line of /proc/…/status."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith(name)]
    return line.split()[1]


def temporary_bytes(web):
    """What the serving processes hold in files without a name."""
    paths = [path for pid in web.workers() for path in Path(f"/proc/{pid}/fd").iterdir()]
    unnamed = [path for path in paths if re.fullmatch(r"/tmp/.*\(deleted\)", str(path.readlink()))]
    return sum(path.stat().st_size for path in unnamed)


def test_a_client_that_leaves_in_the_middle_of_its_upload_leaves_no_file(web, token):
    head = request("POST", IMPORT, Authorization=token, Content_Length=9_000_000, Content_Type=FORM)
    before = temporary_bytes(web)
    with web.connect() as sock:
        sock.sendall(head + bytes(5_000_000))
        eventually(lambda: temporary_bytes(web) > before + 4_000_000)
    eventually(lambda: temporary_bytes(web) == before)
