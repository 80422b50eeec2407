"""A page on another port uses the API in a real browser, which enforces what CORS says."""

from uuid import uuid4

import pytest

pytestmark = pytest.mark.slow

STATEMENT = (
    b"Date,Description,Amount\n2026-10-01,Netflix,-15.49\n2026-10-02,Blue Bottle Coffee,-4.50\n"
    b"2026-10-13,Salary,2500.00\n"
)
FILE = {"name": "statement.csv", "mimeType": "text/csv", "buffer": STATEMENT}
# Of the same site and of another one; both are another origin than http://127.0.0.1:PORT.
HOSTS = ("127.0.0.1", "localhost")


def opened(tab, stack, page_port, host="localhost"):
    tab.goto(f"http://{host}:{page_port}/page.html?api={stack}")
    return tab


def registered(tab):
    tab.fill("[name=email]", f"{uuid4().hex[:12]}@example.com")
    tab.fill("[name=password]", "correct horse battery")
    tab.click("#register button")
    tab.wait_for_function("element('#state').textContent === 'registered'")


def imported(tab):
    tab.set_input_files("[name=file]", FILE)
    tab.click("#upload button")
    tab.wait_for_selector("tr >> nth=2")


def called(tab, method, path, body=None, **headers):
    """What the page's own code sees of an answer."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return tab.evaluate(
        "([method, path, body, headers]) => call(method, path, body ?? undefined, headers)", [method, path, body, sent]
    )


@pytest.mark.parametrize("host", HOSTS)
def test_a_page_registers_uploads_watches_the_job_and_corrects_a_transaction(tab, stack, page_port, host):
    opened(tab, stack, page_port, host)
    registered(tab)
    imported(tab)
    assert tab.inner_text("#state") == "succeeded"
    assert tab.evaluate("element('progress').value === element('progress').max")
    netflix = tab.locator("tr", has_text="Netflix")
    netflix.locator("select").select_option(label="entertainment")
    tab.wait_for_function("element('#state').textContent === '200 entertainment'")
    tab.locator("tr", has_text="Blue Bottle").get_by_role("button").click()
    tab.wait_for_function("element('#state').textContent === '204 deleted'")
    rows = called(tab, "GET", "/transactions?sort=date")["body"]["data"]
    assert (rows[0]["description"], rows[0]["category"]) == ("Netflix", "entertainment")
    assert len(rows) == 2
    assert tab.complaints == []


def test_a_page_reads_the_headers_that_the_documentation_promises(tab, stack, page_port):
    opened(tab, stack, page_port)
    registered(tab)
    account = {"name": "Savings", "type": "savings", "currency": "EUR"}
    made = called(tab, "POST", "/accounts", account, Idempotency_Key="once", X_Request_ID="from-the-page")
    assert {"location", "etag", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"} <= made["headers"].keys()
    assert made["headers"]["x-request-id"] == "from-the-page"
    again = called(tab, "POST", "/accounts", account, Idempotency_Key="once")
    assert again["headers"]["idempotent-replayed"] == "true"
    stale = called(tab, "PATCH", made["headers"]["location"], {"name": "Rainy day"}, If_Match='"another"')
    assert (stale["status"], stale["body"]["code"]) == (412, "precondition_failed")
    for name in ("One", "Two"):
        called(tab, "POST", "/accounts", {**account, "name": name})
    assert 'rel="next"' in called(tab, "GET", "/accounts?limit=1")["headers"]["link"]
    waited = called(tab, "POST", "/transactions", {"text": "coffee 4.50 at Blue Bottle"}, Prefer="wait=10")
    assert waited["headers"]["preference-applied"] == "wait=10"
    export = called(tab, "GET", "/transactions/export?format=csv")
    assert "filename=" in export["headers"]["content-disposition"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/auth/me", None, 401),
        ("DELETE", "/nothing/here", None, 404),
        ("PUT", "/auth/me", {}, 405),
        ("POST", "/auth/login", {"email": "a" * (2 << 20)}, 413),
        ("POST", "/auth/register", {"email": "nobody"}, 422),
    ],
)
def test_a_page_reads_what_is_wrong(tab, stack, page_port, method, path, body, status):
    answer = called(opened(tab, stack, page_port), method, path, body, Authorization="Bearer none")
    assert (answer["status"], answer["body"]["status"]) == (status, status)


def test_a_page_is_told_when_to_come_back(tab, stack, page_port):
    opened(tab, stack, page_port)
    wrong = {"email": f"{uuid4().hex}@example.com", "password": "not the password"}
    for _ in range(60):
        answer = called(tab, "POST", "/auth/login", wrong)
        if answer["status"] == 429:
            break
    assert (answer["status"], answer["body"]["code"]) == (429, "rate_limited")
    assert int(answer["headers"]["retry-after"]) > 0


def test_a_foreign_page_reads_nothing(tab, stack, page_port):
    """The API's own documentation page is one: its origin is not among those that are allowed."""
    tab.goto(f"{stack.replace('127.0.0.1', 'localhost')}/docs/")
    for path in ("/health/live", "/api/v1/auth/me"):
        failed = tab.evaluate("(url) => fetch(url).then(() => 'read', (error) => error.name)", f"{stack}{path}")
        assert failed == "TypeError"
