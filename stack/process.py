"""Child processes that cannot outlive their parent, alone and in groups that stop in reverse order."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from stack.errors import StackError

ROOT = Path(__file__).resolve().parent.parent
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
POLL_SECONDS = 0.05
# Of each process, and as much of it put aside.
MOST_LOG_BYTES = 10 << 20
PR_SET_PDEATHSIG = 1  # linux/prctl.h
# Loaded here because nothing may be imported or opened between fork and exec.
LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass
class Process:
    """A command in a session of its own, so that it and its children are one group to signal.

    `grace` is its time between SIGTERM and SIGKILL, in seconds. `death_signal` is what the kernel sends it
    when its parent dies without a word: SIGKILL, unless it has a tree of its own to put away first. `through` is a
    command that what it says passes through on its way to the log; that one ends by itself when the process does.
    """

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] | None = None
    grace: float = 5.0
    death_signal: signal.Signals = signal.SIGKILL
    through: Sequence[str] = ()
    passing: subprocess.Popen[bytes] | None = field(default=None, init=False)
    popen: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it, in the main thread: PDEATHSIG watches the thread that forked, not the process."""
        if sys.platform != "linux":
            raise StackError(f"The stack runs on Linux only, not on {sys.platform}; use `docker compose up`.")
        parent = os.getpid()
        with open_private(self.log) as log, ExitStack() as masked:
            # A signal handler that raised here would lose the child before anybody knew its pid.
            mask = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
            masked.callback(signal.pthread_sigmask, signal.SIG_SETMASK, mask)
            output: BinaryIO = log
            if self.through:
                self.passing = child(self.through, subprocess.PIPE, log, parent, signal.SIGKILL)
                output = cast(BinaryIO, self.passing.stdin)
                masked.callback(output.close)
            self.popen = child(self.argv, subprocess.DEVNULL, output, parent, self.death_signal, self.env)

    @property
    def pid(self) -> int:
        """The number of the process and of its group; 0 before it was started."""
        return self.popen.pid if self.popen else 0

    def poll(self) -> int | None:
        """The exit code: None while it runs, negative for a signal.

        What a dead leader left of its group is killed first.
        """
        if self.popen is None:
            return None
        if self.popen.returncode is None and has_ended(self.popen.pid):
            # Before reaping: a zombie still holds the group's number, so nobody else can have taken it.
            self._end()
        return self.popen.returncode

    def stop(self) -> None:
        """SIGTERM, then after `grace` SIGKILL to the whole group. Returns when it is gone."""
        if self.popen is None or self.poll() is not None:
            return
        self.popen.terminate()
        deadline = time.monotonic() + self.grace
        while self.poll() is None and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        if self.popen.returncode is None:
            self._end()

    def _end(self) -> None:
        """Kill its group, and wait until the last it said is in the log."""
        if self.popen is None:
            return
        os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()
        if self.passing is not None:
            self.passing.wait()

    def last_words(self) -> str:
        """The last line of its log that says something, and where the rest is unless the line says so itself."""
        lines = self.log.read_text(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
        return last.removeprefix("error: ") if "(see " in last else f"{last.removeprefix('error: ')} (see {self.log})"


class Group:
    """Processes started one after the other, and stopped in reverse order however the `with` block ends."""

    def __init__(self) -> None:
        self.processes: list[Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self.processes):
            process.stop()

    def start(self, process: Process) -> None:
        """Start a process that this group stops."""
        self.processes.append(process)
        process.start()

    def run_once(self, process: Process, timeout: float = 60.0) -> None:
        """Run a process to its end. StackError when it fails or takes longer than `timeout` seconds."""
        self.start(process)
        deadline = time.monotonic() + timeout
        while process.poll() is None and time.monotonic() < deadline:
            self.pause(POLL_SECONDS)
        if process.poll() != 0:
            raise StackError(f"{process.name} failed: {process.last_words()}")

    def pause(self, seconds: float) -> None:
        """Let time pass while waiting for something."""
        time.sleep(seconds)

    def wait_until(self, ready: Callable[[], bool], process: Process, timeout: float = 60.0) -> None:
        """Wait for a started process. StackError when it ends instead or takes over `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not ready():
            if process.poll() is not None:
                raise StackError(f"{process.name} stopped while starting: {process.last_words()}")
            if time.monotonic() > deadline:
                raise StackError(f"{process.name} was not ready after {timeout:.0f} s (see {process.log})")
            self.pause(POLL_SECONDS)


def child(
    argv: Sequence[str],
    stdin: int,
    output: BinaryIO,
    parent: int,
    death_signal: signal.Signals,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """A child in a session of its own that dies with its parent."""
    return subprocess.Popen(
        argv,
        cwd=ROOT,
        env=env,
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        # The fork happens while no other thread of ours holds a lock the child would need.
        preexec_fn=lambda: tie_to_parent(parent, death_signal),  # noqa: PLW1509
    )


def open_private(log: Path) -> BinaryIO:
    """A log that its owner alone may read, to be written at its end; so is its folder."""
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    log.touch(mode=0o600)
    log.chmod(0o600)  # one of an earlier version was for everybody
    return log.open("ab")


def shorten(log: Path, most: int = MOST_LOG_BYTES) -> None:
    """Put what a log holds aside, in place of what was put aside before, when it is longer than `most` bytes.

    Its writers go on: they append, so that a log cut to nothing under them begins again at its start.
    """
    if not log.exists() or log.stat().st_size <= most:
        return
    aside = log.with_name(f"{log.name}.1")
    aside.unlink(missing_ok=True)
    with log.open("rb") as full, open_private(aside) as kept:
        shutil.copyfileobj(full, kept)
    os.truncate(log, 0)


def tie_to_parent(parent: int, death_signal: signal.Signals) -> None:
    """Run in the child before exec: die with the parent, and take signals again."""
    LIBC.prctl(PR_SET_PDEATHSIG, int(death_signal))
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)
    signal.pthread_sigmask(signal.SIG_SETMASK, set())


def has_ended(pid: int) -> bool:
    """Whether a child has ended, without reaping it."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
