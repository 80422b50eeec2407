"""Looking at processes from outside, and waiting for what they do."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def within(seconds, true):
    """Whether something becomes true in time, be it for a moment."""
    deadline = time.monotonic() + seconds
    while not (seen := true()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return seen


def descendants(pid):
    """The living processes below one, as {pid: command line}."""
    rows = [stat(path) for path in Path("/proc").glob("[0-9]*/stat")]
    parents = dict(filter(None, rows))
    below = {number for number in parents if pid in ancestors(number, parents)}
    return {number: command_line(number) for number in below}


def stat(path):
    """(pid, parent's pid) of a line of /proc; None when it went away meanwhile."""
    try:
        number, rest = path.read_text().split(" (", 1)
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(number), int(rest.rsplit(")", 1)[1].split()[1])


def ancestors(number, parents):
    """All above a process."""
    above = set()
    while (number := parents.get(number, 0)) > 0 and number not in above:
        above.add(number)
    return above


def command_line(number):
    """What a process was called with; empty when it is gone or a zombie."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def alive(numbers):
    """Those of the processes that still run, zombies not counted."""
    return {number for number in numbers if command_line(number)}


def working_for(folder):
    """The living processes that were told of a folder, by their command line or their environment."""
    name = str(folder).encode()
    return {int(path.name) for path in Path("/proc").glob("[0-9]*") if name in told(path)}


def told(process):
    """What a process of /proc was started with; nothing when it is gone or a zombie."""
    try:
        return (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""


@contextmanager
def running(*arguments, **variables):
    """A Python process of ours, stopped at the end if the test did not stop it: killed, it could not stop its own."""
    clean = {name: value for name, value in os.environ.items() if name not in ("MONGO_URI", "REDIS_URL", "PORT")}
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=clean | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
