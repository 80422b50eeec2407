"""Google's Gemini through its SDK, over REST. The SDK is imported when it is first needed: only workers ask models.

google-generativeai 0.8.6 cannot send `store: false` (without it paid projects keep requests for 55 days) nor a thinking
level, and mixes the model's thoughts into its answer. An adapter of its `requests` session mends all three.
"""

import json
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import Future
from functools import cached_property, partial
from importlib import import_module
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from pydantic import TypeAdapter, ValidationError
from requests.adapters import HTTPAdapter

from app.models.engines.interface import Answer, ModelError, Outcome, Prompt, Reply, Spent

_THINKING = "minimal"  # the least; the answers are short
# Models that know no such level.
_NO_LEVEL = ("gemini-2", "gemini-1")
_STATUS_KEY_REFUSED = (401, 403)
_STATUS_REFUSED = (400, 404)
_GRACE_SECONDS = 0.25  # so that the session's own timeout, which ends the connection, comes first
_MOST_BYTES = 4 << 20  # of an answer; the longest that is asked for is some kilobytes


class _Mending(HTTPAdapter):
    """Adds to requests what the SDK cannot say, and takes thoughts out of answers."""

    def __init__(self, model: str) -> None:
        super().__init__()
        self._model = model

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send a request as it has to be; returns the answer without thoughts."""
        body = self.mended(json.loads(cast("bytes", request.body)))
        request.prepare_body(json.dumps(body).encode(), None)
        response = super().send(request, *args, **options | {"stream": True})
        content = response.raw.read(_MOST_BYTES + 1, decode_content=True)
        if len(content) > _MOST_BYTES:
            response.close()
            raise requests.exceptions.ContentDecodingError(f"The answer is longer than {_MOST_BYTES} bytes.")
        return with_content(response, without_thoughts(content))

    def mended(self, body: dict[str, Any]) -> dict[str, Any]:
        """The body of a request with what has to be said."""
        body["store"] = False
        if not self._model.startswith(_NO_LEVEL):
            body.setdefault("generationConfig", {})["thinkingConfig"] = {"thinkingLevel": _THINKING}
        return body


def without_thoughts(content: bytes) -> bytes:
    """An answer without the parts that are marked as thoughts; what is no JSON is left to the SDK."""
    try:
        found = json.loads(content)
    except ValueError:
        return content
    for candidate in found.get("candidates", []) if isinstance(found, dict) else ():
        inner = candidate.get("content") or {}
        inner["parts"] = [part for part in inner.get("parts", []) if not part.get("thought")]
    return json.dumps(found).encode()


def with_content(response: requests.Response, content: bytes) -> requests.Response:
    """A response whose body was read, with another body."""
    response._content = content  # noqa: SLF001 - requests has no other way to change an answer
    response._content_consumed = True  # noqa: SLF001
    response.headers.pop("Content-Encoding", None)
    return response


class Gemini:
    """The engine."""

    def __init__(self, key: str, endpoint: str, model: str, name: str = "gemini") -> None:
        self.name = name
        self.model = model
        self._key = key
        self._endpoint = endpoint

    @cached_property
    def _sdk(self) -> Any:
        """The SDK, which is untyped, set up for this key and endpoint."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # that its support has ended
            sdk: Any = import_module("google.generativeai")
        sdk.configure(api_key=self._key, transport="rest", client_options={"api_endpoint": self._endpoint})
        session: Any = _session_of(sdk)
        session.max_redirects = 0  # another host must not be told the key
        session._refresh_status_codes = ()  # noqa: SLF001 - a refused key is sent once, not thrice
        for scheme in ("https://", "http://"):
            session.mount(scheme, _Mending(self.model))
        return sdk

    def session(self) -> requests.Session:
        """Returns the session that requests leave through."""
        return _session_of(self._sdk)

    def self_test(self) -> None:
        """Raise RuntimeError unless a request would leave with `store: false`; asks nobody."""
        adapter = self.session().adapters.get(f"{urlsplit(self._endpoint).scheme}://")
        if not isinstance(adapter, _Mending) or adapter.mended({}).get("store") is not False:
            raise RuntimeError("Requests to Gemini would leave without store: false.")

    def generate(self, prompt: Prompt[Answer], seconds: float) -> Reply[Answer]:
        """Returns the model's answer, once and within some seconds; raises ModelError."""
        response = self._ask(prompt, seconds)
        usage = response.usage_metadata
        # Thinking is billed as output and counted in the total alone.
        spent = (usage.prompt_token_count, max(0, usage.total_token_count - usage.prompt_token_count))
        text = "".join(part.text for candidate in response.candidates[:1] for part in candidate.content.parts)
        if response.prompt_feedback.block_reason or not response.candidates:
            raise ModelError("refused", "The prompt was blocked.", spent=Spent(text, *spent))
        reason = response.candidates[0].finish_reason.name
        if reason != "STOP":
            outcome: Outcome = "invalid" if reason == "MAX_TOKENS" else "refused"
            raise ModelError(outcome, f"The answer ended with {reason}.", spent=Spent(text, *spent))
        try:
            return Reply(self.read(prompt, text), text, *spent)
        except ModelError as error:
            raise ModelError(error.outcome, str(error), spent=Spent(text, *spent)) from error

    def read(self, prompt: Prompt[Answer], text: str) -> Answer:
        """Returns the answer in a text; raises ModelError where it has not the shape that was asked for."""
        try:
            return TypeAdapter(prompt.schema).validate_json(text)
        except ValidationError as error:
            message = f"The answer does not have the shape that was asked for: {error.error_count()} errors."
            raise ModelError("invalid", message) from error

    def _ask(self, prompt: Prompt[Answer], seconds: float) -> Any:
        sdk = self._sdk
        from google.api_core import exceptions
        from google.protobuf.json_format import ParseError

        instruction = f"Task: {prompt.purpose}.\n{prompt.instruction}"
        model = sdk.GenerativeModel(self.model, system_instruction=instruction)
        parts: list[Any] = [{"mime_type": each.media_type, "data": each.content} for each in prompt.attachments]
        config = {
            "response_mime_type": "application/json",
            "response_schema": prompt.schema,
            "max_output_tokens": prompt.most_tokens,
        }
        options = {"timeout": seconds, "retry": None}  # its own retry runs for ten minutes
        ask = partial(model.generate_content, [*parts, prompt.data], generation_config=config, request_options=options)
        try:
            return within(seconds, ask)
        except (requests.Timeout, TimeoutError) as error:
            raise ModelError("timeout", f"No answer within {seconds:g} seconds.") from error
        except requests.RequestException as error:
            raise ModelError("unavailable", f"The model cannot be reached: {type(error).__name__}.") from error
        except exceptions.GoogleAPICallError as error:
            raise _of_status(error) from error
        except (ParseError, ValueError) as error:
            raise ModelError("invalid", f"The answer cannot be read: {type(error).__name__}.") from error


