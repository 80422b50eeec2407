"""`.env` beside the Makefile is read by every documented command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack.processes import ROOT

BIN = Path(sys.executable).parent
COMMANDS = {
    "make up": [sys.executable, "-m", "stack", "up"],
    "flask": [BIN / "flask", "run"],
    "gunicorn": [BIN / "gunicorn", "-w", "1", "-b", "127.0.0.1:0", "app:app"],
    "worker": [BIN / "celery", "-A", "app.celery_app", "worker"],
    "beat": [BIN / "celery", "-A", "app.celery_app", "beat"],
}


@pytest.fixture
def checkout(tmp_path):
    """A copy of the program, to put a .env into."""
    for name in ("app", "tasks", "stack"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "gunicorn.conf.py", tmp_path)
    return tmp_path


def said(checkout, command, **variables):
    """What a command says before it gives up on a wrong setting."""
    env = {name: value for name, value in os.environ.items() if name not in ("FLASK_SKIP_DOTENV", "PORT", "DATA_DIR")}
    run = subprocess.run(
        command, cwd=checkout, env=env | variables, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode != 0
    return run.stderr


@pytest.mark.parametrize(
    "name", ["make up", *(pytest.param(n, marks=pytest.mark.slow) for n in COMMANDS if n != "make up")]
)
def test_every_command_reads_it(checkout, name):
    (checkout / ".env").write_text("FLASK_APP=app\nLOG_LEVEL=loud\n")
    assert "LOG_LEVEL is 'loud'; it must be one of" in said(checkout, COMMANDS[name])


@pytest.mark.slow
def test_the_environment_wins_over_it(checkout):
    (checkout / ".env").write_text("LOG_LEVEL=loud\n")
    assert "LOG_LEVEL is 'quiet'" in said(checkout, COMMANDS["make up"], LOG_LEVEL="quiet")


@pytest.mark.slow
def test_one_that_is_no_text_is_one_sentence(checkout):
    (checkout / ".env").write_bytes(b"SECRET_KEY=\xff\xfe\n")
    assert said(checkout, COMMANDS["make up"]).startswith("error: .env cannot be read: ")
