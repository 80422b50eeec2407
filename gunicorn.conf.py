"""Read by gunicorn from the working directory: `gunicorn -w 4 -b 0.0.0.0:8000 app:app` is all it takes."""

import fcntl
import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any

from celery.platforms import set_pdeathsig

from app.config import ConfigError, load_settings


def make_metrics_folder(parent: Path) -> str:
    """A folder for the counters of this run, held while one of its processes lives; those nobody holds are removed."""
    parent.mkdir(parents=True, exist_ok=True)
    turn = os.open(parent, os.O_RDONLY)
    fcntl.flock(turn, fcntl.LOCK_EX)
    for left_by_a_killed_run in filter(hold, parent.iterdir()):
        shutil.rmtree(left_by_a_killed_run)
    folder = tempfile.mkdtemp(dir=parent)
    hold(Path(folder))
    os.close(turn)
    return folder


def hold(folder: Path) -> bool:
    """Lock a folder for this process and its children. False when others hold it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    return True


try:
    # Before any worker starts: one that ended with this sentence would be started again and again.
    settings = load_settings()
    # The processes of the API count into files of this folder, so that /metrics tells of all of them.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = make_metrics_folder(settings.data_dir / "metrics")
except ConfigError as error:
    raise SystemExit(f"finsight: {error}") from None
except OSError as error:
    raise SystemExit(f"finsight: DATA_DIR cannot be used: {error.strerror} ({error.filename}).") from None

worker_class = "app.infra.serving.worker.BufferingWorker"
# Requests mostly wait for MongoDB and Redis; at most half of these may wait for a job or stream its events.
threads = 16
graceful_timeout = 5
# Longer than the minute after which common proxies and client pools drop an idle connection: whoever closes first must
# not be us, or a request already under way meets a closed socket. An idle connection costs no thread.
keepalive = 75
# Otherwise it opens a socket in the home folder, which two stacks would fight over.
control_socket_disable = True


def post_fork(_server: object, _worker: object) -> None:
    """Let no worker outlive a killed master: it would keep the port from the next one."""
    set_pdeathsig("SIGKILL")


def post_worker_init(_worker: object) -> None:
    """On SIGTERM end the streams first, then do what gunicorn does: a stream must not hold up the stop.

    And spare the garbage collector what is loaded by now and stays.
    """
    from app.infra.garbage import collect_seldom
    from app.infra.waiting import shutting_down

    collect_seldom()
    stop: Any = signal.getsignal(signal.SIGTERM)

    def end_streams_and_stop(number: int, frame: Any) -> None:
        shutting_down.set()
        stop(number, frame)

    signal.signal(signal.SIGTERM, end_streams_and_stop)


def child_exit(_server: object, worker: Any) -> None:
    """Forget the gauges and the connections of a worker that is gone."""
    # Not at the top: prometheus_client looks for the folder when it is imported.
    from prometheus_client.multiprocess import mark_process_dead

    worker.leave_board()
    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
    # One killed while it made a file of counters left it empty, and /metrics could not read it.
    for begun in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob(f"*_{worker.pid}.db"):
        if not begun.stat().st_size:
            begun.unlink()


def on_exit(_server: object) -> None:
    """Remove the folder of metrics."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
