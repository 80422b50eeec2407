"""The local MongoDB and Redis: named by the environment, or started here on loopback."""

import os
import random
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import OperationFailure

from stack.binaries import find_mongod, find_redis_server
from stack.process import Group, Process

LOOPBACK = "127.0.0.1"
REPLICA_SET = "rs0"
# MongoDB's shares of the cache are meant for large ones, its four threads for many cores: with 0.5 GB and two cores an
# import of a million rows would write the same pages of its indexes again and again, and wait for those who do.
EVICTION = (
    "eviction_updates_target=8,eviction_updates_trigger=15,eviction_dirty_target=15,eviction_dirty_trigger=30,"
    "eviction=(threads_min=1,threads_max=1)"
)
NEVER_SLOW_MS = 2**31 - 1
NOT_YET_INITIALIZED = 94  # MongoDB's error code for a fresh member
# Below Linux's range for outgoing connections (32768 up): there, a client that retries the port of a stopped
# server can be given that very port, connect to itself, and keep the server from coming back.
PORTS = range(20000, 32000)


@dataclass(frozen=True)
class Servers:
    """Where the two servers answer."""

    mongo_uri: str
    redis_url: str


@contextmanager
def local_servers(data_dir: Path) -> Iterator[Servers]:
    """MongoDB and Redis for a `with` block; those that MONGO_URI and REDIS_URL name are used as they are."""
    with Group() as group:
        yield start_servers(data_dir, group)


def start_servers(data_dir: Path, group: Group) -> Servers:
    """Start what the environment does not name, and wait until MongoDB is a primary and Redis answers."""
    mongo_uri, redis_url = os.environ.get("MONGO_URI"), os.environ.get("REDIS_URL")
    return Servers(mongo_uri or start_mongod(data_dir, group), redis_url or start_redis(data_dir, group))


def start_mongod(data_dir: Path, group: Group) -> str:
    """A one-node replica set on a free port, on the data that is there. Returns its URI."""
    port = free_port()
    process = mongod(data_dir, port)
    group.start(process)
    group.wait_until(lambda: is_listening(port), process)
    with MongoClient[dict[str, object]](LOOPBACK, port, directConnection=True) as client:
        name_member(client, f"{LOOPBACK}:{port}")
        group.wait_until(lambda: bool(client.admin.command("hello")["isWritablePrimary"]), process)
    return f"mongodb://{LOOPBACK}:{port}/finsight?replicaSet={REPLICA_SET}"


def start_redis(data_dir: Path, group: Group) -> str:
    """A redis-server on a free port that keeps nothing on disk. Returns its URL."""
    port = free_port()
    process = redis_server(data_dir, port)
    group.start(process)
    group.wait_until(lambda: is_listening(port), process)
    return f"redis://{LOOPBACK}:{port}/0"


def mongod(data_dir: Path, port: int) -> Process:
    """The mongod of a data folder."""
    dbpath = data_dir / "mongo"
    dbpath.mkdir(parents=True, exist_ok=True, mode=0o700)
    argv = [str(find_mongod()), "--replSet", REPLICA_SET, "--bind_ip", LOOPBACK, "--port", str(port)]
    argv += ["--dbpath", str(dbpath), "--wiredTigerCacheSizeGB", "0.5", "--oplogSize", "1024"]
    # A socket in /tmp would survive a kill, there are no secondaries to wait for, nobody reads telemetry.
    argv += ["--nounixsocket", "--setParameter", "shutdownTimeoutMillisForSignaledShutdown=100"]
    argv += ["--setParameter", "diagnosticDataCollectionEnabled=false"]
    # A worker killed inside a transaction locks its workspace until MongoDB gives the transaction up; ours are short.
    argv += ["--setParameter", "transactionLifetimeLimitSeconds=10"]
    argv += ["--wiredTigerEngineConfigString", EVICTION]
    # It would write slow queries to its log, with what people search for, and each connection.
    argv += ["--quiet", "--slowms", str(NEVER_SLOW_MS)]
    discreet = [sys.executable, "-IS", str(Path(__file__).with_name("discreet_log.py"))]
    return Process("mongod", argv, data_dir / "logs" / "mongod.log", grace=15, through=discreet)


def redis_server(data_dir: Path, port: int) -> Process:
    """The redis-server of a data folder."""
    argv = [str(find_redis_server()), "--bind", LOOPBACK, "--port", str(port)]
    argv += ["--dir", str(data_dir), "--save", "", "--appendonly", "no"]
    return Process("redis-server", argv, data_dir / "logs" / "redis-server.log")


def name_member(client: MongoClient[dict[str, object]], host: str) -> None:
    """Make the server the only member of its replica set, under the address it has this time."""
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code != NOT_YET_INITIALIZED:
            raise
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [{"_id": 0, "host": host}]})
        return
    if config["members"][0]["host"] != host:
        config["members"][0]["host"] = host
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    # Not the seeded generator: a test run that seeds it would meet every other run on the same ports.
    candidates = random.SystemRandom().sample(PORTS, len(PORTS))
    return next(port for port in candidates if bind_error(port) is None)


def bind_error(port: int) -> OSError | None:
    """Why a server could not listen on this loopback port now; None when it could."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            return error
    return None


def is_listening(port: int) -> bool:
    """Whether somebody accepts connections on this loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
