"""A stack of its own for each crash test: real processes that may be killed without hurting other tests."""

import os
import random
import sys
import time
from pathlib import Path

import pytest
from bson import ObjectId
from pymongo import MongoClient
from redis import Redis

from app.infra.database.mongo import Mongo
from app.infra.database.workspace_lock import Turns
from app.infra.redis import RedisStore
from app.transactions import service as transactions
from stack.api_client import ApiClient
from stack.process import Group, Process
from stack.servers import LOOPBACK, free_port, is_listening, mongod, start_mongod, start_redis
from stack.up import CELERY, Place, create_indexes, is_healthy

TIMEOUT = 120


class CrashingStack:
    """MongoDB, Redis and an API; workers and beat come and go as a test says."""

    def __init__(self, folder: Path, group: Group) -> None:
        self.folder, self.group = folder, group
        self.mongo_uri, self.redis_url = start_mongod(folder, group), start_redis(folder, group)
        self.mongod = group.processes[0]
        self.port = free_port()
        env = {"MONGO_URI": self.mongo_uri, "REDIS_URL": self.redis_url, "DATA_DIR": str(folder), "FLASK_APP": "app"}
        self.env = {**os.environ, **env, "LOG_LEVEL": "INFO", "RATE_LIMITS": "off"}
        create_indexes(Place(self.port, folder), self.env, group)
        argv = [sys.executable, "-m", "gunicorn", "-w", "1", "-b", f"{LOOPBACK}:{self.port}", "app:app"]
        api = self._start("api", argv)
        group.wait_until(lambda: is_healthy(self.url), api)
        self.client: MongoClient = MongoClient(self.mongo_uri)
        self.db = self.client.get_default_database()

    @property
    def url(self):
        return f"http://{LOOPBACK}:{self.port}"

    def _start(self, name, argv):
        process = Process(name, argv, self.folder / "logs" / f"{name}.log", self.env)
        self.group.start(process)
        return process

    def start_worker(self, children=1):
        return self._start("worker", [*CELERY, "worker", "--loglevel=info", f"--concurrency={children}"])

    def start_beat(self):
        return self._start("beat", [*CELERY, "beat", "--loglevel=info"])

    def a_user(self):
        user = ApiClient(self.url)
        user.register("crash@example.com", "correct horse battery")
        return user

    def flush_redis(self):
        with Redis.from_url(self.redis_url) as redis:
            redis.flushall()

    def restart_mongod(self):
        self.mongod.stop()
        port = int(self.mongo_uri.split(":")[2].split("/")[0])
        self.mongod = mongod(self.folder, port)
        self.group.start(self.mongod)
        self.group.wait_until(lambda: is_listening(port), self.mongod)

    def lines_done(self, import_id):
        return self.db["imports"].find_one({"_id": ObjectId(import_id)}, {"lines": True})["lines"]

    def wait_for_lines(self, import_id, lines):
        """Return soon after a batch beyond so many lines was committed."""
        deadline = time.monotonic() + TIMEOUT
        while self.lines_done(import_id) < lines:
            assert time.monotonic() < deadline, f"line {lines} was not reached in {TIMEOUT} s"
            self.group.pause(random.uniform(0, 0.03))

    def differences(self):
        """Where totals and balances of the only workspace are not what its transactions add up to."""
        mongo = Mongo(Turns(RedisStore()))
        mongo.configure(self.mongo_uri)
        try:
            return transactions.verify(mongo.scope(self.db["workspaces"].find_one({})["_id"]))
        finally:
            mongo.close()


@pytest.fixture
def crashing(tmp_path):
    with Group() as group:
        stack = CrashingStack(tmp_path, group)
        try:
            yield stack
        finally:
            stack.client.close()
