"""Idempotency-Key on POST: a retry gets the first response again, for 24 hours.

The record is claimed before the view runs, under a lease. Its `planned_id` becomes the id of what the view creates, so
that a retry after a crash between commit and answer finds that thing instead of making a second one. A refusal (4xx)
changed nothing and is not kept: its key is free for the corrected request.

Of an answer that is too large to be kept a short form is: what the view gave for that, else the id of what was made.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NotRequired, TypedDict, cast

import structlog
from bson import ObjectId
from flask import Flask, Response, g, request
from orjson import loads
from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError, PyMongoError

from app.infra.connections import mongo
from app.infra.database.ids import fresh_id
from app.infra.identity import caller
from app.infra.json import dumps
from app.infra.problems import Conflict, Invalid

log = structlog.get_logger()

KEPT_SECONDS = 24 * 3600
# Longer than any request lives: after it, whoever held the key is dead.
LEASE = timedelta(seconds=60)
# An answer of a row or a job has some KB, a bulk of 500 operations without its transactions some 100.
KEPT_BYTES = 256 << 10
# Answers up to this size are always kept; of larger ones so much for each workspace and hour.
_SMALL = 16 << 10
KEPT_BYTES_AN_HOUR = 64 << 20
_KEY = re.compile("[!-~]{1,255}", re.ASCII)
_KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Retry-After", "Preference-Applied")
# Their answers carry secrets, and no secret is kept.
_NEVER_KEPT = ("/api/v1/auth/", "/api/v1/api-keys")

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "idempotency_keys": [IndexModel([("created_at", ASCENDING)], expireAfterSeconds=KEPT_SECONDS)],
    "idempotency_volumes": [IndexModel([("hour", ASCENDING)], expireAfterSeconds=2 * 3600)],
}


class KeptAnswer(TypedDict):
    """An answer as it is kept; `shortened` says that it is a short form of a large one."""

    status: int
    headers: dict[str, str]
    body: bytes
    shortened: NotRequired[bool]


class Claim(TypedDict):
    """What stands under a key: whether this request holds it (`mine`), as the `first` one, or its answer."""

    body_hash: str
    mine: bool
    planned_id: NotRequired[ObjectId]
    first: NotRequired[bool]
    answer: NotRequired[KeptAnswer]


def replay_repeated_posts(app: Flask) -> None:
    """Install the two hooks around every POST that carries an Idempotency-Key."""
    app.before_request(_begin)
    app.after_request(_finish)


def new_id() -> ObjectId:
    """Returns the id for what this request creates: the same one again when the request is repeated with its key."""
    planned: ObjectId = g.get("planned_id") or fresh_id()
    return planned


def keep_instead(short: Any) -> None:
    """What to keep in place of this request's answer if that is too large; it must have the answer's form."""
    g.short_answer = short


def _begin() -> Response | None:
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or key is None or "caller" not in g or request.path.startswith(_NEVER_KEPT):
        return None
    if not _KEY.fullmatch(key):
        raise Invalid("Idempotency-Key must have 1 to 255 visible characters.", code="invalid_idempotency_key")
    record_id = f"{caller().user_id}:{caller().workspace_id}:{key}"
    body_hash = _request_hash()
    record = _claim(record_id, body_hash)
    if record["body_hash"] != body_hash:
        raise Invalid("This Idempotency-Key was used for another request.", code="idempotency_key_reused")
    if "answer" in record:
        return _replay(record["answer"])
    if not record["mine"]:
        raise Conflict(
            "The first request with this Idempotency-Key is still running; ask again in a moment.",
            code="idempotency_in_flight",
            headers={"Retry-After": "1"},
        )
    g.idempotency_record, g.planned_id, g.idempotency_first = record_id, record["planned_id"], record["first"]
    return None


def _claim(record_id: str, body_hash: str) -> Claim:
    """Take the key, or take it over from a request that died (then it is not the `first`).

    Else what stands there, with `mine` False.
    """
    keys, now = mongo.db["idempotency_keys"], datetime.now(UTC)
    planned_id = fresh_id()
    fresh = {"body_hash": body_hash, "planned_id": planned_id, "created_at": now, "leased_until": now + LEASE}
    try:
        keys.insert_one({"_id": record_id, **fresh})
        return {"body_hash": body_hash, "planned_id": planned_id, "mine": True, "first": True}
    except DuplicateKeyError:
        dead = {
            "_id": record_id,
            "body_hash": body_hash,
            "answer": {"$exists": False},
            "leased_until": {"$lt": now},
        }
        taken = keys.find_one_and_update(dead, {"$set": {"leased_until": now + LEASE}})
        if taken:
            return {"body_hash": body_hash, "planned_id": taken["planned_id"], "mine": True, "first": False}
        # It may have been released this moment; then the caller is told to try again, which is true.
        return cast(Claim, {"body_hash": body_hash, **(keys.find_one({"_id": record_id}) or {}), "mine": False})


def _request_hash() -> str:
    """A hash of what is asked. Multipart is hashed by its parts: a retry has another boundary."""
    digest = hashlib.blake2b(f"{request.method} {request.full_path}".encode(), digest_size=20)
    if request.mimetype != "multipart/form-data":
        digest.update(request.get_data(cache=True))
        return digest.hexdigest()
    for name, value in sorted(request.form.items(multi=True)):
        digest.update(f"{name}={value}".encode())
    for name, upload in sorted(request.files.items(multi=True), key=lambda item: item[0]):
        digest.update(f"{name}={upload.filename}".encode())
        while chunk := upload.stream.read(1 << 20):
            digest.update(chunk)
        upload.stream.seek(0)
    return digest.hexdigest()


def _finish(response: Response) -> Response:
    """Keep the answer of a request that was carried out; let go of the key after any other.

    After a failure of ours (5xx) the key is free for the same request only, which works with the same planned id: what
    the first one may have committed is found and not made again. So it is after a refusal of such a repeated request.
    """
    record_id = g.get("idempotency_record")
    if record_id is not None:
        try:
            _settle(record_id, response)
        except PyMongoError as error:
            # What was done is done, and the caller is told so. Once the lease is over, a repeated request finds it.
            log.warning("answer_not_kept", status=response.status_code, error=type(error).__name__)
    return response


def _settle(record_id: str, response: Response) -> None:
    keys = mongo.db["idempotency_keys"]
    if response.status_code < 400:
        keys.update_one({"_id": record_id}, {"$set": {"answer": _kept(response)}})
    elif response.status_code < 500 and g.idempotency_first:
        keys.delete_one({"_id": record_id, "planned_id": g.planned_id, "answer": {"$exists": False}})
    else:
        keys.update_one({"_id": record_id}, {"$set": {"leased_until": datetime.now(UTC)}})


def _kept(response: Response) -> KeptAnswer:
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    body, shortened = response.get_data(), False
    if len(body) > KEPT_BYTES or (len(body) > _SMALL and not _has_room(len(body))):
        body, shortened = dumps(_short_form(body)), True
    return {"status": response.status_code, "headers": headers, "body": body, "shortened": shortened}


def _short_form(body: bytes) -> Any:
    """What the view gave, unless that is too large as well; else the id at the top of the answer, if it has one."""
    short = g.get("short_answer")
    if short is not None and len(dumps(short)) <= KEPT_BYTES:
        return short
    made = loads(body) if body.startswith(b"{") else {}
    return {"id": made["id"]} if "id" in made else {}


def _has_room(size: int) -> bool:
    """Count a large answer; whether the workspace has not kept too much of such within the hour."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    volume = mongo.db["idempotency_volumes"].find_one_and_update(
        {"_id": f"{caller().workspace_id}:{hour:%Y-%m-%dT%H}"},
        {"$inc": {"bytes": size}, "$setOnInsert": {"hour": hour}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    return volume is not None and volume["bytes"] <= KEPT_BYTES_AN_HOUR


def _replay(kept: KeptAnswer) -> Response:
    response = Response(kept["body"], kept["status"])
    response.headers.update(kept["headers"])
    response.headers["Idempotent-Replayed"] = "shortened" if kept.get("shortened") else "true"
    return response
