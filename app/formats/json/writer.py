"""Write an export as JSON (RFC 8259)."""

from collections.abc import Iterable, Iterator

import orjson

from app.formats.native.fields import ExportAccount, ExportRow

PART_ROWS = 100


def to_json(rows: Iterable[ExportRow], accounts: Iterable[ExportAccount] = ()) -> Iterator[bytes]:
    """The file in parts: an object with the lists `transactions`, a transaction per line, and `accounts`.

    The latter are those without transactions. If it breaks off, it is invalid JSON.
    """
    lines = [b'{"transactions":[\n']
    between = b""
    for row in rows:
        lines.append(between + orjson.dumps(row))
        between = b",\n"
        if len(lines) >= PART_ROWS:
            yield b"".join(lines)
            lines.clear()
    described = b",\n".join(map(orjson.dumps, accounts))
    yield b"".join([*lines, b'\n],"accounts":[\n', described, b"\n]}\n"])
