"""The API under gunicorn, as it is deployed, for tests that need real processes and sockets."""

import contextlib
import subprocess
import sys
import urllib.request

from stack.servers import LOOPBACK, free_port
from tests.client import eventually
from tests.stack.processes import ROOT


@contextlib.contextmanager
def served(environment, log, workers=2, target="app:app"):
    """gunicorn with so many processes, stopped at the end: its port and its process."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-w", str(workers), "-b", f"{LOOPBACK}:{port}", target]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            eventually(lambda: _is_live(port), 60)
            yield port, process
        finally:
            process.terminate()
            process.wait(20)


def _is_live(port):
    try:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/health/live", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False
