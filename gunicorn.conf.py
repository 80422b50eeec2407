"""Read by gunicorn from the working directory: `gunicorn -w 4 -b 0.0.0.0:8000 app:app` is all it takes."""

import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any

from celery.platforms import set_pdeathsig
from prometheus_client.multiprocess import mark_process_dead

# The processes of the API count into files of this folder, so that /metrics tells of all of them.
_folder = Path(os.environ.get("DATA_DIR") or ".local") / "metrics"
_folder.mkdir(parents=True, exist_ok=True)
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(dir=_folder))

worker_class = "gthread"
# Requests mostly wait for MongoDB and Redis; at most half of these may wait for a job or stream its events.
threads = 16
graceful_timeout = 5
# A query of all filters in letters outside ASCII, each of them twelve bytes, is longer than the usual 4,094.
limit_request_line = 8190
# Otherwise it opens a socket in the home folder, which two stacks would fight over.
control_socket_disable = True


def post_fork(_server: object, _worker: object) -> None:
    """Let no worker outlive a killed master: it would keep the port from the next one."""
    set_pdeathsig("SIGKILL")


def post_worker_init(_worker: object) -> None:
    """On SIGTERM end the streams first, then do what gunicorn does: a stream must not hold up the stop."""
    from app.infra.waiting import shutting_down

    stop: Any = signal.getsignal(signal.SIGTERM)

    def end_streams_and_stop(number: int, frame: Any) -> None:
        shutting_down.set()
        stop(number, frame)

    signal.signal(signal.SIGTERM, end_streams_and_stop)


def child_exit(_server: object, worker: Any) -> None:
    """Forget the gauges of a worker that is gone."""
    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(_server: object) -> None:
    """Remove the folder of metrics."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
