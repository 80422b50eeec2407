"""CPU time of running processes, from /proc (proc(5))."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(session: int) -> float:
    """User and system time of all processes of a session so far, with their ended and awaited children."""
    return sum(_ticks(path, session) for path in Path("/proc").glob("[0-9]*/stat")) / _TICKS


def _ticks(path: Path, session: int) -> int:
    try:
        text = path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it ended between the listing and the reading
    # The name, in parentheses, may hold anything; behind it, session is field 6, the times 14 to 17.
    fields = text[text.rindex(")") + 2 :].split()
    return sum(int(field) for field in fields[11:15]) if int(fields[3]) == session else 0
