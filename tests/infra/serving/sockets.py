"""Sockets that speak to a served API byte by byte."""

import contextlib
import http.client
import json
import select
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

from stack.servers import LOOPBACK
from tests.stack.processes import descendants


@dataclass(frozen=True)
class Reply:
    """An answer off the wire."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass(frozen=True)
class Api:
    """A running gunicorn."""

    port: int
    process: Popen
    log: Path

    def connect(self, timeout=60):
        """A fresh connection."""
        return socket.create_connection((LOOPBACK, self.port), timeout)

    @contextlib.contextmanager
    def connections(self, count):
        """Several fresh connections, closed at the end."""
        with contextlib.ExitStack() as held:
            yield [held.enter_context(self.connect()) for _ in range(count)]

    def say(self, sent):
        """What is answered to these bytes, on a connection of their own."""
        with self.connect() as sock:
            sock.sendall(sent)
            return reply(sock)

    def get(self, path, **headers):
        """What a page answers."""
        return self.say(request("GET", path, **headers))

    def workers(self):
        """The processes that serve."""
        return sorted(descendants(self.process.pid))

    def connections_by_worker(self):
        """How many accepted connections each process has, from /proc."""
        ours = _established(self.port)
        return [len(ours & _sockets(pid)) for pid in self.workers()]


def request(method, path, body=b"", **headers):
    """The bytes of a request; `Content_Type` is sent as `Content-Type`."""
    fields = {"Host": "localhost", **({"Content-Length": len(body)} if body else {}), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode() + body


def reply(sock, method="GET"):
    """Read one answer."""
    found = http.client.HTTPResponse(sock, method=method)
    found.begin()
    return Reply(found.status, found.headers, found.read())


def closed_after(sock, seconds):
    """The seconds until the other side closes, and what it said until then; (None, …) when it does not."""
    began, said = time.monotonic(), b""
    while (left := began + seconds - time.monotonic()) > 0 and select.select([sock], [], [], left)[0]:
        try:
            data = sock.recv(65536)
        except ConnectionResetError:
            data = b""
        if not data:
            return time.monotonic() - began, said
        said += data
    return None, said


def _established(port):
    """The inodes of the server's ends of established connections to a port (proc(5), /proc/net/tcp)."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {row[9] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "01"}


def _sockets(pid):
    found = set()
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            target = str(path.readlink())
            if target.startswith("socket:["):
                found.add(target.removeprefix("socket:[").removesuffix("]"))
    return found
