"""Write an export as JSON (RFC 8259)."""

from collections.abc import Iterable, Iterator

import orjson

from app.formats.native.fields import ExportRow

PART_ROWS = 100


def to_json(rows: Iterable[ExportRow]) -> Iterator[bytes]:
    """The file in parts: an object with the list `transactions`, a transaction per line. If it breaks off, it is
    invalid JSON.
    """
    lines = [b'{"transactions":[\n']
    between = b""
    for row in rows:
        lines.append(between + orjson.dumps(row))
        between = b",\n"
        if len(lines) >= PART_ROWS:
            yield b"".join(lines)
            lines.clear()
    yield b"".join([*lines, b"\n]}\n"])
