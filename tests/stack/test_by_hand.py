"""The documented commands, started by hand with a wrong setting or with their servers away."""

import subprocess
import sys
import urllib.error
from pathlib import Path

import pytest

from stack.process import Group
from stack.servers import LOOPBACK, free_port, redis_server
from tests.stack.processes import ROOT, running, within, working_for
from tests.stack.test_up import status

COMMANDS = {
    "flask run": ["flask", "run"],
    "flask db init": ["flask", "db", "init"],
    "gunicorn": ["gunicorn", "-w", "4", "-b", "127.0.0.1:0", "app:app"],
    "worker": ["celery", "-A", "app.celery_app", "worker", "--loglevel=info"],
    "beat": ["celery", "-A", "app.celery_app", "beat", "--loglevel=info"],
}
SETTINGS = {
    "PORT": {"PORT": "abc"},
    "REDIS_URL": {"REDIS_URL": "foo"},
    "MONGO_URI": {"MONGO_URI": "http://x"},
    "SECRET_KEY": {"SECRET_KEY": "short", "FLASK_ENV": "production"},
}


QUICK = [("gunicorn", "PORT")]
THOROUGH = [
    pytest.param(name, variable, marks=pytest.mark.slow)
    for name in COMMANDS
    for variable in SETTINGS
    if (name, variable) not in QUICK
]


@pytest.mark.parametrize(("name", "variable"), QUICK + THOROUGH)
def test_a_wrong_setting_is_one_sentence(environment, name, variable):
    run = ran(COMMANDS[name], environment | {"FLASK_APP": "app"} | SETTINGS[variable])
    assert run.returncode != 0
    assert run.stderr.startswith(f"finsight: {variable} ")
    assert (run.stdout, run.stderr.count("\n")) == ("", 1)


@pytest.mark.slow
def test_the_api_starts_without_redis_and_recovers_with_it(environment, tmp_path):
    port, redis = free_port(), redis_server(tmp_path, free_port())
    variables = environment | {"REDIS_URL": f"redis://{LOOPBACK}:{redis.argv[redis.argv.index('--port') + 1]}/0"}
    api = running("-m", "gunicorn", "-w", "1", "-b", f"{LOOPBACK}:{port}", "app:app", **variables)
    with api, Group() as group:
        assert within(60, lambda: answered(port) == 503)
        group.start(redis)
        assert within(20, lambda: answered(port) == 200)
        redis.stop()
        assert within(20, lambda: answered(port) == 503)


@pytest.mark.slow
def test_the_metrics_that_a_killed_api_left_are_removed_by_the_next(environment, tmp_path):
    left = set()
    for _ in range(2):
        port = free_port()
        variables = environment | {"DATA_DIR": str(tmp_path)}
        with running("-m", "gunicorn", "-w", "1", "-b", f"{LOOPBACK}:{port}", "app:app", **variables) as api:
            assert within(60, lambda port=port: answered(port) is not None)
            (folder,) = (tmp_path / "metrics").iterdir()
            assert folder not in left
            left.add(folder)
            api.kill()
            assert within(10, lambda: not working_for(tmp_path))


def ran(command, environment):
    """A command of the virtual environment, run to its end."""
    argv = [Path(sys.executable).with_name(command[0]), *command[1:]]
    return subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def answered(port):
    """What the health page of an API answers; None while nobody listens."""
    try:
        return status(f"http://{LOOPBACK}:{port}")
    except urllib.error.HTTPError as error:
        return error.code
    except urllib.error.URLError:
        return None
