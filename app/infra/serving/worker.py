"""gunicorn's worker: signals, heartbeat and sockets are gunicorn's, what happens on them is the server's."""

import os
import resource
from typing import Any

from gunicorn.workers.base import Worker

from app.infra.problems import Problem, TooLarge
from app.infra.serving.answer import refusing
from app.infra.serving.parser import POLICY, BodyBound, Head, Policy
from app.infra.serving.server import Server
from app.infra.serving.sharing import Board

# Descriptors beside those of connections: logs, MongoDB, Redis, metrics. A connection may need one more for its body.
_OTHER_DESCRIPTORS = 200


class OneMegabyte:
    """The policy for applications that have none."""

    def bound(self, _head: Head) -> BodyBound:
        """A small body."""
        return BodyBound(1 << 20, upload=False)

    def too_large(self, _head: Head, _bound: BodyBound) -> Problem:
        """The plain problem."""
        return TooLarge()

    def client_of(self, peer: str, _forwarded: str) -> str:
        """Nobody's word is taken."""
        return peer


class BufferingWorker(Worker):  # type: ignore[misc]  # gunicorn carries no types
    """Reads requests and writes answers in one loop, so that no slow client holds a thread."""

    _board = Board()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._place = self._board.reserve()  # still in the master, before the fork

    def leave_board(self) -> None:
        """Let the others not wait for this process, which is gone; called in the master."""
        self._board.leave(self._place)

    @classmethod
    def check_config(cls, cfg: Any, _log: Any) -> None:
        """Refuse what is not done here."""
        if cfg.is_ssl:
            raise SystemExit("finsight: TLS is the proxy's work; start gunicorn without a certificate.")

    def run(self) -> None:
        """Serve until gunicorn says stop, or is gone."""
        server = self._server()
        server.share(self._board, self._place)
        server.wake_by(self.PIPE[0])
        server.listen(self.sockets)
        while self.alive and self.ppid == os.getppid():
            if not server.is_hung():
                self.notify()
            server.turn()
        server.stop(max(0.0, self.cfg.graceful_timeout - 0.5))

    def _server(self) -> Server:
        policy: Policy | None = getattr(self.wsgi, "extensions", {}).get(POLICY)
        return Server(
            self.wsgi if policy else refusing(self.wsgi),
            policy or OneMegabyte(),
            threads=self.cfg.threads,
            keepalive=self.cfg.keepalive,
            connections=min(self.cfg.worker_connections, _room_for_connections()),
        )


def _room_for_connections() -> int:
    """How many connections the limit of open files allows, once raised as far as we may."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return max(16, (hard - _OTHER_DESCRIPTORS) // 2) if hard != resource.RLIM_INFINITY else 1 << 20
