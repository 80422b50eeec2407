"""The stack a benchmark runs against: scratch servers, the API as deployed, one worker process."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bson import ObjectId

from app.config import load_settings
from app.infra.connections import configure_process, mongo
from app.infra.database.mongo import Scope
from bench.client import Client, register
from bench.processes import cpu_seconds
from stack.process import Group, Process
from stack.servers import LOOPBACK, free_port, is_listening, start_servers
from stack.up import CELERY, api_command, is_healthy

READY_SECONDS = 60.0


@dataclass
class Stage:
    """Where everything runs. `extra` are servers a measurement starts beside the product."""

    env: dict[str, str]
    logs: Path
    group: Group
    port: int
    processes: dict[str, Process] = field(default_factory=dict)

    def new_user(self) -> Client:
        """A fresh user with an empty workspace."""
        return register(self.port)

    def scope_of(self, user: Client) -> Scope:
        """The data of a user's personal workspace, for filling it without HTTP."""
        [workspace] = user.get("/workspaces")["data"]
        return mongo.scope(ObjectId(workspace["id"]))

    def serve(self, name: str, application: str, **env: str) -> int:
        """Serve another WSGI application exactly as the API is served. Returns its port."""
        port = free_port()
        command = [*api_command(port)[:-1], application]
        process = Process(name, command, self.logs / f"{name}.log", {**self.env, **env}, grace=8)
        self.group.start(process)
        self.group.wait_until(lambda: is_listening(port), process, READY_SECONDS)
        self.processes[name] = process
        return port

    def cpu(self, *names: str) -> float:
        """CPU seconds used so far by processes: `api`, `worker`, `mongod`, or what `serve` started."""
        return sum(cpu_seconds(self.processes[name].pid) for name in names)


@contextmanager
def a_stage() -> Iterator[Stage]:
    """Start everything, and stop it again however the block ends."""
    with tempfile.TemporaryDirectory(prefix="finsight-bench-") as folder, Group() as group:
        servers = start_servers(Path(folder), group)
        env = {
            **os.environ,
            "MONGO_URI": servers.mongo_uri,
            "REDIS_URL": servers.redis_url,
            "DATA_DIR": folder,
            "RATE_LIMITS": "off",
            "LOG_LEVEL": "WARNING",
            "FLASK_APP": "app",
            "FLASK_SKIP_DOTENV": "1",
        }
        stage = Stage(env, Path(folder) / "logs", group, free_port())
        stage.processes |= {process.name: process for process in group.processes}
        _start(stage)
        yield stage


def _start(stage: Stage) -> None:
    configure_process(load_settings(stage.env))
    init = [sys.executable, "-m", "flask", "db", "init"]
    stage.group.run_once(Process("db-init", init, stage.logs / "db-init.log", stage.env))
    api = Process("api", api_command(stage.port), stage.logs / "api.log", stage.env, grace=8)
    worker_command = [*CELERY, "worker", "--loglevel=warning", "--concurrency=1"]
    worker = Process("worker", worker_command, stage.logs / "worker.log", stage.env)
    for process in (api, worker):
        stage.group.start(process)
        stage.processes[process.name] = process
    stage.group.wait_until(lambda: is_healthy(f"http://{LOOPBACK}:{stage.port}"), api, READY_SECONDS)


def machine() -> str:
    """The machine in a line, since figures mean nothing without it."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    version = ".".join(map(str, sys.version_info[:3]))
    load = f"load {os.getloadavg()[0]:.1f}"
    return f"{os.cpu_count()} CPUs, {load}, Python {version}, commit {commit.stdout.strip() or 'unknown'}"
