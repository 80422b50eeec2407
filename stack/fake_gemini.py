"""A server that speaks Gemini's REST protocol: for tests, and for `make up AI=fake`. It answers what it was told to.

Like the real one it refuses fields that it does not know, and a key anywhere but in its header. `POST /mood` with the
fields of a Mood changes how it behaves.
"""

import json
import re
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]

_PATH = re.compile(r"/v1beta/models/[a-z0-9.-]+:generateContent(?:\?.*)?")
_FIELDS = frozenset(
    ["contents", "generationConfig", "systemInstruction", "safetySettings", "tools", "toolConfig", "store", "model"]
)
_CONFIG = frozenset(
    [
        "maxOutputTokens",
        "responseMimeType",
        "responseSchema",
        "temperature",
        "topP",
        "topK",
        "thinkingConfig",
        "candidateCount",
    ]
)
_CHARACTERS_A_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Mood:
    """How the server behaves: a status that is no 200, a wait, words around or instead of the answer.

    With `drip` the answer comes in so many pieces, a second apart.
    """

    status: int = 200
    retry_after: int | None = None
    wait: float = 0.0
    drip: int = 0
    location: str = ""
    blocked: bool = False
    truncated: bool = False
    malformed: bool = False
    thoughts: str = ""
    text: str | None = None  # instead of the answer


@dataclass(frozen=True, slots=True)
class Received:
    """One request: the headers, by lower-case names, and the body."""

    headers: Mapping[str, str]
    body: Json

    @property
    def instruction(self) -> str:
        """What the model was told to do."""
        return _text([self.body.get("systemInstruction", {})])

    @property
    def data(self) -> str:
        """What it was told to do it with."""
        return _text(self.body["contents"])

    @property
    def text(self) -> str:
        """All that was said to the model."""
        return f"{self.data}\n{self.instruction}"


def _text(contents: list[Json]) -> str:
    parts = [part for content in contents for part in content.get("parts", [])]
    return "\n".join(part["text"] for part in parts if "text" in part)


@dataclass(slots=True)
class FakeGemini:
    """The server; `answer` makes the model's JSON of the data it was sent. Moods are used up one a request."""

    answer: Callable[[Received], object]
    mood: Mood = Mood()
    moods: deque[Mood] = field(default_factory=deque)
    received: list[Received] = field(default_factory=list)
    most_kept: int | None = None
    _server: ThreadingHTTPServer | None = None

    def start(self, port: int = 0) -> str:
        """Listen on loopback; returns the endpoint."""
        server = _Server(("127.0.0.1", port), _handler(self))
        self._server = server
        threading.Thread(target=server.serve_forever, name="fake gemini", daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def reply(self, headers: Mapping[str, str], path: str, body: Json) -> tuple[int, Json | None, Mood]:
        """Returns status and JSON for a request, None for what is no JSON."""
        refusal = _refusal(headers, path, body)
        if refusal:
            return 400, _error(400, refusal), Mood()
        received = Received(headers, body)
        self.received.append(received)
        del self.received[: -self.most_kept if self.most_kept else 0]
        mood = self.moods.popleft() if self.moods else self.mood
        time.sleep(mood.wait)
        if mood.status != 200:
            return mood.status, _error(mood.status, "The model is overloaded."), mood
        return 200, None if mood.malformed else self._answered(received, mood), mood

    def _answered(self, received: Received, mood: Mood) -> Json:
        if mood.blocked:
            return {"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": _usage(received, "", "")}
        text = json.dumps(self.answer(received)) if mood.text is None else mood.text
        text = text[: len(text) // 2] if mood.truncated else text
        parts: list[Json] = [{"text": mood.thoughts, "thought": True}] if mood.thoughts else []
        candidate = {
            "content": {"role": "model", "parts": [*parts, {"text": text}]},
            "finishReason": "MAX_TOKENS" if mood.truncated else "STOP",
        }
        return {"candidates": [candidate], "usageMetadata": _usage(received, text, mood.thoughts)}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Who waits no longer closes the connection; all else is worth a trace."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*_)


def _refusal(headers: Mapping[str, str], path: str, body: Json) -> str | None:
    """What the real API would say is wrong with a request."""
    if not _PATH.fullmatch(path) or "key=" in path:
        return "Unknown path, or a key in it."
    if not headers.get("x-goog-api-key") or "authorization" in headers:
        return "Send the key in x-goog-api-key only."
    unknown = {*body.keys() - _FIELDS, *body.get("generationConfig", {}).keys() - _CONFIG}
    if unknown:
        return f"Unknown names: {', '.join(sorted(unknown))}."
    return None if body.get("contents") else "There are no contents."


def _error(status: int, message: str) -> Json:
    return {
        "error": {"code": status, "message": message, "status": "UNAVAILABLE" if status >= 500 else "INVALID_ARGUMENT"}
    }


def _usage(received: Received, text: str, thoughts: str) -> Json:
    read, written, thought = (len(each) // _CHARACTERS_A_TOKEN + 1 for each in (received.text, text, thoughts))
    written, thought = written if text else 0, thought if thoughts else 0
    return {
        "promptTokenCount": read,
        "candidatesTokenCount": written,
        "thoughtsTokenCount": thought,
        "totalTokenCount": read + written + thought,
    }


def _pieces(content: bytes, drip: int) -> Iterator[bytes]:
    size = len(content) // (drip + 1) + 1
    for at in range(0, len(content), size):
        if at:
            time.sleep(1)
        yield content[at : at + size]


def _handler(fake: FakeGemini) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path == "/mood":
                fake.mood = Mood(**body)
                self.send_response(204)
                self.end_headers()
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, found, mood = fake.reply(headers, self.path, body)
            content = b"<html>not what you asked for</html>" if found is None else json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if mood.location:
                self.send_header("Location", mood.location)
            if mood.retry_after is not None:
                self.send_header("Retry-After", str(mood.retry_after))
            self.end_headers()
            for piece in _pieces(content, mood.drip):
                self.wfile.write(piece)

        def log_message(self, *_: object) -> None:
            """Say nothing: whoever asks sees the answers."""

    return Handler
