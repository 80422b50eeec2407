"""Whatever a test has the API send to the workers is held against the signature of its task, as it is sent.

Celery calls receivers of `before_task_publish` in the process that sends, just before the message leaves it; it logs
what they raise and goes on, so that what does not fit is kept for the end of the test.
"""

import inspect

from celery.signals import before_task_publish

misfits = []


@before_task_publish.connect(weak=False)
def hold_against_its_task(sender, body, **_):
    arguments, named, _ = body
    try:
        inspect.signature(_tasks()[sender].run).bind(*arguments, **named)
    except (KeyError, TypeError) as error:
        misfits.append(f"{sender}: {error!r}")


def _tasks():
    from app.celery_app import celery_app  # it reads the environment, which the tests have set by now

    celery_app.loader.import_default_modules()
    return celery_app.tasks
