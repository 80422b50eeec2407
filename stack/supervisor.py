"""A group whose processes are started again when they die, until this process is asked to stop."""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from stack.process import LIBC, STOP_SIGNALS, Group, Process, shorten

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
FIRST_DELAY = 0.2
LAST_DELAY = 5.0
# Whoever ran this long in seconds is healthy: its next death is a new story, not the same one again.
HEALTHY_AFTER = 10.0
TICK_SECONDS = 0.2
ORPHANS_SECONDS = 2.0


class Stopped(Exception):
    """SIGINT, SIGTERM or SIGHUP arrived."""


@dataclass
class Kept:
    """A process that has to run, and how often it has not; `due` is when it is started again."""

    process: Process
    started: float
    delay: float = FIRST_DELAY
    due: float | None = None

    def revive(self, now: float) -> None:
        """Notice a death, and start it again when its delay is over."""
        if self.due is None and self.process.poll() is not None:
            self.mourn(now)
        elif self.due is not None and now >= self.due:
            self.process.start()
            self.started, self.due = now, None

    def mourn(self, now: float) -> None:
        """Say that it died, and choose when to start it again."""
        if now - self.started > HEALTHY_AFTER:
            self.delay = FIRST_DELAY
        self.due = now + self.delay
        self.delay = min(2 * self.delay, LAST_DELAY)
        process = self.process
        print(f"{process.name} ended ({process.poll()}) and is started again", file=sys.stderr, flush=True)


class Supervisor(Group):
    """A group that revives what was ready once.

    It holds signals back and takes them in `pause`, so that none comes between a fork and the note of its
    pid, or into the middle of stopping.
    """

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, Kept] = {}

    def __enter__(self) -> Self:
        signal.pthread_sigmask(signal.SIG_BLOCK, {*STOP_SIGNALS, signal.SIGCHLD})
        # Grandchildren whose parent was killed come to us instead of to init, and can be waited for.
        LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        deadline = time.monotonic() + ORPHANS_SECONDS
        while reap_orphans(set()) and time.monotonic() < deadline:
            signal.sigtimedwait({signal.SIGCHLD}, TICK_SECONDS)

    def pause(self, seconds: float) -> None:
        """Wait for a signal or the time, then look after the processes. Raises Stopped when asked to stop."""
        arrived = signal.sigtimedwait({*STOP_SIGNALS, signal.SIGCHLD}, seconds)
        if arrived is not None and arrived.si_signo in STOP_SIGNALS:
            raise Stopped
        for kept in self.kept.values():
            kept.revive(time.monotonic())
            shorten(kept.process.log)
        reap_orphans({process.pid for process in self.processes})

    def wait_until(self, ready: Callable[[], bool], process: Process, timeout: float = 60.0) -> None:
        """As in any group; from then on the process is kept."""
        super().wait_until(ready, process, timeout)
        self.keep(process)

    def keep(self, process: Process) -> None:
        """From now on start it again whenever it ends."""
        self.kept.setdefault(process.name, Kept(process, started=time.monotonic()))

    def run(self) -> None:
        """Look after the processes until asked to stop."""
        while True:
            self.pause(TICK_SECONDS)


def reap_orphans(own: set[int]) -> bool:
    """Reap what has ended and is not ours to restart. Whether any child is left, ended or not."""
    try:
        while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if ended.si_pid in own:
                break
            os.waitpid(ended.si_pid, 0)
    except ChildProcessError:
        return False
    return True
