"""The logs of the local stack: for their owner, bounded, and without what people search for."""

import sys

import pytest
from pymongo import MongoClient
from pymongo.errors import ExecutionTimeout

from stack.process import Process, shorten
from stack.servers import local_servers
from tests.stack.processes import within


def test_logs_are_for_their_owner_and_know_no_searches(tmp_path, monkeypatch):
    monkeypatch.delenv("MONGO_URI", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    with local_servers(tmp_path / "data") as servers, MongoClient(servers.mongo_uri) as client:
        notes = client["finsight"]["notes"]
        notes.insert_one({"text": "x"})
        slow = {"$where": "sleep(250) || true", "text": {"$regex": "x|a secret search"}}
        assert len(list(notes.find(slow))) == 1
        # What fails is logged with its command whatever the settings say.
        with pytest.raises(ExecutionTimeout):
            list(notes.find(slow, max_time_ms=50))
        logs = tmp_path / "data" / "logs"
        assert within(10, lambda: "MaxTimeMSExpired" in (logs / "mongod.log").read_text())
        assert "a secret search" not in (logs / "mongod.log").read_text()
        assert logs.stat().st_mode & 0o777 == 0o700
        assert {log.stat().st_mode & 0o777 for log in logs.iterdir()} == {0o600}


def test_a_log_that_grew_is_put_aside_while_its_process_goes_on(tmp_path):
    log = tmp_path / "logs" / "busy.log"
    process = Process("busy", [sys.executable, "-uc", "while True: print('a line of twenty')"], log)
    process.start()
    try:
        for _ in range(2):
            assert within(10, lambda: log.stat().st_size > 50_000)
            shorten(log, 50_000)
        aside = log.with_name("busy.log.1")
        assert aside.stat().st_size >= 50_000
        assert within(10, lambda: log.stat().st_size > 0)
        assert set(log.read_bytes().splitlines()[1:-1]) == {b"a line of twenty"}
        assert aside.stat().st_mode & 0o777 == 0o600
    finally:
        process.stop()


def test_a_short_log_stays_as_it_is(tmp_path):
    log = tmp_path / "quiet.log"
    log.write_text("a line\n")
    shorten(log, 50_000)
    assert [path.name for path in tmp_path.iterdir()] == ["quiet.log"]
