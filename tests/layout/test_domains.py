"""The list of domains leaves nothing out: no routes, no indexes, no tasks."""

from app.domains import DOMAINS, TASK_MODULES
from tests.layout import source
from tests.layout.test_collections import indexed


def modules_of_app():
    return {name: path for name, path in source.modules().items() if name.startswith("app.")}


def test_every_package_with_routes_is_listed():
    routed = {name[len("app.") : -len(".routes")] for name in modules_of_app() if name.endswith(".routes")}
    assert {domain.package for domain in DOMAINS} == routed


def test_every_store_that_declares_indexes_is_listed():
    declaring = {name for name, path in modules_of_app().items() if [*indexed(path)]}
    listed = {f"app.{domain.package}.{store}" for domain in DOMAINS for store in domain.stores}
    assert declaring - {"app.infra.idempotency"} == listed


def test_every_module_with_tasks_is_listed():
    with_tasks = {
        name
        for name, path in source.modules().items()
        if name.startswith("tasks.") and "@celery_app.task" in path.read_text()
    }
    assert set(TASK_MODULES) == with_tasks
