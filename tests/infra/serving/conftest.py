"""The API under gunicorn, as it is deployed, and sockets that speak to it byte by byte."""

import contextlib
import subprocess
import sys
import urllib.request

import pytest

from stack.servers import LOOPBACK, free_port
from tests.client import eventually
from tests.infra.serving.sockets import Api
from tests.stack.processes import ROOT


@contextlib.contextmanager
def served(environment, log, workers=2, target="app:app"):
    """gunicorn with so many processes, stopped at the end."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-w", str(workers), "-b", f"{LOOPBACK}:{port}", target]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            eventually(lambda: _is_live(port), 60)
            yield Api(port, process, log)
        finally:
            process.terminate()
            process.wait(20)


def _is_live(port):
    try:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/health/live", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture(scope="session")
def web(app, environment, tmp_path_factory):
    """Two processes for all tests that ask the API itself; no worker takes its jobs, whatever tests ran before."""
    host, number = environment["REDIS_URL"].rsplit("/", 1)
    settings = {
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "json",
        "CORS_ORIGINS": "http://a.example",
        "REDIS_URL": f"{host}/{int(number) + 8}",
    }
    with served(environment | settings, tmp_path_factory.mktemp("api") / "log") as up:
        yield up


@pytest.fixture
def token(new_user):
    """The Authorization header of somebody signed in."""
    return new_user().headers["Authorization"]
