"""With real processes: fifty uploads of one user hold up nobody else."""

import subprocess
import sys

import pytest

from tests.stack.processes import ROOT


@pytest.mark.slow
def test_fifty_uploads_of_one_hold_up_neither_anothers_work_nor_the_sweeper():
    """The goals of `python -m bench fairness`: a sentence within 2 s, an import within 5 s, a sweep every 5 s."""
    command = [sys.executable, "-m", "bench", "fairness"]
    table = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=600).stdout
    assert (table.split().count("pass"), table.split().count("MISS")) == (4, 0), table
