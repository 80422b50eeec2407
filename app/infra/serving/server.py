"""One process' share of the API: its listening sockets, its connections, its threads."""

import errno
import logging
import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable
from select import EPOLLIN
from typing import Any

import structlog
from waitress.adjustments import Adjustments
from waitress.task import ThreadedTaskDispatcher

from app.infra.serving.connection import Connection
from app.infra.serving.loop import EventLoop
from app.infra.serving.parser import HEADER_BYTES, Policy
from app.infra.serving.sharing import Board
from app.infra.serving.spool import Space

log = structlog.get_logger()

# Of one answer in memory; a thread that makes more waits until the client has read.
_ANSWER_BYTES = 1 << 20
# Of all answers that wait for slow readers, in memory and on disk.
_ANSWERS_BYTES = 256 << 20
# What the kernel holds of an answer beyond what is on its way.
_KERNEL_BYTES = 128 << 10
_TICK_SECONDS = 1.0
# Another process has fewer connections: it gets so long to take the next one, looked at so often.
_OTHERS_SECONDS = 0.25
_LOOK_AGAIN_SECONDS = 0.005
# So many connections more than another process are no matter; beyond that clients are asked to connect anew.
_UNEVEN = 2
# No descriptor, or no memory, is left for another connection.
_NO_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
# At a stop: for a request that is on its way on a kept-alive connection.
_LAST_REQUESTS_SECONDS = 1.0
# Every thread works, others wait, and none has ended for so long: the process is beyond help.
_HUNG_SECONDS = 120.0


class Listener:
    """A socket that connections come in by."""

    watched_for: int | None = None
    paused = False  # the next connection is left to another process for a moment
    left_since = left_last = 0.0
    left_to = -1

    def __init__(self, sock: socket.socket, accept: Callable[["Listener"], None]) -> None:
        sock.setblocking(False)
        self.socket, self._accept = sock, accept

    def fileno(self) -> int | None:
        """The descriptor."""
        return self.socket.fileno()

    def interest(self) -> int:
        """Connections, unless they are left to others."""
        return 0 if self.paused else EPOLLIN

    def handle(self, _events: int) -> None:
        """Take a connection."""
        self._accept(self)

    def leave_to_others(self, now: float, fewest: int) -> bool:
        """Look away for a moment; False once the one with fewest connections had its time and took none."""
        if fewest != self.left_to or now - self.left_last > _OTHERS_SECONDS:
            self.left_to, self.left_since = fewest, now
        self.left_last = now
        self.paused = now - self.left_since <= _OTHERS_SECONDS
        return self.paused


class Wakeup:
    """A descriptor by which threads and signals wake the loop."""

    watched_for: int | None = None

    def __init__(self, descriptor: int, woken: Callable[[], None]) -> None:
        self._descriptor, self._woken = descriptor, woken

    def fileno(self) -> int | None:
        """The descriptor."""
        return self._descriptor

    def interest(self) -> int:
        """Whatever is written to it."""
        return EPOLLIN

    def handle(self, _events: int) -> None:
        """Forget what was written, and look."""
        os.read(self._descriptor, 4096)
        self._woken()


