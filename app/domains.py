"""The domains of the product, a line each: their routes, the stores that declare indexes, their Celery tasks.

A new domain is its package and a line here. Modules are named, not imported: a worker needs no routes, and reads the
names of tasks alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.infra.blueprint import ApiBlueprint
    from app.infra.database.indexes import Indexes


@dataclass(frozen=True, slots=True)
class Domain:
    """A package of app, the modules in it that declare INDEXES, and the modules of its Celery tasks."""

    package: str
    stores: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()


# In the order of their tags in the OpenAPI document.
DOMAINS = (
    Domain("auth", stores=("store",)),
    Domain("workspaces", stores=("store",)),
    Domain("accounts", stores=("store",)),
    Domain("imports", stores=("store",), tasks=("tasks.import_tasks",)),
    Domain(
        "transactions",
        stores=(
            *("store", "totals.store", "provenance.fingerprint_store", "provenance.undo_store", "matching.store"),
            "transfers.store",
        ),
        tasks=("tasks.genai_tasks", "tasks.reconcile_tasks"),
    ),
    Domain("insights.summaries", tasks=("tasks.insight_tasks",)),
    Domain("receipts", tasks=("tasks.receipt_tasks",)),
    Domain("categories", stores=("store",)),
    Domain("rules", stores=("store",)),
    Domain("refiling", tasks=("tasks.rule_tasks",)),
    Domain("jobs", stores=("store",), tasks=("tasks.maintenance_tasks",)),
    Domain("insights", stores=("ask.store",)),
    Domain("insights.coach"),
    Domain("models", stores=("store",)),
    Domain("rates", stores=("store",)),
    Domain("system"),
)

# What is no domain's.
_INFRA_STORES = ("app.infra.idempotency",)

TASK_MODULES = tuple(module for domain in DOMAINS for module in domain.tasks)


def blueprints() -> Iterator[ApiBlueprint]:
    """Yields the routes of each domain (`blp` in its `routes`)."""
    for domain in DOMAINS:
        yield import_module(f"app.{domain.package}.routes").blp


def declared_indexes() -> Iterator[Indexes]:
    """Yields what each store declares as `INDEXES`: the indexes of its collections."""
    own = tuple(f"app.{domain.package}.{store}" for domain in DOMAINS for store in domain.stores)
    for module in own + _INFRA_STORES:
        yield import_module(module).INDEXES
