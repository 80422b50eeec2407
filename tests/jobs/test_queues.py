"""Every message waits in the right queue."""

import subprocess
import sys
from pathlib import Path

import pytest
from redis import Redis

from app.infra.queues.lanes import LANES
from app.jobs.kinds import KINDS
from tasks.long_work import WORK

ROOT = Path(__file__).resolve().parents[2]
LANES_OF_KINDS = {
    "import": "bulk",
    "undo": "bulk",
    "refile": "bulk",
    "capture": "interactive",
    "ask": "ai",
    "summarize": "ai",
    "summarize_many": "ai",
    "coach": "ai",
    "categorise": "ai",
    "capture_ai": "ai",
    "receipt": "ai",
}


@pytest.fixture
def celery(app):
    """As a worker has it; not imported before `app`, since it reads the environment."""
    from app.celery_app import celery_app

    celery_app.loader.import_default_modules()
    return celery_app


def test_a_kind_of_job_has_its_lane():
    assert {name: kind.lane for name, kind in KINDS.items()} == LANES_OF_KINDS


def test_every_long_kind_is_one_that_a_ready_child_goes_on_with():
    assert set(WORK) == {name for name, kind in KINDS.items() if kind.lane != "interactive"}


def test_the_queue_of_everything_in_the_schedule_is_consumed(celery):
    for entry in celery.conf.beat_schedule.values():
        assert entry["options"].get("queue", celery.conf.task_default_queue) in LANES
    assert [queue.name for queue in celery.conf.task_queues] == list(LANES)
    assert celery.conf.beat_schedule["sweep-jobs"]["options"].get("queue") is None


def test_a_job_waits_in_the_queue_of_its_lane(environment):
    """In a database of Redis where no worker takes it away."""
    url = f"{environment['REDIS_URL'].rsplit('/', 1)[0]}/15"
    program = f"""
from app.jobs import service
for kind in {list(KINDS)}:
    service.enqueue({{"_id": kind, "kind": kind}})
"""
    with Redis.from_url(url) as redis:
        redis.flushdb()
        subprocess.run([sys.executable, "-c", program], env={**environment, "REDIS_URL": url}, check=True, cwd=ROOT)
        waiting = {lane: redis.llen(lane) for lane in LANES}
        redis.flushdb()
    assert waiting == {lane: list(LANES_OF_KINDS.values()).count(lane) for lane in LANES}
