"""One client's connection, in the event loop: reads its requests in order, closes on a client that is too slow."""

import fcntl
import socket
import struct
import termios
import time
from select import EPOLLERR, EPOLLHUP, EPOLLIN, EPOLLOUT, EPOLLRDHUP
from typing import Any

import structlog

from app.infra.problems import RequestTimeout
from app.infra.serving.channel import AnsweringChannel, Host
from app.infra.serving.parser import RequestParser
from app.infra.serving.patience import (
    BODY_SECONDS,
    DOWNLOAD_SECONDS,
    HEADER_SECONDS,
    LINGER_BYTES,
    LINGER_SECONDS,
    UPLOAD_SECONDS,
    Pace,
)

log = structlog.get_logger()

# Small enough that a body in tiny chunks does not hold up the loop, for which every connection waits.
_READ_BYTES = 16 << 10


class Connection(AnsweringChannel):
    """A channel with a deadline for whatever it waits for.

    The loop reads, looks at the clock and closes; a thread answers. `request` is the one that arrives.
    """

    request: RequestParser | None
    watched_for: int | None = None
    client_gone = False  # it closed its side while we worked; perhaps it still reads
    refused: RequestParser | None = None  # nothing is read after this one but to be thrown away
    lingering = False  # all is said, the client may finish talking
    lingered_bytes = 0
    body_pace: Pace | None = None
    answer_pace: Pace | None = None
    delivered_bytes = 0

    def __init__(self, server: Host, sock: socket.socket, address: Any) -> None:
        self.address = str(address[0]) if address else ""
        self.waiting_since = time.monotonic()
        # When the present wait for the client is over; None while it waits for us.
        self.deadline: float | None = self.waiting_since + HEADER_SECONDS
        super().__init__(server, sock, address or ("", None), server.adj, map=server.sockets)

    # What the loop asks.

    def fileno(self) -> int | None:
        """The descriptor; None once it is closed."""
        descriptor: int | None = self._fileno
        return descriptor

    def interest(self) -> int:
        """Reading, writing, and whether the client leaves while it waits."""
        events = 0 if self.client_gone or self.lingering else EPOLLRDHUP
        if self.lingering or self.readable():
            events |= EPOLLIN
        if self.total_outbufs_len:
            events |= EPOLLOUT
        return events

    def readable(self) -> bool:
        """Whether a request may be read: one at a time, and none before the last answer is sent."""
        busy = self.requests or self.total_outbufs_len or self.will_close or self.close_when_flushed
        return not busy and self.refused is None

    def handle(self, events: int) -> None:
        """Do what the socket is ready for. Whatever fails costs this connection, never the process of all others."""
        try:
            self._handle(events)
        except Exception:
            log.exception("connection_failed")
            self.handle_close()

    def _handle(self, events: int) -> None:
        if events & (EPOLLERR | EPOLLHUP):
            self.handle_close()
            return
        if events & EPOLLOUT:
            self._flush_exception(self._flush_some_if_lockable)
        if events & EPOLLIN:
            self.handle_read()
        elif events & EPOLLRDHUP:
            self.client_gone = True
        self.settle(time.monotonic())

    def settle(self, now: float) -> None:
        """Begin the next wait for the client, or close, if what came before is done."""
        if self.will_close and self.connected:
            self.handle_close()
        if not self.connected or self.requests or self.total_outbufs_len:
            return
        if self.close_when_flushed:
            self._leave(now)
        elif self.deadline is None:
            self._wait_for_next(now)

    def _wait_for_next(self, now: float) -> None:
        with self.requests_lock:
            if self.request is None:
                self._wait_until(now + self.server.keepalive, now)
            else:  # its beginning came together with the request before
                self._wait_for_rest(self.request, now)

    def _leave(self, now: float) -> None:
        """Close; after a refusal read on for a while, since closing with bytes unread takes the answer back."""
        if self.refused is None or self.lingering:
            self.handle_close()
            return
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.handle_close()
            return
        self.lingering, self.close_when_flushed = True, False
        late = isinstance(self.refused.error, RequestTimeout)
        self._wait_until(now + (1 if late else LINGER_SECONDS), now)

    def check_client_disconnected(self) -> bool:
        """For the application, as `waitress.client_disconnected`: a stream need not go on."""
        return self.client_gone or not self.connected

    def del_channel(self, map: Any = None) -> None:  # noqa: A002 - as waitress names it
        """Leave the loop; waitress calls it before it closes the socket."""
        self.server.loop.forget(self)
        super().del_channel(map)
        self.server.count_connections()

    def handle_close(self) -> None:
        """Close now, whatever is under way."""
        super().handle_close()
        with self.requests_lock:
            if self.request is not None:
                self.request.close()
                self.request = None

    # The clock, looked at by the loop once a second.

    def look_at_clock(self, now: float) -> None:
        """Give up on a client that is too slow."""
        if self.total_outbufs_len:
            self._look_at_reader(now)
        else:
            self.answer_pace = None
        if self.connected and self.deadline is not None and now > self.deadline:
            self._give_up()

    def _look_at_reader(self, now: float) -> None:
        # What the kernel holds is sent and not yet taken.
        (held,) = struct.unpack("i", fcntl.ioctl(self.socket, termios.TIOCOUTQ, b"    "))
        before, self.delivered_bytes = self.delivered_bytes, self.sent_bytes - held
        if self.answer_pace is None:
            self.answer_pace = Pace.begin(now, DOWNLOAD_SECONDS)
        self.answer_pace.moved(now, self.delivered_bytes - before)
        if now > self.answer_pace.deadline():
            self.handle_close()

    def _give_up(self) -> None:
        """Tell a client that began a request why; close on one that sent nothing, or was told already."""
        with self.requests_lock:
            request = self.request
            if request is not None and self.refused is None:
                request.refuse(RequestTimeout("The request took too long to arrive."))
                self._take_in(request)
                return
        self.handle_close()

    def _wait_until(self, deadline: float, now: float) -> None:
        self.deadline, self.waiting_since = deadline, now

    # Reading, in the loop.

    def handle_read(self) -> None:
        """Read what is there."""
        try:
            data = self.socket.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.handle_close()
        elif self.lingering:
            self.lingered_bytes += len(data)
            self.will_close = self.lingered_bytes > LINGER_BYTES
        else:
            self.received(data)

    def received(self, data: bytes) -> None:
        """Take the bytes of one request or several."""
        now = time.monotonic()
        with self.requests_lock:
            while self.refused is None:
                if self.request is None:
                    data = data.lstrip(b"\r\n")  # blank lines between requests are no beginning of one
                if not data:
                    break
                request = self.request or self._begin_request(now)
                consumed = request.received(data)
                data = data[consumed:]
                if request.completed:
                    self._take_in(request)
                elif not self.requests:
                    self._wait_for_more(request, consumed, now)

    def _begin_request(self, now: float) -> RequestParser:
        self.request = begun = RequestParser(self.adj, self.server.policy, self.server.space, self.address)
        if self.answered and not self.requests:
            self._wait_until(now + HEADER_SECONDS, now)
        return begun

    def _wait_for_more(self, request: RequestParser, consumed: int, now: float) -> None:
        """Put the deadline of a body where its size and pace want it."""
        if not request.headers_finished:
            return
        if self.body_pace is None:
            self._wait_for_rest(request, now)
        elif request.bound.upload:
            self.body_pace.moved(now, consumed)
            self.deadline = self.body_pace.deadline()

    def _wait_for_rest(self, request: RequestParser, now: float) -> None:
        """Wait for the rest of a request's head, or for its body."""
        if not request.headers_finished:
            self._wait_until(now + HEADER_SECONDS, now)
            return
        self.body_pace = Pace.begin(now, UPLOAD_SECONDS)
        self._wait_until(self.body_pace.deadline() if request.bound.upload else now + BODY_SECONDS, now)
        if request.expect_continue and not self.sent_continue:
            self.send_continue()

    def _take_in(self, request: RequestParser) -> None:
        """Queue a request that is read, or refused."""
        self.request, self.sent_continue, self.body_pace = None, False, None
        self.refused = request if request.error else None
        self.deadline = None
        self.requests.append(request)
        if len(self.requests) == 1:
            self.server.add_task(self)
