"""Two hundred hostile sockets at once, and what another client notices of them."""

import time
from contextlib import ExitStack
from itertools import cycle, islice

import pytest

from tests.infra.serving.hostile import ALL_KINDS
from tests.infra.serving.sockets import request

SOCKETS = 200
SECONDS = 15


def seconds_for(web, asked):
    began = time.monotonic()
    assert web.say(asked).status == 200
    return time.monotonic() - began


def p95(durations):
    return sorted(durations)[int(0.95 * len(durations))]


@pytest.mark.slow
def test_two_hundred_hostile_sockets_leave_others_their_answers(web, token):
    asked = {
        "live": request("GET", "/health/live", Connection="close"),
        "list": request("GET", "/api/v1/transactions?limit=50", Authorization=token, Connection="close"),
    }
    took = {name: [] for name in asked}
    with ExitStack() as open_sockets:
        for kind in islice(cycle(ALL_KINDS), SOCKETS):
            sock = open_sockets.enter_context(web.connect())
            kind(sock)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            for name, sent in asked.items():
                took[name].append(seconds_for(web, sent))
    assert {name: p95(durations) for name, durations in took.items() if p95(durations) > 0.5} == {}
