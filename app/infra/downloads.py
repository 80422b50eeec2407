"""Downloads: files generated while they are sent, never whole in memory, and visibly broken when generation fails."""

import time
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

import structlog
from flask import Response

from app.infra import waiting
from app.infra.identity import caller
from app.infra.problems import Unavailable

log = structlog.get_logger()

# A client that reads slowly and never stops would keep its thread for ever; one that stops loses it much earlier
# (app/infra/serving/patience.py).
DOWNLOAD_SECONDS = 1800.0


class Interrupted(Exception):
    """The download ends here, before its end."""


def download(parts: Iterator[bytes], name: str, content_type: str) -> Response:
    """Returns the response that sends the parts as a file of this name.

    What goes wrong before the first part is answered as a problem. Later the connection is broken off without the
    chunk that ends an answer (RFC 9112, section 7.1), so that no client takes a part for the whole. A process has a
    few places for this, a caller one of them; raises Unavailable when there is none.
    """
    me = caller().user_id
    if not waiting.downloads.take(me):
        raise Unavailable("Too many downloads run already; try again in a moment.", code="too_many_waiting")
    try:
        first = next(parts, b"")
    except BaseException:
        waiting.downloads.leave(me)
        raise
    response = Response(_sent(first, parts), mimetype=content_type)
    response.headers.set("Content-Disposition", "attachment", **_names(name))
    # Not in the generator: one that was never started would not give the place back.
    response.call_on_close(lambda: waiting.downloads.leave(me))
    return response


def _names(name: str) -> dict[str, str]:
    """The name as headers carry it, in ASCII; one in other letters beside it (RFC 6266, section 4.3)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return {"filename": plain} if plain == name else {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}


def _sent(first: bytes, parts: Iterator[bytes]) -> Iterator[bytes]:
    deadline = time.monotonic() + DOWNLOAD_SECONDS
    yield first
    try:
        for part in parts:
            _refuse_to_go_on(deadline)
            yield part
    except Exception:
        log.exception("download_broken_off")
        raise


def _refuse_to_go_on(deadline: float) -> None:
    if waiting.shutting_down.is_set() or time.monotonic() > deadline:
        raise Interrupted
