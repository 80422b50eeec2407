"""Exports as JSON (RFC 8259)."""

from collections.abc import Iterable, Iterator

import orjson

from app.formats.native.fields import ExportRow

PART_ROWS = 100


def to_json(rows: Iterable[ExportRow]) -> Iterator[bytes]:
    """An object with the list `transactions`, a transaction a line, in parts. Cut off, it is no JSON."""
    lines = [b'{"transactions":[\n']
    between = b""
    for row in rows:
        lines.append(between + orjson.dumps(row))
        between = b",\n"
        if len(lines) >= PART_ROWS:
            yield b"".join(lines)
            lines.clear()
    yield b"".join([*lines, b"\n]}\n"])
