"""What libraries write to the logs tells where something failed, and nothing of what people wrote."""

import io
import logging

import pytest
import structlog
from pymongo.errors import WriteError

from app.config import load_settings
from app.factory import build_app
from tests.client import Client

SECRET = "paid 4.50 for coffee"


@pytest.fixture
def logged(app):
    """Logs something and answers what a handler of the standard library writes."""

    def write(name, message, *args, **options):
        stream = io.StringIO()
        logger, handler = logging.getLogger(name), logging.StreamHandler(stream)
        logger.addHandler(handler)
        handler.setFormatter(logging.Formatter("%(message)s"))
        logger.error(message, *args, **options)
        logger.removeHandler(handler)
        return stream.getvalue()

    return write


def failure():
    """An error caused by another, both of which name what somebody paid."""
    error = ValueError(SECRET)
    error.__cause__ = WriteError(SECRET)
    return error


def test_a_traceback_of_a_library_names_kinds_and_places(logged):
    text = logged("gunicorn.error", "Error handling request %s", "/api/v1/transactions", exc_info=failure())
    assert "/api/v1/transactions" in text
    assert "builtins.ValueError" in text
    assert "pymongo.errors.WriteError" in text
    assert SECRET not in text


def test_an_error_within_a_message_is_named_by_its_kind(logged):
    assert logged("celery.worker", "Cannot run it: %r", failure()) == "Cannot run it: 'builtins.ValueError'\n"


def test_a_task_that_failed_tells_no_words_of_its_error(logged):
    told = {
        "name": "tasks.x",
        "id": "1",
        "exc": f"ValueError({SECRET!r})",
        "traceback": SECRET,
        "description": "raised",
    }
    text = logged("celery.app.trace", "Task %(name)s[%(id)s] %(description)s: %(exc)s", told, exc_info=failure())
    assert text.startswith("Task tasks.x[1] raised: ValueError\n")
    assert SECRET not in text


def test_the_development_server_writes_no_query(logged):
    line = '127.0.0.1 - - [28/Nov/2026 12:00:00] "GET /api/v1/transactions?q=paid+4.50 HTTP/1.1" 200 -'
    assert logged("werkzeug", line) == line.replace("?q=paid+4.50", "?…") + "\n"
    assert "http://127.0.0.1:5000" in logged("werkzeug", " * Running on http://127.0.0.1:5000")


def test_an_error_after_the_answer_leaves_nothing_in_flasks_own_log(environment, caplog):
    app = build_app(load_settings(environment))

    def fail(_response):
        raise failure()

    app.after_request_funcs[None].append(fail)
    assert Client(app).get("/health/live").status == 500
    assert "test_private_logs.py" in caplog.text
    assert "builtins.ValueError" in caplog.text
    assert SECRET not in caplog.text


def test_our_own_exceptions_are_logged_by_kind_and_place(app, capfd):
    try:
        raise failure()
    except ValueError:
        structlog.get_logger().exception("download_broken_off")
    text = capfd.readouterr().err
    assert "test_private_logs.py" in text
    assert "pymongo.errors.WriteError" in text
    assert SECRET not in text