class Server:
    """Serves an application on listening sockets, a turn of the loop at a time."""

    server_name = "localhost"
    effective_port: int | str = ""
    stopping = False

    def __init__(self, application: Any, policy: Policy, *, threads: int, keepalive: float, connections: int) -> None:
        self.application, self.policy, self.keepalive = application, policy, keepalive
        self._most_connections = connections
        self.adj = Adjustments(
            threads=threads,
            max_request_header_size=HEADER_BYTES,
            max_request_body_size=1 << 40,  # app/infra/serving/parser.py knows better
            outbuf_high_watermark=_ANSWER_BYTES,
            outbuf_overflow=_ANSWER_BYTES,
            log_socket_errors=False,
            ident="",
            clear_untrusted_proxy_headers=False,  # the application decides whom it believes
        )
        self.loop, self.space = EventLoop(), Space()
        self.sockets: dict[int, Any] = {}  # waitress' map; the loop has its own
        self.active_channels: dict[int, Connection] = {}
        self._busy: set[Connection] = set()
        self._listeners: list[Listener] = []
        self._surplus = 0
        self._board, self._place = Board(), 0
        self._looked_at = self._answered_at = time.monotonic()
        self._wakeup = os.eventfd(0, os.EFD_NONBLOCK)
        self.loop.update(Wakeup(self._wakeup, self._settle_busy))
        logging.getLogger("waitress.queue").disabled = True  # it writes a line whenever a request waits for a thread
        self._threads = ThreadedTaskDispatcher()
        self._threads.set_thread_count(threads)

    def share(self, board: Board, place: int) -> None:
        """Share the connections evenly with the other processes of a board."""
        self._board, self._place = board, place

    def listen(self, sockets: Iterable[socket.socket]) -> None:
        """Take connections from these sockets."""
        for sock in sockets:
            name = sock.getsockname()
            if isinstance(name, tuple):
                self.server_name, self.effective_port = name[:2]
            self._listeners.append(Listener(sock, self._accept))
            self.loop.update(self._listeners[-1])

    def wake_by(self, descriptor: int) -> None:
        """Let a signal's wake-up descriptor end a turn."""
        self.loop.update(Wakeup(descriptor, lambda: None))

    # Connections come and go.

    def _accept(self, listener: Listener) -> None:
        fewest, mine = self._board.fewest_of_others(self._place), len(self.active_channels)
        if fewest is not None and mine > fewest and listener.leave_to_others(time.monotonic(), fewest):
            return
        listener.left_to = -1
        try:
            sock, address = listener.socket.accept()
        except BlockingIOError:  # another process was faster
            return
        except OSError as error:
            log.warning("connection_not_taken", error=error.strerror)
            if error.errno in _NO_ROOM:
                self._make_room()
            return
        if mine >= self._most_connections:
            self._make_room()
        if sock.family != socket.AF_UNIX:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _KERNEL_BYTES)
        self.loop.update(Connection(self, sock, address))
        self.count_connections()

    def _connections_too_many(self) -> int:
        fewest = self._board.fewest_of_others(self._place)
        more = 0 if fewest is None else len(self.active_channels) - fewest
        return more // 2 if more > _UNEVEN else 0

    def is_last_answer(self) -> bool:
        """Whether a client is to connect anew for its next request: at a stop, or when another process has room."""
        if self._surplus > 0:
            self._surplus -= 1
            return True
        return self.stopping

    def count_connections(self) -> None:
        """Tell the other processes."""
        if not self.stopping:
            self._board.write(self._place, len(self.active_channels))

    def _make_room(self) -> None:
        """Close some: of the address with the most connections, those that keep us waiting longest."""
        waiting = [each for each in self.active_channels.values() if each.deadline is not None]
        held = Counter(each.address for each in self.active_channels.values())
        waiting.sort(key=lambda each: (-held[each.address], each.waiting_since))
        for connection in waiting[: max(1, self._most_connections // 20)]:
            connection.handle_close()

    # What connections ask for, partly from threads.

    def add_task(self, connection: Connection) -> None:
        """Have its next request answered."""
        self._busy.add(connection)
        self._threads.add_task(connection)

    def answered(self) -> None:
        """A request is answered."""
        self._answered_at = time.monotonic()
        self.pull_trigger()

    def pull_trigger(self) -> None:
        """Wake the loop, to look after the connections that threads work for."""
        os.eventfd_write(self._wakeup, 1)

    def _settle_busy(self) -> None:
        now = time.monotonic()
        for connection in list(self._busy):
            connection.settle(now)
            if not connection.requests:
                self._busy.discard(connection)
            if connection.connected:
                self.loop.update(connection)

    # The life of the process.

    def turn(self, most_seconds: float = _TICK_SECONDS) -> None:
        """Wait for something to do, for a second at most, and do it."""
        paused = [listener for listener in self._listeners if listener.paused]
        self.loop.turn(_LOOK_AGAIN_SECONDS if paused else most_seconds)
        for listener in paused:
            listener.paused = False
            self.loop.update(listener)
        now = time.monotonic()
        if now - self._looked_at >= _TICK_SECONDS:
            self._looked_at = now
            self._look_at_clocks(now)

    def _look_at_clocks(self, now: float) -> None:
        self.count_connections()
        self._surplus = self._connections_too_many()
        if not self._threads.queue:
            self._answered_at = now
        connections = list(self.active_channels.values())
        for connection in connections:
            connection.look_at_clock(now)
            connection.settle(now)
        if sum(each.total_outbufs_len for each in connections) > _ANSWERS_BYTES:
            max(connections, key=lambda each: each.total_outbufs_len).handle_close()
        for connection in self.active_channels.values():
            self.loop.update(connection)

    def is_hung(self) -> bool:
        """Whether requests wait and none has been answered for so long that none will be."""
        return time.monotonic() - self._answered_at > _HUNG_SECONDS

    def stop(self, most_seconds: float) -> None:
        """Take no more connections, answer what is under way, and return."""
        self.stopping = True
        self._board.leave(self._place)
        for listener in self._listeners:
            self.loop.forget(listener)
        begun = time.monotonic()
        while self.active_channels and time.monotonic() - begun < most_seconds:
            self.turn(0.1)
            if time.monotonic() - begun > _LAST_REQUESTS_SECONDS:
                self._close_idle()
        for connection in list(self.active_channels.values()):
            connection.handle_close()

    def _close_idle(self) -> None:
        for connection in list(self.active_channels.values()):
            if connection.deadline is not None and connection.request is None:
                connection.handle_close()
