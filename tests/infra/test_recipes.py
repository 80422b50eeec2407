"""What the documentation and the recipes of deployment say about settings, held against the code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Each names a variable where it is read.
_READ = re.compile(r"""(?:env\.get\(|\(env, )"([A-Z_]+)\"""")
_LOCKED = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,-]+\])?==(\S+)(?: ;.*)? \\\n    --hash=sha256:[0-9a-f]{64}", re.MULTILINE)
# Compose says these itself, or has one server for them; the last two are for commands by hand.
OF_COMPOSE = {"CELERY_BROKER_URL", "CELERY_RESULT_BACKEND", "FLASK_DEBUG", "RAILWAY_ENV", "AI"}


@pytest.fixture(scope="module")
def variables():
    """Every variable that app/config.py reads."""
    found = set(_READ.findall((ROOT / "app" / "config.py").read_text()))
    assert {"MONGO_URI", "TRUSTED_PROXIES", "METRICS_TOKEN", "RATES_URL", "PORT"} <= found
    return found


def test_every_variable_is_in_the_example(variables):
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert variables <= listed


def test_every_variable_is_in_the_readme(variables):
    readme = (ROOT / "README.md").read_text()
    assert {name for name in variables if f"`{name}`" not in readme} <= {"FLASK_DEBUG"}


def test_compose_passes_every_variable_on(variables):
    recipe = (ROOT / "docker-compose.yml").read_text()
    assert {name for name in variables if f"{name}:" not in recipe and f"${{{name}" not in recipe} <= OF_COMPOSE


@pytest.mark.parametrize("name", ["railway.json", "Procfile"])
def test_platforms_with_an_edge_trust_it_and_are_production(name):
    recipe = (ROOT / name).read_text()
    assert "TRUSTED_PROXIES=${TRUSTED_PROXIES:-1}" in recipe
    assert ":-production}" in recipe


@pytest.mark.parametrize("name", ["requirements", "requirements-worker", "requirements-local", "requirements-dev"])
def test_what_is_installed_is_what_is_named_and_has_its_hash(name):
    named = set(re.findall(r"^([a-z0-9-]+)(?:\[[a-z]+\])?==(\S+?)(?:;|$)", read(f"{name}.in"), re.MULTILINE))
    locked = _LOCKED.findall(read(f"{name}.txt"))
    lines = [line for line in read(f"{name}.txt").splitlines() if line and line[0] not in " #"]
    assert named
    assert named <= set(locked)
    assert len(locked) == len(lines)
    assert "://" not in read(f"{name}.txt")


def test_actions_are_pinned_by_commit():
    used = re.findall(r"uses: \S+@(\S+)", read(".github/workflows/ci.yml"))
    assert used
    assert {len(commit) for commit in used} == {40}


def read(name):
    """A file of the checkout."""
    return (ROOT / name).read_text()
