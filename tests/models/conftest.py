"""A fake Gemini over HTTP behind the real SDK, and workspaces that ask it."""

import pytest

from app.models.engines.gemini import Gemini
from stack.fake_gemini import FakeGemini

MODEL = "gemini-3.5-flash-lite"


@pytest.fixture
def fake():
    server = FakeGemini(answer=lambda received: {"category": "coffee"})
    yield server
    server.stop()


@pytest.fixture
def gemini(fake):
    engine = Gemini("AQ.a-key", fake.start(), MODEL)
    yield engine
    engine.session().close()
