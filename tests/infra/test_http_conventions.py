"""What every endpoint has in common."""

from uuid import uuid4

import pytest

REGISTRATION = {"password": "correct horse battery"}


def registration():
    return {**REGISTRATION, "email": f"{uuid4().hex[:12]}@example.com"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "invalid_json"),
        (b"\xff\xfe", 400, "invalid_json"),
        (b'{"email": NaN}', 400, "invalid_json"),
        (b'{"email": Infinity}', 400, "invalid_json"),
        (b'{"email": "\\ud800"}', 400, "invalid_json"),
        (b"[" * 100_000, 400, "json_too_deep"),
        (b"[" * 40 + b"]" * 40, 400, "json_too_deep"),
        (b"[]", 422, "validation_failed"),
        (b"null", 422, "validation_failed"),
        (b'"text"', 422, "validation_failed"),
    ],
)
def test_a_body_that_is_not_an_object_of_json_is_refused(api, body, status, code):
    answer = api.post("/auth/register", body)
    assert (answer.status, answer.code) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.pointers == {""}


def test_ten_megabytes_of_json_are_too_large(api):
    answer = api.post("/auth/register", b'{"email": "' + b"a" * 10_000_000 + b'"}')
    assert (answer.status, answer.code, answer.pointers) == (413, "body_too_large", {""})


def test_a_body_of_another_kind_is_refused(api):
    answer = api.request("POST", "/auth/register", data="email=a@example.com", content_type="text/plain")
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize("path", ["/auth/me", "/jobs", "/workspaces"])
def test_a_query_parameter_that_does_not_exist_is_named(user, path):
    answer = user.get(path, colour="green")
    assert (answer.status, answer.code, answer.pointers) == (400, "unknown_parameter", {"colour"})


@pytest.mark.parametrize("limit", ["0", "201", "many", "-1", "1e2", ""])
def test_a_limit_out_of_range_is_pointed_at(user, limit):
    answer = user.get("/jobs", limit=limit)
    assert (answer.status, answer.pointers) == (422, {"limit"})


def test_a_parameter_given_twice_is_refused(user):
    assert user.request("GET", "/jobs?limit=1&limit=2").status == 422


@pytest.mark.parametrize("cursor", ["x", "!!!", "W10", "WyItaWQiLDFd", "WyItaWQiLCJ4Il0"])
def test_a_cursor_of_another_list_is_refused(user, cursor):
    answer = user.get("/jobs", cursor=cursor)
    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_cursor", {"cursor"})


@pytest.mark.parametrize(
    "path", ["/jobs/1", "/jobs/zzzzzzzzzzzzzzzzzzzzzzzz", "/jobs/6740a1b2c3d4e5f601234567", "/nothing"]
)
def test_what_is_not_there_is_404(user, path):
    answer = user.get(path)
    assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "part"),
    [
        ("GET", "/jobs/1", "'1'"),
        ("GET", "/transactions/zzzzzzzzzzzzzzzzzzzzzzzz/history", "'zzzzzzzzzzzzzzzzzzzzzzzz'"),
        ("PATCH", "/transactions/6740a1b2c3d4e5f60123456", "'6740a1b2c3d4e5f60123456'"),
        ("DELETE", "/imports/latest", "'latest'"),
        ("GET", f"/accounts/{'x' * 300}", f"'{'x' * 40}'"),
    ],
)
def test_a_malformed_id_in_the_path_is_named(user, method, path, part):
    answer = user.request(method, path)
    assert (answer.status, answer.code) == (404, "not_found")
    assert answer.json["detail"] == f"{part} in the path is no id; ids are 24 hex digits."


@pytest.mark.parametrize("path", ["/nothing", "/nothing/6740a1b2c3d4e5f601234567", "/jobs/1/2/3", "/docs/no.js"])
def test_where_no_id_would_help_none_is_asked_for(user, path):
    assert user.get(path).json["detail"].startswith("There is nothing at this path")


def test_a_method_that_does_not_exist_names_those_that_do(user):
    answer = user.request("PUT", "/auth/me")
    assert (answer.status, answer.code) == (405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]


def test_a_request_id_is_taken_or_made(api):
    assert api.with_headers(X_Request_ID="abc-1").get("/health/live").headers["X-Request-ID"] == "abc-1"
    assert len(api.with_headers(X_Request_ID="two words\t").get("/health/live").headers["X-Request-ID"]) == 32
    assert api.with_headers(X_Request_ID="abc-2").get("/auth/me").json["request_id"] == "abc-2"


def test_answers_carry_security_headers(api):
    headers = api.get("/health/live").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_resource_that_did_not_change_is_not_sent_again(user):
    first = user.get("/auth/me")
    again = user.with_headers(If_None_Match=first.headers["ETag"]).get("/auth/me")
    assert (again.status, again.body) == (304, b"")
    user.patch("/auth/me", {"name": "Ada"})
    assert user.with_headers(If_None_Match=first.headers["ETag"]).get("/auth/me").json["name"] == "Ada"


def test_a_change_on_top_of_a_stale_reading_is_refused(user):
    stale = user.get("/auth/me").headers["ETag"]
    user.patch("/auth/me", {"name": "Ada"})
    answer = user.with_headers(If_Match=stale).patch("/auth/me", {"name": "Bob"})
    assert (answer.status, answer.code) == (412, "precondition_failed")
    assert user.get("/auth/me").json["name"] == "Ada"


def test_health_asks_the_servers(api):
    answer = api.get("/health/ready")
    assert (answer.status, answer.json["checks"]) == (200, {"mongodb": "ok", "redis": "ok"})
    assert api.get("/health/live").status == 200


def test_metrics_count_requests_by_route(api):
    api.get("/health/live")
    assert (
        'finsight_requests_total{method="GET",route="/health/live",status="200"}' in api.get("/metrics").body.decode()
    )


def test_the_documentation_page_needs_no_other_host(api):
    page = api.get("/docs/").body.decode()
    assert "http://" not in page.replace("http://localhost/docs", "")
    assert "https://" not in page
    assert api.get("/docs/swagger-ui-bundle.js").status == 200
    assert api.get("/openapi.json").json["openapi"].startswith("3.1")


def test_guessing_one_accounts_password_is_slowed_down(limited):
    body = {"email": f"{uuid4().hex}@example.com", "password": "guess number one"}
    statuses = [limited.post("/auth/login", body).status for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    refused = limited.post("/auth/login", body)
    assert refused.code == "rate_limited"
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert limited.post("/auth/login", {**body, "email": "other@example.com"}).status == 401


def test_answers_say_how_much_of_the_limit_is_left(limited):
    answer = limited.post("/auth/register", registration())
    assert answer.headers["RateLimit-Limit"] == "300"
    assert int(answer.headers["RateLimit-Remaining"]) == 299
    assert 0 < int(answer.headers["RateLimit-Reset"]) <= 61
