"""Pages of other origins, request by request; tests/browser sends a real browser."""

import pytest

from app.config import ConfigError, load_settings
from app.factory import build_app
from app.infra.cors import EXPOSED_HEADERS, is_allowed
from tests.client import Client

PAGE, FOREIGN = "http://localhost:3000", "https://evil.example"
OPERATIONS = [
    ("PATCH", "/transactions/6740a1b2c3d4e5f601234567"),
    ("DELETE", "/jobs/6740a1b2c3d4e5f601234567"),
    ("POST", "/transactions/import"),
    ("GET", "/jobs/6740a1b2c3d4e5f601234567/events"),
    ("GET", "/nothing/here"),
    ("PUT", "/auth/me"),
]


@pytest.fixture
def page(api):
    """A page that is nobody yet."""
    return api.with_headers(Origin=PAGE)


@pytest.fixture
def serving(environment):
    """Builds the API with other variables."""
    yield lambda **variables: Client(build_app(load_settings({**environment, **variables})))
    build_app(load_settings(environment))


def preflight(client, method="PATCH", path="/auth/me", origin=PAGE):
    return client.with_headers(
        Origin=origin,
        Access_Control_Request_Method=method,
        Access_Control_Request_Headers="authorization,content-type,if-match",
    ).request("OPTIONS", path)


def cors(answer):
    return {name for name, _ in answer.headers if name.startswith("Access-Control-")}


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_preflight_needs_no_token(api, method, path):
    answer = preflight(api, method, path)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
    assert {"Authorization", "If-Match", "Idempotency-Key", "Prefer", "X-Workspace-Id", "Last-Event-ID"} <= set(
        answer.headers["Access-Control-Allow-Headers"].split(", ")
    )
    assert int(answer.headers["Access-Control-Max-Age"]) == 7200
    assert "Origin" in answer.headers["Vary"]


def test_preflights_use_up_no_limit(limited):
    assert {preflight(limited, "POST", "/auth/login").status for _ in range(15)} == {204}
    assert "RateLimit-Remaining" not in preflight(limited, "POST", "/auth/login").headers
    left = limited.post("/auth/register", {}).headers["RateLimit-Remaining"]
    preflight(limited, "POST", "/auth/register")
    assert int(limited.post("/auth/register", {}).headers["RateLimit-Remaining"]) == int(left) - 1


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (200, lambda page: page.get("/health/live")),
        (400, lambda page: page.post("/auth/register", b"{")),
        (401, lambda page: page.get("/auth/me")),
        (404, lambda page: page.get("/nothing")),
        (405, lambda page: page.request("PUT", "/auth/me")),
        (413, lambda page: page.post("/auth/login", b"[" * (2 << 20))),
        (415, lambda page: page.request("POST", "/auth/login", data="email=a", content_type="text/plain")),
        (422, lambda page: page.post("/auth/register", {})),
    ],
)
def test_a_page_reads_every_answer_and_its_headers(page, status, ask):
    answer = ask(page)
    assert answer.status == status
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    assert answer.headers["Access-Control-Expose-Headers"] == EXPOSED_HEADERS
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_page_reads_that_the_limit_is_used_up(limited):
    page = limited.with_headers(Origin=PAGE)
    answers = [page.post("/auth/login", {"email": "a@example.com", "password": "wrong horse"}) for _ in range(40)]
    refused = next(answer for answer in answers if answer.status == 429)
    assert refused.headers["Access-Control-Allow-Origin"] == PAGE
    assert "Retry-After" in refused.headers["Access-Control-Expose-Headers"].split(", ")


def test_a_page_reads_that_we_failed(serving):
    api = serving()
    api.app.add_url_rule("/api/v1/fail", "fail", lambda: 1 / 0)
    answer = api.with_headers(Origin=PAGE).get("/fail")
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (500, PAGE)


def test_each_exposed_name_is_a_name_and_no_wildcard():
    assert "*" not in EXPOSED_HEADERS
    assert {"Location", "ETag", "Retry-After", "Link", "X-Request-ID", "RateLimit-Limit"} <= set(
        EXPOSED_HEADERS.split(", ")
    )


@pytest.mark.parametrize(
    "origin", [FOREIGN, "http://localhost:3000.evil.example", "http://evil.localhost:3000", "null"]
)
def test_a_foreign_page_gets_no_cors_header(api, origin):
    assert cors(preflight(api, origin=origin)) == set()
    for path in ("/health/live", "/auth/me", "/nothing"):
        answer = api.with_headers(Origin=origin).get(path)
        assert cors(answer) == set()
        assert "Origin" in answer.headers["Vary"]


def test_options_tells_the_methods_of_a_path_to_anybody(api):
    answer = api.request("OPTIONS", "/auth/me")
    assert answer.status == 200
    assert {"GET", "PATCH"} <= set(answer.headers["Allow"].split(", "))
    assert api.request("OPTIONS", "/nothing").status == 404


def test_only_the_origins_that_are_named_are_allowed(serving):
    api = serving(CORS_ORIGINS="https://app.example.com/, HTTPS://Money.example.com:443,http://localhost:5173")
    for origin in ("https://app.example.com", "https://money.example.com", "http://localhost:5173"):
        assert preflight(api, origin=origin).headers["Access-Control-Allow-Origin"] == origin
    for origin in (PAGE, "http://app.example.com", "https://example.com", "https://app.example.com:8443"):
        assert cors(preflight(api, origin=origin)) == set()


def test_production_allows_no_origin_unless_told(serving):
    api = serving(FLASK_ENV="production")
    assert cors(preflight(api)) == set()
    answer = api.with_headers(Origin=PAGE).get("/health/live")
    assert (cors(answer), answer.headers["Cross-Origin-Resource-Policy"]) == (set(), "same-origin")


def test_every_origin_can_be_allowed(serving):
    api = serving(CORS_ORIGINS="*")
    for origin in (FOREIGN, "null"):
        assert preflight(api, origin=origin).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("allowed", "origin", "so"),
    [
        ("http://localhost:*", "http://localhost", True),
        ("http://localhost:*", "http://localhost:8080", True),
        ("http://localhost:*", "https://localhost:8080", False),
        ("http://localhost:*", "http://localhost:80a", False),
        ("http://[::1]:*", "http://[::1]:8080", True),
        ("http://[::1]:*", "http://[::1]", True),
        ("https://a.example", "https://a.example:443", False),
        ("*", "", False),
    ],
)
def test_an_origin_is_its_scheme_host_and_port(allowed, origin, so):
    assert is_allowed(origin, [allowed]) is so


@pytest.mark.parametrize("wrong", ["localhost:3000", "https://app.example.com/app", "http://", "https://*.example.com"])
def test_what_is_no_origin_stops_the_start(environment, wrong):
    with pytest.raises(ConfigError, match=r"^CORS_ORIGINS names .*; an origin is scheme://host or "):
        load_settings({**environment, "CORS_ORIGINS": f"https://app.example.com,{wrong}"})
