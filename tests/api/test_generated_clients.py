"""Clients made of the document by generators that people use, with their default settings."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Generators call what they format with by name; pip has put it beside the interpreter.
ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

pytestmark = pytest.mark.slow


def run(folder, *command):
    """Everything a command printed; it has to end well."""
    found = subprocess.run(
        command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert found.returncode == 0, found.stdout
    return found.stdout


@pytest.fixture
def document_file(api, tmp_path):
    path = tmp_path / "openapi.json"
    path.write_bytes(api.get("/openapi.json").body)
    return path


@pytest.fixture
def python_client(document_file, tmp_path):
    """The folder with the package that openapi-python-client makes, and what it said."""
    said = run(tmp_path, "openapi-python-client", "generate", "--path", str(document_file))
    shutil.copy(HERE / "python_client" / "story.py", tmp_path / "finsight-client")
    return tmp_path / "finsight-client", said


def test_a_python_client_is_made_without_a_warning_and_its_types_are_true(python_client, base_url, worker):
    folder, said = python_client
    assert "warning" not in said.lower(), said
    assert "error" not in said.lower(), said
    run(folder, sys.executable, "-m", "mypy", "--strict", "--cache-dir", "mypy_cache", "finsight_client", "story.py")
    run(folder, sys.executable, "-W", "error", "story.py", base_url)


def test_every_operation_is_in_the_python_client(python_client, document):
    folder, _ = python_client
    made = {path.stem for path in (folder / "finsight_client" / "api").glob("*/*.py")} - {"__init__"}
    wanted = {op["operationId"] for item in document["paths"].values() for name, op in item.items() if name in METHODS}
    assert made == wanted


METHODS = ("get", "post", "patch", "delete", "put")


def test_classes_of_the_python_client_have_names_of_their_own(python_client):
    """An inline schema is named after the place it stands in, with a number or a `Type0` behind it."""
    folder, _ = python_client
    made = {path.stem for path in (folder / "finsight_client" / "models").glob("*.py")}
    assert sorted(name for name in made if name.rsplit("_", 1)[-1].isdigit() or name.endswith("_item")) == []


def test_types_for_typescript_are_made_and_compile(document_file, tmp_path):
    assert shutil.which("npm"), "The types for TypeScript need node and npm; .ci/run installs them."
    for name in ("package.json", "package-lock.json", "story.ts"):
        shutil.copy(HERE / "typescript" / name, tmp_path)
    run(tmp_path, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
    said = run(tmp_path, "npx", "--no-install", "openapi-typescript", str(document_file), "-o", "schema.ts")
    assert "warn" not in said.lower(), said
    run(tmp_path, "npx", "--no-install", "tsc", "--noEmit", "--strict", "schema.ts", "story.ts")
