"""The stack as `make up` runs it, a page of another origin, and Chromium without a way to any other host."""

import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from stack.servers import free_port
from tests.stack.processes import running

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = "These tests need Chromium: install the package chromium (apt-get install chromium)."
# Whatever the tests beside it have set.
_ITS_OWN = {"RATES_URL": "off", "RATE_LIMITS": "on"}
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"


class Pages(SimpleHTTPRequestHandler):
    """Serves this folder without a word on standard error."""

    def log_message(self, *_):
        """Quiet."""


@pytest.fixture(scope="module")
def page_port():
    """The port of a server that has the page and knows nothing of the API."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=Path(__file__).parent))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def stack(tmp_path_factory, page_port):
    """The address of a stack that allows the page by both names of this machine, and its port there alone."""
    variables = {"PORT": str(free_port()), "DATA_DIR": str(tmp_path_factory.mktemp("stack"))}
    origins = f"http://localhost:{page_port},http://127.0.0.1:{page_port}"
    with running("-m", "stack", "up", **variables, CORS_ORIGINS=origins, **_ITS_OWN) as process:
        word, _, url = process.stdout.readline().strip().partition(" ")
        assert word == "ready", process.stderr.read()
        yield url
        process.terminate()
        assert process.wait(40) == 0


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium, or what else calls itself so."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.fail(NO_BROWSER, pytrace=False)
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", OFFLINE]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium):
    """A tab of its own, with nothing kept; `complaints` are what it said on its console, and what it could not load."""
    context = chromium.new_context()
    tab = context.new_page()
    tab.complaints = []
    tab.on("console", lambda said: tab.complaints.append(said.text) if said.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.on("requestfailed", lambda request: tab.complaints.extend(loss(request)))
    yield tab
    context.close()


def loss(request):
    """The request as a complaint; Chromium also calls a stream aborted that a page has read to its end."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.url}: {request.failure}"]
