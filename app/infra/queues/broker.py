"""The Celery app that sends and receives: the broker, the queues, and how long either waits for Redis.

The tasks and the schedule are the worker's (app/celery_app.py); a process that only sends needs neither.
"""

from functools import cache

from celery import Celery
from kombu.entity import Exchange, Queue

from app.config import load_settings
from app.infra.queues.lanes import INTERACTIVE, LANES

# The nameless exchange routes by queue name alone: no binding is kept in Redis, so wiping Redis loses no route.
_DIRECT = Exchange("")


def _queue(name: str) -> Queue:
    return Queue(name, exchange=_DIRECT, routing_key=name)


@cache
def broker() -> Celery:
    """Returns the Celery app of this process; raises ConfigError for wrong settings."""
    settings = load_settings()
    celery = Celery("finsight", broker=settings.celery_broker_url, backend=settings.celery_result_backend)
    celery.conf.update(
        task_queues=[_queue(lane) for lane in LANES],
        task_default_queue=INTERACTIVE,
        task_default_exchange="",
        task_default_routing_key=INTERACTIVE,
        task_ignore_result=True,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 2},
        broker_connection_timeout=2,
        timezone="UTC",
    )
    return celery
