"""A small HTTP client over the Flask app, for tests that read as stories."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from time import monotonic
from typing import Any

from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

# Not below /api/v1.
_ELSEWHERE = ("/health", "/openapi", "/metrics", "/docs", "/redoc", "/api/")


@dataclass(frozen=True)
class Answer:
    """What a user sees of an answer."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The machine word of a problem."""
        return str(self.json["code"])

    @property
    def pointers(self) -> set[str]:
        """Where a problem points: JSON pointers and parameter names."""
        return {error.get("pointer", error.get("parameter", "")) for error in self.json.get("errors", [])}


class Client:
    """Calls /api/v1 as one user, or as nobody."""

    def __init__(self, app: Flask, signed_in: dict[str, Any] | None = None, **headers: str) -> None:
        self.app = app
        self.signed_in = signed_in or {}
        self.headers = dict(headers)
        if signed_in:
            self.headers["Authorization"] = f"Bearer {signed_in['access_token']}"

    def with_headers(self, **headers: str) -> "Client":
        """The same user with more headers; `Idempotency_Key` is sent as `Idempotency-Key`."""
        client = Client(self.app, self.signed_in)
        client.headers = {
            **self.headers,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return client

    def request(self, method: str, path: str, **options: Any) -> Answer:
        path = path if path == "/" or path.startswith(_ELSEWHERE) else f"/api/v1{path}"
        headers = {**self.headers, **options.pop("headers", {})}
        found = self.app.test_client().open(path, method=method, headers=headers, **options)
        with found:
            return Answer(found.status_code, found.headers, found.get_data())

    def get(self, path: str, **query: Any) -> Answer:
        return self.request("GET", path, query_string=query)

    def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self._send("POST", path, body, options)

    def patch(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self._send("PATCH", path, body, options)

    def delete(self, path: str, **options: Any) -> Answer:
        return self.request("DELETE", path, **options)

    def _send(self, method: str, path: str, body: Any, options: dict[str, Any]) -> Answer:
        if body is not None:
            options |= {
                "data": body if isinstance(body, bytes) else json.dumps(body),
                "content_type": "application/json",
            }
        return self.request(method, path, **options)

    def upload(
        self,
        content: bytes,
        filename: str = "statement.csv",
        path: str = "/transactions/import",
        **fields: str,
    ) -> Answer:
        """Send a file as a browser's form does."""
        form = {**fields, "file": FileStorage(BytesIO(content), filename)}
        # Encoded in memory: the test client leaves its temporary file open.
        boundary, body = encode_multipart(form)
        return self.request("POST", path, data=body, content_type=f"multipart/form-data; boundary={boundary}")

    def finished(self, started: Answer, seconds: float = 60) -> dict[str, Any]:
        """The finished job of an answer that started one."""
        job = started.json["job"]
        return eventually(lambda: self._if_over(job["id"]), seconds)

    def _if_over(self, job_id: str) -> dict[str, Any] | None:
        job = self.get(f"/jobs/{job_id}").json
        return job if job["state"] in ("succeeded", "failed", "cancelled") else None

    def imported(self, content: bytes, filename: str = "statement.csv", **fields: str) -> dict[str, Any]:
        """Import a statement and answer the finished job's result."""
        started = self.upload(content, filename, **fields)
        assert started.status in (200, 202), started.json
        job = self.finished(started)
        assert job["state"] == "succeeded", job
        return dict(job["result"])

    def all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every row of a list, page by page."""
        rows, cursor = [], {}
        while True:
            page = self.get(path, **query, **cursor).json
            rows += page["data"]
            if not page["has_more"]:
                return rows
            cursor = {"cursor": page["next_cursor"]}


def eventually(look: Callable[[], Any], seconds: float = 30) -> Any:
    """What `look` answers once it is true; fails when it stays false. Each look is its own pause."""
    from threading import Event

    deadline = monotonic() + seconds
    while monotonic() < deadline:
        found = look()
        if found:
            return found
        Event().wait(0.02)
    raise AssertionError(f"Nothing came within {seconds} s.")
