"""The whole product on this machine: MongoDB, Redis, the API, a worker and beat."""

import fcntl
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.config import ConfigError, load_settings, read_env_file
from stack.errors import StackError
from stack.process import ROOT, Process
from stack.servers import LOOPBACK, bind_error, free_port, is_listening, start_servers
from stack.supervisor import Supervisor

CELERY = (sys.executable, "-m", "celery", "-A", "app.celery_app")
API_READY_SECONDS = 90.0
# The health page asks MongoDB and Redis within bounds of its own; this one is for an API that hangs.
HEALTH_SECONDS = 5.0
# Loopback needs no proxy, whatever the environment says.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Place:
    """Where a stack lives: its port, and the folder of its data and logs."""

    port: int
    data_dir: Path

    @property
    def url(self) -> str:
        """The address of its API."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def logs(self) -> Path:
        """The folder of what its processes write."""
        return self.data_dir / "logs"


def up() -> None:
    """Run the stack of PORT and DATA_DIR until Stopped; on stdout, once it is ready, where it is."""
    read_settings()
    place = place_from(os.environ)
    with locked(place.data_dir), Supervisor() as supervisor:
        refuse_busy(place.port)
        start_stack(place, supervisor)
        # The first line is for programs, which wait for it.
        print(f"ready {place.url}\ndocs  {place.url}/docs\nlogs  {place.logs}", flush=True)
        try:
            supervisor.run()
        finally:
            print("stopping", flush=True)


def read_settings() -> None:
    """Take what `.env` says, for this process and all that it starts. StackError when it cannot be read."""
    try:
        read_env_file()
    except ConfigError as error:
        raise StackError(str(error)) from error


def place_from(environ: Mapping[str, str]) -> Place:
    """PORT (8000) and DATA_DIR (.local). StackError for a wrong setting, before anything is started with it."""
    data_dir = ROOT / (environ.get("DATA_DIR") or ".local")
    try:
        settings = load_settings({**environ, "DATA_DIR": str(data_dir)})
    except ConfigError as error:
        raise StackError(str(error)) from error
    except OSError as error:
        raise StackError(f"DATA_DIR cannot be used: {error.strerror} ({error.filename}).") from error
    return Place(settings.port, settings.data_dir)


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Hold a data folder, at most as long as this process lives. StackError when another holds it."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data_dir / "stack.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StackError(f"Another stack uses {data_dir}: stop it or set another DATA_DIR.") from error
        yield


def refuse_busy(port: int) -> None:
    """StackError when the API could not listen there."""
    error = bind_error(port)
    if error is not None:
        raise StackError(f"Port {port} cannot be used ({error.strerror}): free it or set another PORT.")


def start_stack(place: Place, supervisor: Supervisor) -> None:
    """Start everything in the order it needs, and return when /health/ready is green."""
    servers = start_servers(place.data_dir, supervisor)
    env = {**os.environ, "MONGO_URI": servers.mongo_uri, "REDIS_URL": servers.redis_url}
    env |= {"FLASK_APP": "app", "PORT": str(place.port), "DATA_DIR": str(place.data_dir)}
    env |= start_fake_model(place, supervisor) if env.get("AI", "").lower() == "fake" else {}
    create_indexes(place, env, supervisor)
    api = Process("api", api_command(place.port), place.logs / "api.log", env, grace=8)
    worker = Process("worker", [*CELERY, "worker", "--loglevel=info"], place.logs / "worker.log", env)
    beat = Process("beat", [*CELERY, "beat", "--loglevel=info"], place.logs / "beat.log", env)
    for process in (api, worker, beat):
        supervisor.start(process)
    for process in (worker, beat):
        supervisor.keep(process)
    supervisor.wait_until(lambda: is_healthy(place.url), api, API_READY_SECONDS)


def start_fake_model(place: Place, supervisor: Supervisor) -> dict[str, str]:
    """A model that is played on this machine; returns the settings that point to it."""
    port = free_port()
    argv = [sys.executable, "-m", "stack.fake_model", str(port)]
    process = Process("fake model", argv, place.logs / "fake-model.log", dict(os.environ))
    supervisor.start(process)
    supervisor.keep(process)
    supervisor.wait_until(lambda: is_listening(port), process, API_READY_SECONDS)
    return {"GEMINI_API_KEY": "fake", "GEMINI_API_ENDPOINT": f"http://{LOOPBACK}:{port}"}


def create_indexes(place: Place, env: Mapping[str, str], supervisor: Supervisor) -> None:
    """`flask db init`. StackError with its last line when it fails."""
    argv = [sys.executable, "-m", "flask", "db", "init"]
    process = Process("flask db init", argv, place.logs / "db-init.log", env)
    supervisor.run_once(process)


def api_command(port: int) -> list[str]:
    """The API on loopback; more than 4 workers gain nothing for one developer."""
    workers = max(2, min(4, os.cpu_count() or 2))
    return [sys.executable, "-m", "gunicorn", "-w", str(workers), "-b", f"{LOOPBACK}:{port}", "app:app"]


def is_healthy(url: str) -> bool:
    """Whether the API says that it can reach MongoDB and Redis."""
    try:
        with OPENER.open(f"{url}/health/ready", timeout=HEALTH_SECONDS) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
