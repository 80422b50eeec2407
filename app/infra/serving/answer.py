"""Runs the application for one request and puts its answer on the wire."""

from collections.abc import Iterable
from typing import Any
from wsgiref.types import WSGIEnvironment

import orjson
from waitress.task import WSGITask, build_http_date

from app.infra.problems import Problem

# Where the application finds the Problem that the server refuses a request with.
REFUSAL = "finsight.refusal"
_FAILED = Problem("The service failed.")


class Answer(WSGITask):  # type: ignore[misc]  # waitress carries no types
    """The answer to one request, be it refused or not."""

    wrote_header: bool

    def get_environment(self) -> WSGIEnvironment:
        """The WSGI environment (PEP 3333)."""
        environ: WSGIEnvironment = super().get_environment()
        # With it an answer's file would be read by the loop, which must never wait for a disk.
        environ.pop("wsgi.file_wrapper", None)
        environ["SERVER_SOFTWARE"], environ["wsgi.multiprocess"] = "", True
        if self.request.error:
            environ.pop("CONTENT_LENGTH", None)
            environ[REFUSAL] = self.request.error
            self.close_on_finish = True
        return environ

    def write(self, data: bytes) -> None:
        """Send a piece of the body; with the first one, and in the same packet, the headers."""
        head = b"" if self.wrote_header else self.build_response_header()
        self.wrote_header = True
        piece = self._framed(data) if self.has_body and self.request.command != "HEAD" else b""
        if head or piece:
            self.channel.write_soon(head + piece)

    def _framed(self, data: bytes) -> bytes:
        if self.chunked_response:
            return b"%x\r\n%b\r\n" % (len(data), data) if data else b""
        if self.content_length is not None:
            data = data[: self.content_length - self.content_bytes_written]
        self.content_bytes_written += len(data)
        return data

    def build_response_header(self) -> bytes:
        """Status line and headers, with what is the server's to say: length, connection, date."""
        names = {name.lower() for name, _ in self.response_headers}
        headers = [(name, value) for name, value in self.response_headers if self.has_body or name != "Content-Length"]
        if "content-length" not in names and self.has_body:
            headers += self._length()
        self.close_on_finish = self.close_on_finish or self._is_last()
        if self.close_on_finish:
            headers.append(("Connection", "close"))
        elif self.version == "1.0":
            headers.append(("Connection", "keep-alive"))
        if "date" not in names:
            headers.append(("Date", build_http_date(self.start_time)))
        lines = [f"HTTP/1.1 {self.status}", *(f"{name}: {value}" for name, value in headers), "", ""]
        return "\r\n".join(lines).encode("latin-1")

    def _length(self) -> list[tuple[str, str]]:
        """How the client knows where the answer ends."""
        if self.content_length is not None:
            return [("Content-Length", str(self.content_length))]
        if self.version == "1.1":
            self.chunked_response = self.request.command != "HEAD"
            return [("Transfer-Encoding", "chunked")]
        self.close_on_finish = True
        return []

    def _is_last(self) -> bool:
        wishes = {wish.strip().lower() for wish in self.request.headers.get("CONNECTION", "").split(",")}
        if "close" in wishes or (self.version == "1.0" and "keep-alive" not in wishes):
            return True
        return bool(self.channel.server.is_last_answer())


def failed_answer() -> bytes:
    """What is sent when the application itself breaks before its answer begins."""
    body = orjson.dumps(_FAILED.document())
    head = (
        f"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/problem+json\r\nContent-Length: {len(body)}"
    )
    return f"{head}\r\nConnection: close\r\n\r\n".encode() + body


def refusing(application: Any) -> Any:
    """An application that knows no refusals, wrapped so that they are answered."""

    def serve(environ: WSGIEnvironment, start_response: Any) -> Iterable[bytes]:
        problem = environ.get(REFUSAL)
        if problem is None:
            answer: Iterable[bytes] = application(environ, start_response)
            return answer
        start_response(f"{problem.status} {problem.title}", [("Content-Type", "application/problem+json")])
        return [orjson.dumps(problem.document())]

    return serve
