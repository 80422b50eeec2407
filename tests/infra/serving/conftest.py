"""The API under gunicorn, as it is deployed, and sockets that speak to it byte by byte."""

import contextlib

import pytest

from tests.infra.serving.sockets import Api
from tests.served import served as gunicorn


@contextlib.contextmanager
def served(environment, log, workers=2, target="app:app"):
    """gunicorn with so many processes, stopped at the end."""
    with gunicorn(environment, log, workers, target) as (port, process):
        yield Api(port, process, log)


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
