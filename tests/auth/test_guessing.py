"""Guessing passwords is slowed down, and keeps nobody out of their own account."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from app.config import load_settings
from app.factory import build_app
from app.infra.attempts import Bound, OwnCounters
from app.infra.connections import redis
from stack.servers import free_port
from tests.client import Client

PASSWORD = "correct horse battery"
ELSEWHERE = "198.51.100.9"


@pytest.fixture
def limited(app, environment):
    """The API with its rate limits on."""
    redis.client.flushdb()
    yield Client(build_app(load_settings({**environment, "RATE_LIMITS": "on"})))
    build_app(load_settings(environment))
    redis.client.flushdb()


@pytest.fixture
def owner(limited):
    """The e-mail of somebody who registered at home, with a browser."""
    email = f"{uuid4().hex}@example.com"
    body = {"email": email, "password": PASSWORD}
    assert sent(limited, "register", body, "203.0.113.5", "Browser").status == 201
    return email


def sent(client, what, body, address, agent="Attacker"):
    """A POST to /auth from an address, by a program."""
    return client.with_headers(User_Agent=agent).post(f"/auth/{what}", body, environ_base={"REMOTE_ADDR": address})


def login(client, email, password=PASSWORD, address="203.0.113.5", agent="Browser"):
    """The status of signing in."""
    return sent(client, "login", {"email": email, "password": password}, address, agent).status


def test_wrong_passwords_from_elsewhere_do_not_keep_the_owner_out(limited, owner):
    guesses = [login(limited, owner, "wrong horse", ELSEWHERE, "Attacker") for _ in range(15)]
    assert guesses == [401] * 10 + [429] * 5
    assert login(limited, owner) == 200
    assert login(limited, owner, address="192.0.2.77", agent="A new telephone") == 200


def test_an_attacker_in_the_owners_own_network_does_not_keep_them_out_either(limited, owner):
    assert [login(limited, owner, "wrong horse", agent="Attacker") for _ in range(11)][-1] == 429
    assert login(limited, owner) == 200


@pytest.mark.slow
def test_an_attacker_at_many_addresses_is_slowed_for_the_account(limited, owner):
    guesses = [login(limited, owner, "wrong horse", f"198.51.{n // 200}.{n % 200}", "Attacker") for n in range(105)]
    assert guesses == [401] * 100 + [429] * 5
    assert login(limited, owner, address="192.0.2.77") == 429
    assert login(limited, owner) == 200


def test_an_attacker_with_a_whole_ipv6_network_is_one_address(limited, owner):
    guesses = [login(limited, owner, "wrong horse", f"2001:db8:1:2::{n:x}", "Attacker") for n in range(12)]
    assert guesses == [401] * 10 + [429] * 2


@pytest.mark.slow
def test_trying_one_password_on_many_accounts_is_slowed_for_the_address(limited, owner):
    guesses = [login(limited, f"{n}.{owner}", "wrong horse", ELSEWHERE, "Attacker") for n in range(62)]
    assert guesses == [401] * 60 + [429] * 2
    assert login(limited, owner) == 200


def test_a_known_device_may_guess_no_more_often_than_others(limited, owner):
    assert [login(limited, owner, "wrong horse") for _ in range(11)] == [401] * 10 + [429]
    assert login(limited, owner) == 429


def test_right_passwords_are_not_counted(limited, owner):
    assert {login(limited, owner) for _ in range(12)} == {200}
    assert {login(limited, owner, address=ELSEWHERE, agent="Another program") for _ in range(12)} == {200}


def test_an_account_that_does_not_exist_looks_the_same(limited, owner):
    for email in (owner, f"nobody-{owner}"):
        answers = [sent(limited, "login", {"email": email, "password": "wrong"}, ELSEWHERE) for _ in range(11)]
        assert [answer.status for answer in answers] == [401] * 10 + [429]
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_of_many_guesses_at_once_too_only_ten_are_looked_at(limited, owner):
    with ThreadPoolExecutor(16) as pool:
        guesses = list(pool.map(lambda _: login(limited, owner, "wrong horse", ELSEWHERE, "Attacker"), range(40)))
    assert guesses.count(401) == 10
    assert guesses.count(429) == 30


@pytest.mark.slow
def test_a_device_that_refreshed_its_session_is_known_where_it_is_now(limited, owner):
    signed_in = sent(limited, "login", {"email": owner, "password": PASSWORD}, "203.0.113.5", "Browser").json
    assert (
        sent(limited, "refresh", {"refresh_token": signed_in["refresh_token"]}, "192.0.2.77", "Browser").status == 200
    )
    for n in range(100):
        login(limited, owner, "wrong horse", f"198.51.100.{n}", "Attacker")
    assert login(limited, owner, address="192.0.2.77") == 200


def test_an_account_keeps_its_latest_devices_and_nothing_that_tells_where_they_are(limited, owner, db):
    for n in range(25):
        login(limited, owner, agent=f"Program {n}")
    devices = db["users"].find_one({"email": owner})["devices"]
    assert len(devices) == 20
    assert "203.0.113.5" not in str(devices)
    assert "devices" not in sent(limited, "login", {"email": owner, "password": PASSWORD}, "203.0.113.5").json["user"]


def test_guessing_is_slowed_down_without_redis_too(limited, owner, environment):
    redis.configure(f"redis://127.0.0.1:{free_port()}/0")
    try:
        guesses = [login(limited, owner, "wrong horse", ELSEWHERE, "Attacker") for _ in range(11)]
    finally:
        redis.configure(environment["REDIS_URL"])
    assert guesses == [401] * 10 + [429]


def test_own_counters_begin_again_when_their_time_is_over():
    counters, bounds = OwnCounters(), [Bound("a", 2, 60), Bound("b", 5, 600)]
    assert [counters.count(bounds, now) for now in (0, 1, 2)] == [0, 0, 58]
    assert counters.count(bounds, 60) == 0
    counters.take_back(bounds)
    assert [counters.count(bounds, 61) for _ in range(3)] == [0, 0, 59]


def test_own_counters_take_no_more_memory_than_they_may():
    counters = OwnCounters()
    for n in range(60_000):
        counters.count([Bound(str(n), 5, 600)], n / 1000)
    assert len(counters._counts) <= 50_000
