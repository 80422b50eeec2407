"""The README's tour, run word for word in a shell."""

import re
import shutil
import subprocess

import pytest

from stack.servers import free_port
from tests.stack.processes import ROOT, running

pytestmark = pytest.mark.slow


def test_the_tour_does_what_it_says(tmp_path):
    if shutil.which("curl") is None:
        pytest.fail("The tour needs curl: install the package curl (apt-get install curl).", pytrace=False)
    [tour] = re.findall(r"## A tour with curl\n.*?```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    port = free_port()
    with running("-m", "stack", "up", PORT=str(port), DATA_DIR=str(tmp_path), RATES_URL="off") as stack:
        assert stack.stdout.readline() == f"ready http://127.0.0.1:{port}\n"
        told = walked(tour.replace("127.0.0.1:8000", f"127.0.0.1:{port}").replace("/tmp/", f"{tmp_path}/"))
        stack.terminate()
        assert stack.wait(40) == 0
    first, again, coffee, found, offer, filed, month, groceries, mapping, undone = told
    assert "'created': 155" in first
    assert again == "0"
    assert "'merchant': 'Blue Bottle'" in coffee
    assert "NETFLIX" in found
    assert "'count': 13" in offer
    assert "'changed': 13" in filed
    assert month.startswith("In October 2026 ")
    assert re.match(r"You spent [0-9.]+ [A-Z]{3} .*Groceries.* October 2026", groceries)
    assert "'delimiter': ';'" in mapping
    assert "'removed': 179" in undone
    assert (tmp_path / "transactions.ofx").read_bytes().startswith(b"<?xml")


def walked(tour):
    """What the tour prints, line by line."""
    done = subprocess.run(["bash", "-euc", tour], cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout.splitlines()
