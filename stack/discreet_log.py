"""Passes on what mongod logs, without the commands it names: they hold what people search for and write.

`mongod | python -IS discreet_log.py`: it ends when mongod does. Without the quiet settings of stack/servers.py it would
be a lot; what is left are failed commands, which no setting silences.
"""

import json
import sys
from typing import Any

# Of these components of its log only the kind of an error is kept.
TELLING = {"COMMAND", "QUERY", "WRITE", "TXN"}


def discreet(line: bytes) -> bytes:
    """A line of the log as it may be kept; what is no JSON comes from before the log begins."""
    try:
        entry = json.loads(line)
        telling = entry["c"] in TELLING
    except (ValueError, KeyError, TypeError):
        return line
    return json.dumps({**entry, "attr": _kind(entry.get("attr", {}))}).encode() + b"\n" if telling else line


def _kind(attributes: dict[str, Any]) -> dict[str, Any]:
    error = attributes.get("error")
    return {"error": error.get("codeName")} if isinstance(error, dict) else {}


if __name__ == "__main__":
    for read in sys.stdin.buffer:
        sys.stdout.buffer.write(discreet(read))
        sys.stdout.buffer.flush()
