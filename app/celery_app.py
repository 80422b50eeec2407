"""The Celery app of workers and beat: the tasks, the beat schedule, and how a worker process gets its connections.

There is one recovery, ours (app/jobs): messages are acked early, a lost one is sent again by the sweeper.
"""

import os
from typing import Any

import structlog
from celery import Celery
from celery.schedules import crontab
from celery.signals import celeryd_after_setup, task_prerun, worker_init, worker_process_init, worker_shutting_down

from app.config import ConfigError, load_settings
from app.domains import TASK_MODULES
from app.infra.connections import configure_process
from app.infra.garbage import collect_seldom
from app.infra.queues.broker import broker
from app.infra.queues.children import children
from app.infra.queues.lanes import BULK
from app.models import service as models

# What the schedule asks for and takes long.
_LONG = {"options": {"queue": BULK}}


def build_celery() -> Celery:
    """Returns the Celery app of workers and beat; raises ConfigError for wrong settings."""
    settings = load_settings()
    celery = broker()
    celery.conf.update(
        include=TASK_MODULES,
        task_acks_late=False,
        worker_prefetch_multiplier=1,
        # The last free one is kept for sentences and sweeps, one each for models and for imports
        # (app/infra/queues/children.py); one that waits for MongoDB or a model needs no processor.
        worker_concurrency=max(5, os.cpu_count() or 1),
        worker_hijack_root_logger=False,
        beat_schedule={
            "sweep-jobs": {"task": "tasks.sweep_jobs", "schedule": 5.0, "options": {"expires": 30}},
            # The ECB publishes around 16:00 in Frankfurt, on working days.
            "fetch-rates": {"task": "tasks.fetch_rates", "schedule": crontab(hour="16", minute="30"), **_LONG},
            "ask-about-merchants": {
                "task": "tasks.ask_about_merchants",
                "schedule": crontab(hour="3", minute="30"),
                **_LONG,
            },
            "match-transfers": {"task": "tasks.match_transfers", "schedule": crontab(hour="2", minute="30"), **_LONG},
        },
        beat_schedule_filename=str(settings.data_dir / "celerybeat-schedule"),
    )
    return celery


try:
    celery_app = build_celery()
except ConfigError as error:
    raise SystemExit(f"finsight: {error}") from None


@worker_init.connect
@worker_process_init.connect
def _connect(**_: Any) -> None:
    """In the worker and again in each of its children, after the fork."""
    configure_process(load_settings())
    collect_seldom()


@celeryd_after_setup.connect
def _share_children(instance: Any = None, **_: Any) -> None:
    """In the worker, before the fork."""
    children.share(instance.concurrency)


@worker_init.connect
def _test_model(**_: Any) -> None:
    """In the worker, before the fork: one that would send prompts otherwise than it has to must not start."""
    try:
        models.self_test()
    except (RuntimeError, ImportError) as error:
        raise SystemExit(f"finsight: {error}") from None


@worker_shutting_down.connect
def _stop_children(**_: Any) -> None:
    children.stop()


@task_prerun.connect
def _carry_request_id(task: Any = None, **_: Any) -> None:
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(
        request_id=(task.request.get("request_id") if task else None), task=task.name
    )
