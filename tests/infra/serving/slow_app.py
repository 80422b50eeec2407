"""An application for tests of the server alone: answers that take their time, are large, or break."""

import os
import time
from pathlib import Path

from app.config import load_settings
from app.infra.observability.logs import configure_logging

# Its words stand apart in this file, whose lines a traceback shows.
SECRET = f"coffee for {4.5:.2f}"

configure_logging(load_settings())


def app(environ, start_response):
    """Answer as the path says."""
    return PAGES[environ["PATH_INFO"]](environ, start_response)


def live(_environ, start_response):
    """Answers at once."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]


def slow(_environ, start_response):
    """Answers after two seconds."""
    time.sleep(2)
    return live(_environ, start_response)


def busy(environ, start_response):
    """Computes for five seconds."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        sum(range(1000))
    return live(environ, start_response)


def forwarded(environ, start_response):
    """What a proxy said, as it arrived."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['REMOTE_ADDR']} {environ['HTTP_X_FORWARDED_FOR']} {environ['HTTP_X_FORWARDED_PROTO']}".encode()]


def large(_environ, start_response):
    """A hundred megabytes in pieces."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return (b"x" * 100_000 for _ in range(1000))


def broken(_environ, _start_response):
    """Fails before its answer."""
    raise ValueError(SECRET)


def cut_off(_environ, start_response):
    """Fails in the middle of its answer."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"half"
    raise ValueError(SECRET)


def events(environ, start_response):
    """An event a second, until the client is gone; then a file says so."""
    start_response("200 OK", [("Content-Type", "text/event-stream")])
    for number in range(60):
        yield f"data: {number}\n\n".encode()
        for _ in range(50):
            time.sleep(0.02)
            if environ["waitress.client_disconnected"]():
                Path(os.environ["GONE_FILE"]).touch()
                return


def received(environ, start_response):
    """How many bytes came."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(len(environ["wsgi.input"].read())).encode()]


PAGES = {
    "/health/live": live,
    "/slow": slow,
    "/busy": busy,
    "/forwarded": forwarded,
    "/large": large,
    "/broken": broken,
    "/cut-off": cut_off,
    "/events": events,
    "/received": received,
}
