"""What crash tests do to machines, and a statement large enough to be interrupted."""

import os
import signal
from datetime import date, timedelta


def write_statement(folder, rows, name="statement.csv"):
    """A statement of so many rows over two years; every tenth line repeats the one before it."""
    lines = ["Date,Description,Amount"]
    for number in range(rows):
        distinct = number - (number % 10 == 9)
        day = date(2025, 1, 1) + timedelta(distinct * 700 // rows)
        lines.append(f"{day},Shop {distinct % 300} purchase,{-distinct % 9000 - 4500}.25")
    path = folder / name
    path.write_text("\n".join([*lines, ""]))
    return path


def kill(process):
    """SIGKILL to a worker and its children at once, as when a machine loses its power."""
    os.killpg(process.pid, signal.SIGKILL)
    process.popen.wait()


def finished(user, job, seconds=180):
    return user.wait_for(job, lambda _: None, seconds)
