"""What somebody meets who knows the address and nothing else."""

import hashlib

import pytest

from app.infra.documentation import pages


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "application/json, text/html;q=0.5"])
def test_a_client_is_told_what_this_is_and_where_to_go(api, accept):
    answer = api.with_headers(**({"Accept": accept} if accept else {})).get("/")
    assert (answer.status, answer.json["name"], answer.json["version"]) == (200, "Finsight", "0.1.0")
    links = answer.json["links"]
    assert {api.get(path).status for name, path in links.items() if name != "api"} == {200}
    assert api.request("GET", f"{links['api']}/auth/me").status == 401


def test_a_browser_is_sent_to_the_documentation(api):
    browser = api.with_headers(Accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    answer = browser.get("/")
    assert (answer.status, answer.headers["Location"]) == (303, "/docs/")
    assert "Accept" in answer.headers["Vary"]


def test_the_documentation_knows_the_first_page(api):
    assert {"200", "303"} <= api.get("/openapi.json").json["paths"]["/"]["get"]["responses"].keys()


def test_redoc_needs_no_other_host(api):
    page = api.get("/redoc").body.decode()
    assert "://" not in page
    script = api.get("/redoc/redoc.standalone.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert b"cdn.redoc" not in script.body


def test_the_redoc_we_carry_is_the_published_one():
    script = pages.published_redoc()
    assert hashlib.sha256(script).hexdigest() == "dcaf76612bc4a3fbcc923a8966dee2f6146a5f32e5ce1b6f02dd60cbbf89500b"
