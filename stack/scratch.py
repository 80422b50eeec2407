"""A command beside servers that live in a temporary folder and end with it."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from stack.errors import StackError
from stack.servers import local_servers


def run_with_servers(command: Sequence[str]) -> int:
    """Run a command with MONGO_URI and REDIS_URL of scratch servers. Returns its exit code."""
    signal.signal(signal.SIGTERM, leave)
    with tempfile.TemporaryDirectory(prefix="finsight-") as folder, local_servers(Path(folder)) as servers:
        env = os.environ | {"MONGO_URI": servers.mongo_uri, "REDIS_URL": servers.redis_url}
        try:
            return subprocess.run(command, env=env, check=False).returncode
        except OSError as error:
            raise StackError(f"{command[0]} cannot be run: {error.strerror}.") from error


def leave(number: int, _frame: FrameType | None) -> None:
    """End by way of the `with` blocks, which stop the servers."""
    sys.exit(128 + number)
