"""Real servers for the whole run, one database for each test process, and users to tell stories about."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from bson import ObjectId
from hypothesis import settings

from app.commands import init_database
from app.config import load_settings
from app.factory import build_app
from app.infra.connections import mongo, redis
from app.models import asking
from app.models.engines.registry import configured, load_engine
from stack.fake_answers import answer as fake_answer
from stack.fake_gemini import FakeGemini
from stack.servers import local_servers
from tests.client import Client, eventually
from tests.hashing import CHEAP, hash_with
from tests.sent_work import misfits

ROOT = Path(__file__).parent.parent

# How long an example takes says more of what else the machine does.
settings.register_profile("finsight", deadline=None)
settings.load_profile("finsight")


def pytest_configure(config):
    """The controller starts MongoDB and Redis once; the processes of xdist inherit their addresses."""
    if hasattr(config, "workerinput"):
        return
    # A developer's .env is no part of the tests, nor of the processes they start.
    os.environ["FLASK_SKIP_DOTENV"] = "1"
    folder = tempfile.TemporaryDirectory(prefix="finsight-tests-")
    servers = local_servers(Path(folder.name))
    started = servers.__enter__()
    os.environ["FINSIGHT_TEST_MONGO"], os.environ["FINSIGHT_TEST_REDIS"] = (
        started.mongo_uri,
        started.redis_url,
    )
    config.add_cleanup(folder.cleanup)
    config.add_cleanup(lambda: servers.__exit__(None, None, None))


def pytest_make_parametrize_id(val, argname):
    """Files are no names: a zip made at collection holds the time, and the processes of xdist must agree on names."""
    return argname if isinstance(val, bytes) and len(val) > 24 else None


@pytest.fixture(scope="session")
def environment(worker_id, tmp_path_factory):
    """The variables of this test process: a database and a Redis of its own."""
    number = int(worker_id.removeprefix("gw") or 0) if worker_id != "master" else 0
    mongo_uri = urlsplit(os.environ["FINSIGHT_TEST_MONGO"])
    return {
        **os.environ,
        "MONGO_URI": mongo_uri._replace(path=f"/finsight_test_{worker_id}").geturl(),
        "REDIS_URL": f"{os.environ['FINSIGHT_TEST_REDIS'].rsplit('/', 1)[0]}/{number}",
        "RATE_LIMITS": "off",
        "LOG_LEVEL": "ERROR",
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "JWT_SECRET_KEY": "a secret of the tests, thirty-two bytes long",
        "SECRET_KEY": "a secret of the tests, thirty-two bytes long",
    }


@pytest.fixture(scope="session")
def app(environment):
    """The API, on an empty database with its indexes."""
    os.environ.update({name: environment[name] for name in ("MONGO_URI", "REDIS_URL", "DATA_DIR", "RATE_LIMITS")})
    application = build_app(load_settings(environment))
    hash_with(CHEAP)  # tests/auth puts the real cost back, and every process that is started has it
    init_database()
    for name in mongo.db.list_collection_names():
        mongo.db[name].delete_many({})
    yield application
    mongo.close()


@pytest.fixture
def db(app):
    """The database behind the API, for looking and for nothing else."""
    return mongo.db


@pytest.fixture
def counts(db):
    """Tells how much of everything a user's workspace holds; jobs of other tests may still run beside it."""

    def count(client):
        workspace = ObjectId(client.get("/workspaces").json["data"][0]["id"])
        names = sorted(set(db.list_collection_names()) - {"idempotency_keys"})
        return {name: db[name].count_documents({"workspace_id": workspace}) for name in names}

    return count


@pytest.fixture(autouse=True)
def sent_work_fits_its_task():
    """No test has the API send what no task takes."""
    yield
    wrong = misfits.copy()
    misfits.clear()
    assert not wrong


@pytest.fixture(scope="session")
def worker(app, environment, tmp_path_factory):
    """A real Celery worker that takes this process's jobs; one for the whole run."""
    log = tmp_path_factory.mktemp("worker") / "worker.log"
    with log.open("w") as output:
        process = start_worker(environment, output)
        try:
            eventually(lambda: "[tasks]" in log.read_text() or process.poll() is not None, 60)
            assert process.poll() is None, log.read_text()
            yield process
        finally:
            process.terminate()
            process.wait(20)


def start_worker(environment, output):
    """The documented worker command, with one child to spare the machine."""
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "app.celery_app",
        "worker",
        "--loglevel=info",
        "--concurrency=1",
    ]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)


@pytest.fixture
def api(app):
    """Somebody who is not signed in."""
    return Client(app)


@pytest.fixture
def new_user(api):
    """Registers a user and answers their client."""

    def register(**more):
        body = {"email": f"{uuid4().hex[:12]}@example.com", "password": "correct horse battery", **more}
        signed_in = api.post("/auth/register", body)
        assert signed_in.status == 201, signed_in.json
        return Client(api.app, signed_in.json)

    return register


@pytest.fixture
def user(new_user):
    """A freshly registered user."""
    return new_user()


@pytest.fixture
def another_user(new_user):
    """Somebody else."""
    return new_user()


@pytest.fixture
def fake_model(app, monkeypatch):
    """A model that this process asks, played over HTTP (stack/fake_gemini.py)."""
    server = FakeGemini(answer=fake_answer)
    monkeypatch.setenv("GEMINI_API_KEY", "AQ.a-key")
    monkeypatch.setenv("GEMINI_API_ENDPOINT", server.start())
    monkeypatch.setattr(asking, "FIRST_PAUSE", 0.01)
    for cached in (configured, load_engine):
        cached.cache_clear()
    for key in redis.client.scan_iter("models:*"):
        redis.client.delete(key)
    yield server
    if load_engine.cache_info().currsize:
        load_engine().session().close()
    server.stop()
    for cached in (configured, load_engine):
        cached.cache_clear()
