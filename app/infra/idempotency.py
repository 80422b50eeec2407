"""Idempotency-Key on POST: a retry gets the first answer again for 24 hours.

The record is claimed before the view runs, under a lease. Its `planned_id` becomes the id of what the view creates, so
that a retry after a crash between commit and answer finds that thing instead of making a second one. A refusal (4xx)
changed nothing and is not kept: its key is free for the corrected request.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bson import ObjectId
from flask import Flask, Response, g, request
from pymongo import ASCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from app.extensions import mongo
from app.infra.identity import caller
from app.infra.ids import fresh_id
from app.infra.problems import Conflict, Invalid

KEPT_SECONDS = 24 * 3600
# Longer than any request lives: after it, whoever held the key is dead.
LEASE = timedelta(seconds=60)
_KEY = re.compile("[!-~]{1,255}", re.ASCII)
_KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Retry-After", "Preference-Applied")
# Their answers carry secrets, and no secret is kept.
_NEVER_KEPT = ("/api/v1/auth/", "/api/v1/api-keys")

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "idempotency_keys": [IndexModel([("created_at", ASCENDING)], expireAfterSeconds=KEPT_SECONDS)]
}


def replay_repeated_posts(app: Flask) -> None:
    """Install the two hooks around every POST that carries an Idempotency-Key."""
    app.before_request(_begin)
    app.after_request(_finish)


def new_id() -> ObjectId:
    """The id for what this request creates: the same one again when the request is repeated with its key."""
    planned: ObjectId = g.get("planned_id") or fresh_id()
    return planned


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


def _claim(record_id: str, body_hash: str) -> dict[str, Any]:
    """Take the key, or take it over from a request that died (then it is not the `first`).

    Else what stands there, with `mine` False.
    """
    keys, now = mongo.db["idempotency_keys"], datetime.now(UTC)
    fresh = {"body_hash": body_hash, "planned_id": fresh_id(), "created_at": now, "leased_until": now + LEASE}
    try:
        keys.insert_one({"_id": record_id, **fresh})
        return {**fresh, "mine": True, "first": True}
    except DuplicateKeyError:
        dead = {
            "_id": record_id,
            "body_hash": body_hash,
            "answer": {"$exists": False},
            "leased_until": {"$lt": now},
        }
        taken = keys.find_one_and_update(dead, {"$set": {"leased_until": now + LEASE}})
        if taken:
            return {**taken, "mine": True, "first": False}
        # It may have been released this moment; then the caller is told to try again, which is true.
        return {"body_hash": body_hash, **(keys.find_one({"_id": record_id}) or {}), "mine": False}


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
    if record_id is None:
        return response
    keys = mongo.db["idempotency_keys"]
    if response.status_code < 400:
        keys.update_one({"_id": record_id}, {"$set": {"answer": _kept(response)}})
    elif response.status_code < 500 and g.idempotency_first:
        keys.delete_one({"_id": record_id, "planned_id": g.planned_id, "answer": {"$exists": False}})
    else:
        keys.update_one({"_id": record_id}, {"$set": {"leased_until": datetime.now(UTC)}})
    return response


def _kept(response: Response) -> dict[str, Any]:
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    return {"status": response.status_code, "headers": headers, "body": response.get_data()}


def _replay(kept: Mapping[str, Any]) -> Response:
    response = Response(kept["body"], kept["status"])
    response.headers.update(kept["headers"])
    response.headers["Idempotent-Replayed"] = "true"
    return response
