"""How many requests there may be, where that stands, and what does not count."""

import pytest

from app.infra.limits import DEFAULT_LIMIT

UNCOUNTED = ["/health", "/health/live", "/health/ready", "/metrics", "/docs/", "/redoc", "/openapi.json"]


@pytest.mark.parametrize("path", UNCOUNTED)
def test_probes_and_documentation_do_not_count(limited, path):
    for _ in range(3):
        # Whatever counts says so, and how much is left.
        answer = limited.app.test_client().get(path)
        assert (answer.status_code, answer.headers.get("RateLimit-Limit")) == (200, None)
        answer.close()


def test_other_pages_count(limited):
    first, second = (limited.app.test_client().get("/") for _ in range(2))
    left = [int(answer.headers["RateLimit-Remaining"]) for answer in (first, second)]
    assert left[0] - left[1] == 1


def test_the_document_tells_the_limit_that_holds(api):
    amount = f"{int(DEFAULT_LIMIT.split()[0]):,}"
    document = api.get("/openapi.json").json
    assert f"{amount} requests a minute" in document["info"]["description"]
    assert f"{amount} a minute" in document["components"]["responses"]["Problem429"]["description"]


def test_a_429_says_which_limit_is_used_up(limited):
    wrong = {"email": "nobody", "password": ""}
    statuses = [limited.post("/auth/register", wrong).status for _ in range(300)]
    assert set(statuses) == {422}
    refused = limited.post("/auth/register", wrong)
    assert (refused.status, refused.code) == (429, "rate_limited")
    assert refused.json["detail"].startswith("The limit of 300 a minute is used up; wait ")
