"""gunicorn's threaded worker, with a bound on how long a client may keep a thread waiting."""

from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# Between two pieces of a body, or of an answer: 32 idle uploads would otherwise hold every thread of two processes.
CLIENT_SECONDS = 10


class BoundedThreadWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn carries no types
    """Gives up on clients that stop sending their body or reading their answer."""

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer one request; its headers are already read."""
        conn.sock.settimeout(CLIENT_SECONDS)
        return super().handle_request(req, conn)
