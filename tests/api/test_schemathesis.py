"""The document is true: whatever a client may send, no answer is a server error or an undocumented one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.client import Client

# No schema can say that a cursor must come from the page before, an If-Match from the present revision, a category
# from the same workspace: values of the right form are refused, and rightly. All other checks of schemathesis hold.
NOT_HELD = "positive_data_acceptance"
# Signing out would turn the rest of the walk into a row of 401s; they are walked last.
SIGN_OUT = r"/auth/logout(-all)?$"
# Without a model pictures are 503, as documented, and what is sent may begin like one.
PICTURES = r"/transactions/receipt$"
NO_MODEL = ",not_a_server_error"


def walk(base_url: str, user: Client, tmp_path: Path, *choice: str, left_out: str = ""):
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "run", f"{base_url}/openapi.json",
        "--header", user.headers["Authorization"].join(["Authorization: ", ""]),
        "--exclude-checks", NOT_HELD + left_out, "--seed", "20261121", "--no-color", "--generation-database", "none",
        *choice,
    ]  # fmt: skip
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_every_answer_is_documented(base_url, user, worker, tmp_path):
    apart = f"{SIGN_OUT}|{PICTURES}"
    found = walk(base_url, user, tmp_path, "--max-examples", "40", "--exclude-path-regex", apart)
    assert found.returncode == 0, found.stdout[-20_000:]
    found = walk(base_url, user, tmp_path, "--max-examples", "40", "--include-path-regex", PICTURES, left_out=NO_MODEL)
    assert found.returncode == 0, found.stdout[-20_000:]
    found = walk(base_url, user, tmp_path, "--max-examples", "10", "--include-path-regex", SIGN_OUT)
    assert found.returncode == 0, found.stdout[-20_000:]