def within(seconds: float, work: Callable[[], Any]) -> Any:
    """Returns what work returns within some seconds; raises TimeoutError.

    The session's own timeout counts from byte to byte: a server that drips would hold its caller as long as it likes.
    Work that is late goes on in a thread that nobody waits for.
    """
    ends: Future[Any] = Future()

    def run() -> None:
        try:
            ends.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            ends.set_exception(error)

    threading.Thread(target=run, name="model", daemon=True).start()
    return ends.result(seconds + _GRACE_SECONDS)


def _session_of(sdk: Any) -> requests.Session:
    client = import_module("google.generativeai.client").get_default_generative_client()
    session = getattr(client.transport, "_session", None)
    if not isinstance(session, requests.Session):
        raise RuntimeError(  # noqa: TRY004 - the SDK is another one, no argument is wrong
            f"google-generativeai {sdk.__version__} keeps its session elsewhere; prompts would be stored."
        )
    return session


def _of_status(error: Any) -> ModelError:
    code = int(error.code or 500)
    if code == 429:
        return ModelError("rate_limited", "The model takes no more requests now.", retry_after=_retry_after(error))
    if code in _STATUS_KEY_REFUSED:
        return ModelError("refused", f"The model refuses the key: status {code}.")
    if code in _STATUS_REFUSED:
        return ModelError("refused", f"The model refuses the request: status {code}.")
    return ModelError("unavailable", f"The model is out of order: status {code}.", retry_after=_retry_after(error))


def _retry_after(error: Any) -> float | None:
    response = getattr(error, "response", None)
    said = response.headers.get("Retry-After", "") if response is not None else ""
    return float(said) if said.isdigit() else None
