"""The worker knows every task that is sent or scheduled by name, and each takes what it is sent."""

import ast
import inspect
import re

import pytest
from bson import ObjectId

from app.infra.queues.send import send
from app.jobs.kinds import KINDS
from tests.layout import source
from tests.sent_work import misfits

# Messages of these tests are for no worker.
LANE = "of-no-worker"


@pytest.fixture
def celery(app):
    """As a worker has it; not imported before `app`, since it reads the environment."""
    from app.celery_app import celery_app

    celery_app.loader.import_default_modules()
    return celery_app


@pytest.fixture
def known(celery):
    """The names of our tasks, Celery's own left out."""
    return {name for name in celery.tasks if not name.startswith("celery.")}


def named_in_app():
    """Every string of the app that reads like a task's name, but for the modules that hold tasks."""
    strings = (
        node.value
        for path in source.files()
        if source.place_of(path).startswith("app/")
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text for text in strings if re.fullmatch(r"tasks\.\w+", text)} - source.modules().keys()


def test_every_name_in_the_app_is_a_task_and_every_task_is_named(known):
    assert named_in_app() == known


def test_the_schedule_asks_for_known_tasks_with_what_they_take(celery, known):
    for entry in celery.conf.beat_schedule.values():
        assert entry["task"] in known
        inspect.signature(celery.tasks[entry["task"]].run).bind(*entry.get("args", ()), **entry.get("kwargs", {}))


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_the_task_of_every_kind_of_job_takes_what_is_sent(app, kind):
    send(kind.task, LANE, str(ObjectId()))
    assert not misfits


@pytest.mark.parametrize("task", ["tasks.nobody_does", "tasks.sweep_jobs"])
def test_a_message_that_no_task_takes_fails_the_test_that_sends_it(app, task):
    send(task, LANE, str(ObjectId()))
    assert len(misfits) == 1
    assert misfits.pop().startswith(task)
