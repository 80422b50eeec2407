"""Clients that keep the server waiting: every kind of them is given up in time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.infra.serving.hostile import WITHIN_TEN, WITHIN_THIRTY
from tests.infra.serving.sockets import closed_after


def time_to_close(web, kinds, seconds):
    """How long each kind of client was kept, all at once, and what it was told."""
    with web.connections(len(kinds)) as socks, ThreadPoolExecutor(len(kinds)) as pool:
        for kind, sock in zip(kinds, socks, strict=True):
            kind(sock)
        found = list(pool.map(lambda sock: closed_after(sock, seconds), socks))
    return {kind.__name__: each for kind, each in zip(kinds, found, strict=True)}


def test_headers_have_ten_seconds_whatever_arrives_of_them(web):
    found = time_to_close(web, WITHIN_TEN, 20)
    assert {name: seconds for name, (seconds, _) in found.items() if seconds is None or seconds > 13} == {}
    told = {name: said.split(b"\r\n")[0] for name, (_, said) in found.items()}
    assert told["silent"] == b""
    assert told["tls_hello"].startswith(b"HTTP/1.1 400")
    assert told["half_a_header"].startswith(b"HTTP/1.1 408")
    assert told["dripping_header"].startswith(b"HTTP/1.1 408")


@pytest.mark.slow
def test_a_small_body_has_thirty_seconds_however_it_drips(web):
    found = time_to_close(web, WITHIN_THIRTY, 45)
    assert {name: seconds for name, (seconds, _) in found.items() if not 25 < (seconds or 99) < 33} == {}
    assert {said.split(b"\r\n")[0] for _, said in found.values()} == {b"HTTP/1.1 408 REQUEST TIMEOUT"}
