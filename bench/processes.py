"""CPU time and memory of running processes, from /proc (proc(5))."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(session: int) -> float:
    """User and system time of all processes of a session so far, with their ended and awaited children."""
    return sum(_ticks(path, session) for path in Path("/proc").glob("[0-9]*/stat")) / _TICKS


def _ticks(path: Path, session: int) -> int:
    fields = _fields(path)
    # The session is field 6 of the file, the times are 14 to 17.
    return sum(int(field) for field in fields[11:15]) if fields and int(fields[3]) == session else 0


def _fields(path: Path) -> list[str]:
    """What a `stat` file says behind the name, which stands in parentheses and may hold anything; from field 3 on."""
    text = _text(path)
    return text[text.rindex(")") + 2 :].split() if text else []


def _text(path: Path) -> str:
    """A file of /proc; nothing for a process that ended between the listing and the reading."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def resident_mib(session: int) -> float:
    """What the processes of a session hold in memory now, in MiB; pages they share count in each."""
    pages = (_pages(path) for path in Path("/proc").glob("[0-9]*/stat"))
    return sum(pages_of for of, pages_of in pages if of == session) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def _pages(path: Path) -> tuple[int, int]:
    """The session of a process, and its resident pages: fields 6 and 24."""
    fields = _fields(path)
    return (int(fields[3]), int(fields[21])) if fields else (0, 0)
