"""What the tests of the shared rooms need."""

import pytest

from app.config import load_settings
from app.factory import build_app
from app.infra.connections import redis
from tests.client import Client


@pytest.fixture
def limited(app, environment):
    """The same API with its rate limits on."""
    redis.client.flushdb()
    yield Client(build_app(load_settings({**environment, "RATE_LIMITS": "on"})))
    # The limiter is the process's, and would go on limiting the other tests.
    build_app(load_settings(environment))
    redis.client.flushdb()
