"""Stores uploaded files in MongoDB (GridFS), and counts the bytes of each workspace against its quota.

A file is counted before its first byte is stored, by one atomic step that refuses what the quota has no room for: many
uploads at once cannot pass it together. Until what it belongs to is committed it is listed as an upload; one that was
never finished, because its process died, is deleted by a later upload.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, NamedTuple

from bson import ObjectId
from gridfs import GridFSBucket

from app.infra.database.mongo import Document, Scope
from app.infra.quotas import STORED_BYTES

# Files come and go whole; larger pieces than the default 255 KiB halve the round trips.
_CHUNK_BYTES = 1 << 20
# No upload takes as long.
_EXPIRES_AFTER = timedelta(hours=1)


class StoredFile(NamedTuple):
    """What is known of a stored file; `media_type` only of those that were stored with one."""

    name: str
    media_type: str
    size: int


def _files(scope: Scope) -> GridFSBucket:
    """The files of all kinds; the bucket has its name from the first kind there was."""
    return GridFSBucket(scope.database, "imports", chunk_size_bytes=_CHUNK_BYTES)


def put_file(scope: Scope, file_id: ObjectId, name: str, parts: Iterable[bytes], media_type: str = "") -> None:
    """Store a file under the id of what it belongs to, in place of what an interrupted upload left there."""
    files, about = _files(scope), {"workspace_id": scope.workspace_id, "media_type": media_type}
    _delete_file(scope, file_id)
    with files.open_upload_stream_with_id(file_id, name, metadata=about) as target:
        for part in parts:
            target.write(part)


def copy_file(scope: Scope, file_id: ObjectId, target: BinaryIO) -> None:
    """Write a stored file into another; raises gridfs.NoFile."""
    _files(scope).download_to_stream(file_id, target)


def about_file(scope: Scope, file_id: ObjectId) -> StoredFile | None:
    """Returns what is known of a stored file of this workspace; None where there is none."""
    found = _file(scope, file_id)
    if found is None:
        return None
    return StoredFile(found["filename"], found["metadata"].get("media_type", ""), found["length"])


def file_parts(scope: Scope, file_id: ObjectId) -> Iterator[bytes]:
    """Yields the bytes of a stored file in pieces; raises gridfs.NoFile."""
    with _files(scope).open_download_stream(file_id) as source:
        while part := source.readchunk():
            yield part


def begin_upload(scope: Scope, file_id: ObjectId, size: int) -> None:
    """Count a file that is going to be stored; raises QuotaExceeded at `/file`."""
    now = datetime.now(UTC)
    _start_counting(scope)
    _abandon_expired(scope, file_id, now)
    room = {"_id": scope.workspace_id, "bytes": {"$lte": STORED_BYTES.most - size}}
    counted = {"$inc": {"bytes": size}, "$set": {f"uploads.{file_id}": {"bytes": size, "at": now}}}
    if scope.database["workspace_storage"].update_one(room, counted).matched_count == 0:
        raise STORED_BYTES.problem("/file")


def finish_upload(tx: Scope, file_id: ObjectId) -> None:
    """Record, together with what it belongs to, that a file is complete."""
    tx.database["workspace_storage"].update_one(
        {"_id": tx.workspace_id}, {"$unset": {f"uploads.{file_id}": ""}}, session=tx.session
    )


def abandon_upload(scope: Scope, file_id: ObjectId) -> None:
    """Delete a file that belongs to nothing that was committed; otherwise do nothing."""
    found = scope.database["workspace_storage"].find_one({"_id": scope.workspace_id}) or {}
    upload = found.get("uploads", {}).get(str(file_id))
    if upload is None:
        return
    name = f"uploads.{file_id}"
    freed = scope.database["workspace_storage"].update_one(
        {"_id": scope.workspace_id, name: upload}, {"$unset": {name: ""}, "$inc": {"bytes": -upload["bytes"]}}
    )
    if freed.modified_count:
        _delete_file(scope, file_id)


def remove_file(tx: Scope, file_id: ObjectId) -> None:
    """Delete a file that is no longer needed, inside a transaction."""
    file = _file(tx, file_id)
    if file is not None:
        _delete_file(tx, file_id)
        tx.database["workspace_storage"].update_one(
            {"_id": tx.workspace_id}, {"$inc": {"bytes": -file["length"]}}, session=tx.session
        )


def _start_counting(scope: Scope) -> None:
    """Start the count with the files that the workspace already has."""
    storage = scope.database["workspace_storage"]
    if storage.find_one({"_id": scope.workspace_id}, {"_id": True}) is None:
        mine = [{"$match": {"metadata.workspace_id": scope.workspace_id}}]
        summed = scope.database["imports.files"].aggregate(
            [*mine, {"$group": {"_id": None, "sum": {"$sum": "$length"}}}]
        )
        begun = {"bytes": sum(int(found["sum"]) for found in summed), "uploads": {}}
        storage.update_one({"_id": scope.workspace_id}, {"$setOnInsert": begun}, upsert=True)


def _abandon_expired(scope: Scope, file_id: ObjectId, now: datetime) -> None:
    """Delete uploads whose processes died, and an earlier try of this one."""
    found = scope.database["workspace_storage"].find_one({"_id": scope.workspace_id}) or {}
    for key, upload in found.get("uploads", {}).items():
        if key == str(file_id) or upload["at"] < now - _EXPIRES_AFTER:
            abandon_upload(scope, ObjectId(key))


def _file(scope: Scope, file_id: ObjectId) -> Document | None:
    query = {"_id": file_id, "metadata.workspace_id": scope.workspace_id}
    return scope.database["imports.files"].find_one(query, session=scope.session)


def _delete_file(scope: Scope, file_id: ObjectId) -> None:
    """Delete a stored file and its pieces, whole or not."""
    mine = {"_id": file_id, "metadata.workspace_id": scope.workspace_id}
    scope.database["imports.files"].delete_one(mine, session=scope.session)
    scope.database["imports.chunks"].delete_many({"files_id": file_id}, session=scope.session)
