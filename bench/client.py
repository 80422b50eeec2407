"""One keep-alive connection to the API, as one user."""

import http.client
import json
import time
import uuid
from typing import Any

from stack.servers import LOOPBACK

TIMEOUT_SECONDS = 60.0
# A connection idle for longer may be closed by the server at the moment it is used again.
IDLE_SECONDS = 60.0
FINAL = ("succeeded", "failed", "cancelled")


class Refused(Exception):
    """The API answered otherwise than the benchmark needs."""


class Client:
    """Calls below /api/v1; anything but success raises Refused."""

    def __init__(self, port: int, token: str | None = None) -> None:
        self.port, self.token = port, token
        self._connection = http.client.HTTPConnection(LOOPBACK, port, timeout=TIMEOUT_SECONDS)
        self._used = 0.0

    def get(self, path: str) -> Any:
        """The JSON of a resource."""
        return self.send("GET", path)

    def post(self, path: str, body: Any) -> Any:
        """The JSON of the answer."""
        return self.send("POST", path, json.dumps(body).encode())

    def patch(self, path: str, body: Any) -> Any:
        """The JSON of the answer."""
        return self.send("PATCH", path, json.dumps(body).encode())

    def send(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
        """Send one request, read all of the answer."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            headers["Content-Type"] = kind
        if time.monotonic() - self._used > IDLE_SECONDS:
            self._connection.close()
        self._connection.request(method, f"/api/v1{path}", body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        self._used = time.monotonic()
        if answer.status >= 300:
            raise Refused(f"{method} {path}: {answer.status} {content.decode(errors='replace')[:500]}")
        return json.loads(content)

    def upload(self, content: bytes, account_id: str) -> Any:
        """Send a statement as a browser does; answers the job that imports it."""
        boundary = uuid.uuid4().hex
        account = f'--{boundary}\r\nContent-Disposition: form-data; name="account_id"\r\n\r\n{account_id}\r\n'
        file = 'Content-Disposition: form-data; name="file"; filename="statement.csv"\r\nContent-Type: text/csv'
        start, end = f"{account}--{boundary}\r\n{file}\r\n\r\n".encode(), f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        return self.send("POST", "/transactions/import", start + content + end, kind)["job"]

    def is_over(self, job: dict[str, Any]) -> bool:
        """Whether a job ended well by now; Refused when it ended otherwise."""
        state = self.get(f"/jobs/{job['id']}")
        if state["state"] in FINAL[1:]:
            raise Refused(f"The {state['kind']} job ended {state['state']}: {state['problem']}")
        return bool(state["state"] == FINAL[0])


def register(port: int) -> Client:
    """A fresh user's client."""
    body = {"email": f"{uuid.uuid4().hex}@example.com", "password": "correct horse battery"}
    return Client(port, Client(port).post("/auth/register", body)["access_token"])
