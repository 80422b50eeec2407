"""One client's connection, in the threads: hands each request to the application and sends its answer."""

from typing import Any, Protocol

import structlog
from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.channel import ClientDisconnected, HTTPChannel

from app.infra.serving.answer import Answer, failed_answer
from app.infra.serving.loop import EventLoop
from app.infra.serving.parser import Policy, RequestParser
from app.infra.serving.spool import Space

log = structlog.get_logger()


class Host(Protocol):
    """What a channel needs of the server that took it (app/infra/serving/server.py)."""

    adj: Adjustments
    policy: Policy
    keepalive: float
    loop: EventLoop
    space: Space
    sockets: dict[int, Any]

    def add_task(self, channel: "AnsweringChannel") -> None:
        """Have a thread answer the requests of a channel."""

    def answered(self) -> None:
        """Note that a request was answered."""

    def count_connections(self) -> None:
        """Count the connections again."""

    def pull_trigger(self) -> None:
        """Wake the loop."""


class AnsweringChannel(HTTPChannel):  # type: ignore[misc]  # waitress carries no types
    """waitress' channel: a thread sends what the socket takes at once, the loop sends the rest.

    `requests` are read and not yet answered, `answered` counts those before.
    """

    server: Host
    requests: list[RequestParser]
    current_outbuf_count: int
    answered = 0
    sent_bytes = 0

    def service(self) -> None:
        """Run the application for the first request, and queue the next."""
        request = self.requests[0]
        task = Answer(self, request)
        try:
            if self.connected:
                task.start()
                task.execute()
                task.finish()
        except ClientDisconnected:
            task.close_on_finish = True
        except Exception as error:  # noqa: BLE001 - logged there; a thread serves all connections
            self._break_off(task, error)
        request.close()
        self._end_service(last=task.close_on_finish or not self.connected)

    def _break_off(self, task: Answer, error: Exception) -> None:
        """Say that the application failed, if nothing of the answer is sent; else close without its end."""
        log.error("answer_broken_off", exc_info=error)
        task.close_on_finish = True
        if not task.wrote_header:
            try:
                self.write_soon(failed_answer())
            except ClientDisconnected:
                log.info("client_gone")

    def _end_service(self, *, last: bool) -> None:
        with self.requests_lock:
            self.answered += 1
            done = self.requests if last else self.requests[:1]
            self.close_when_flushed = last
            self.requests = self.requests[len(done) :]
            for request in done:
                request.close()
            if self.requests:
                self.server.add_task(self)
        self.server.answered()

    def write_soon(self, data: bytes) -> int:
        """Send what the socket takes now, keep the rest for the loop; waits while much is kept."""
        with self.outbuf_lock:
            self._flush_outbufs_below_high_watermark()
            if not self.connected:
                raise ClientDisconnected
            rest = data if self.total_outbufs_len else data[self._send_at_once(data) :]
            if rest:
                self._keep(rest)
        return len(data)

    def _send_at_once(self, data: bytes) -> int:
        try:
            return self.send(data, do_close=False)
        except OSError as error:
            self.will_close = True
            self.server.pull_trigger()
            raise ClientDisconnected from error

    def _keep(self, rest: bytes) -> None:
        if not self.total_outbufs_len or self.current_outbuf_count >= self.adj.outbuf_high_watermark:
            self.outbufs.append(OverflowableBuffer(self.adj.outbuf_overflow))
            self.current_outbuf_count = 0
        self.outbufs[-1].append(rest)
        self.current_outbuf_count += len(rest)
        self.total_outbufs_len += len(rest)
        self.server.pull_trigger()

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send, and count."""
        sent: int = super().send(data, do_close=do_close)
        self.sent_bytes += sent
        return sent
