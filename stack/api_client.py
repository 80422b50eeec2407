"""The public HTTP API as the demo needs it, with the standard library only."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stack.errors import StackError
from stack.up import OPENER

REQUEST_SECONDS = 30.0
POLL_SECONDS = 0.05
ENDED = ("succeeded", "failed", "cancelled")


class ApiClient:
    """One signed-in person."""

    def __init__(self, url: str) -> None:
        self.url = f"{url}/api/v1"
        self.headers: dict[str, str] = {}

    def register(self, email: str, password: str) -> None:
        """Make a user and stay signed in."""
        tokens = self.post("/auth/register", {"email": email, "password": password})
        self.headers["Authorization"] = f"Bearer {tokens['access_token']}"

    def get(self, path: str, **query: str) -> Any:
        """The JSON of an answer. StackError with the problem's words when it is none of success."""
        return self._send("GET", f"{path}?{urllib.parse.urlencode(query)}" if query else path)

    def post(self, path: str, body: Any) -> Any:
        """Send JSON and read JSON; StackError as `get`."""
        return self._send("POST", path, json.dumps(body).encode(), "application/json")

    def patch(self, path: str, body: Any) -> Any:
        """Change a resource; StackError as `get`."""
        return self._send("PATCH", path, json.dumps(body).encode(), "application/json")

    def delete(self, path: str) -> Any:
        """Take a resource away; StackError as `get`."""
        return self._send("DELETE", path)

    def upload(self, path: str, file: Path, form: Mapping[str, str]) -> Any:
        """Send a file as multipart/form-data (RFC 7578); StackError as `get`."""
        boundary = uuid.uuid4().hex
        body = multipart(file, form, boundary)
        return self._send("POST", path, body, f"multipart/form-data; boundary={boundary}")

    def wait_for(self, job: dict[str, Any], seen: Callable[[dict[str, Any]], None], timeout: float = 120.0) -> Any:
        """Show a job each time it is read until it ends. Its result; StackError when it fails or takes too long."""
        deadline = time.monotonic() + timeout
        while job["state"] not in ENDED:
            if time.monotonic() > deadline:
                raise StackError(f"Job {job['id']} was still {job['state']} after {timeout:.0f} s.")
            time.sleep(POLL_SECONDS)
            job = self.get(f"/jobs/{job['id']}")
            seen(job)
        if job["state"] != "succeeded":
            raise StackError(f"Job {job['id']} {job['state']}: {job['problem']}")
        return job["result"]

    def _send(self, method: str, path: str, body: bytes | None = None, kind: str | None = None) -> Any:
        headers = self.headers | ({"Content-Type": kind} if kind else {})
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            with OPENER.open(request, timeout=REQUEST_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")
            raise StackError(f"{method} {path} answered {error.code}: {said}") from error
        except OSError as error:
            raise StackError(f"{method} {path} got no answer: {error}") from error


def multipart(file: Path, form: Mapping[str, str], boundary: str) -> bytes:
    """A form with one file under the name `file`."""
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in form.items()]
    parts.append(f'name="file"; filename="{file.name}"\r\nContent-Type: text/csv\r\n\r\n'.encode() + file.read_bytes())
    lines = (f"--{boundary}\r\nContent-Disposition: form-data; ".encode() + part + b"\r\n" for part in parts)
    return b"".join(lines) + f"--{boundary}--\r\n".encode()
