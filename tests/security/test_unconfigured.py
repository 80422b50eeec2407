"""A server that was given no secrets serves its own network only, and /metrics is for monitors."""

import pytest

from app.config import load_settings
from app.factory import build_app
from tests.client import Client

STRANGER, NEIGHBOUR, HERE = "203.0.113.7", "172.17.0.1", "127.0.0.1"


@pytest.fixture(scope="module")
def served(app, environment):
    """An API with other settings than the tests', which are put back at the end."""

    def serve(**variables):
        return Client(build_app(load_settings({**environment, **variables})))

    yield serve
    build_app(load_settings(environment))


@pytest.fixture(scope="module")
def unconfigured(served):
    """Nothing set: the secrets are made up."""
    return served(SECRET_KEY="", JWT_SECRET_KEY="")


def ask(client, peer, path="/health/live", **headers):
    """A request over a connection from an address."""
    return client.with_headers(**headers).request("GET", path, environ_base={"REMOTE_ADDR": peer})


@pytest.mark.parametrize("path", ["/health/live", "/docs/", "/openapi.json", "/nothing", "/auth/me", "/metrics"])
def test_a_stranger_is_told_what_to_set(unconfigured, path):
    answer = ask(unconfigured, STRANGER, path)
    assert (answer.status, answer.code) == (403, "not_configured")
    assert "SECRET_KEY and JWT_SECRET_KEY" in answer.json["detail"]


@pytest.mark.parametrize("peer", [HERE, "::1", NEIGHBOUR, "192.168.1.20", "fd00::5"])
def test_this_machine_and_its_network_are_served_without_setting_anything(unconfigured, peer):
    assert ask(unconfigured, peer).status == 200


@pytest.mark.parametrize(
    "headers",
    [{"X_Forwarded_For": STRANGER}, {"X_Real_IP": STRANGER}, {"Forwarded": f"for={STRANGER}"}],
    ids=["x-forwarded-for", "x-real-ip", "forwarded"],
)
def test_a_proxy_nearby_makes_a_stranger_no_neighbour(unconfigured, headers):
    assert ask(unconfigured, HERE, **headers).status == 403


def test_trusting_a_proxy_makes_a_stranger_no_neighbour_either(served):
    client = served(SECRET_KEY="", JWT_SECRET_KEY="", TRUSTED_PROXIES="1")
    assert ask(client, HERE, X_Forwarded_For=f"{STRANGER}, {HERE}").status == 403


def test_a_page_may_read_why_it_is_refused(unconfigured):
    answer = ask(unconfigured, STRANGER, Origin="http://localhost:3000")
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"


def test_with_secrets_everybody_is_served(api):
    assert ask(api, STRANGER).status == 200
    assert ask(api, HERE, X_Forwarded_For=STRANGER).status == 200


def test_metrics_are_open_to_this_machine_only(api):
    assert ask(api, HERE, "/metrics").status == 200
    for answer in (ask(api, NEIGHBOUR, "/metrics"), ask(api, HERE, "/metrics", X_Forwarded_For=HERE)):
        assert (answer.status, answer.code) == (401, "unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("sent", "status"),
    [("Bearer the-monitors-token", 200), ("bearer the-monitors-token", 200), ("Bearer the-monitors-toke", 401),
     ("Basic the-monitors-token", 401), ("Bearer ", 401), ("Bearer é", 401)],
)  # fmt: skip
def test_a_monitor_elsewhere_reads_metrics_with_the_token(served, sent, status):
    client = served(METRICS_TOKEN="the-monitors-token")
    assert ask(client, STRANGER, "/metrics", Authorization=sent).status == status
