"""Reference rates in MongoDB: the shared table, and the tables that workspaces loaded for themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pymongo import ASCENDING, DESCENDING, IndexModel, ReplaceOne
from pymongo.database import Database

from app.infra.database.mongo import Document, Scope
from app.rates.ecb import DayRates

# The shared table is keyed by its day and holds nobody's data; that of a workspace is reached through its scope.
INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "workspace_rates": [IndexModel([("workspace_id", ASCENDING), ("day", DESCENDING)], unique=True)]
}
_WRITTEN_AT_ONCE = 1000


def replace_shared(database: Database[Document], days: Mapping[datetime, DayRates]) -> None:
    """Write the shared rates of some days."""
    writes = [ReplaceOne({"_id": day}, {"rates": rates}, upsert=True) for day, rates in days.items()]
    for start in range(0, len(writes), _WRITTEN_AT_ONCE):
        database["reference_rates"].bulk_write(writes[start : start + _WRITTEN_AT_ONCE], ordered=False)


def replace_own(tx: Scope, days: Mapping[datetime, DayRates]) -> None:
    """Write a workspace's own rates of some days."""
    tx["workspace_rates"].delete_many({"day": {"$in": list(days)}})
    tx["workspace_rates"].insert_many([{"day": day, "rates": rates} for day, rates in days.items()])


def count_own(scope: Scope) -> int:
    """Returns how many days of its own rates a workspace has."""
    return scope["workspace_rates"].count()


def find_days(scope: Scope, first: datetime, last: datetime) -> dict[datetime, DayRates]:
    """Returns the rates of a span of days; where both tables have a day, the workspace's rates count."""
    span = {"$gte": first, "$lte": last}
    found: dict[datetime, DayRates] = {
        day["_id"]: day["rates"] for day in scope.database["reference_rates"].find({"_id": span})
    }
    for day in scope["workspace_rates"].find({"day": span}):
        found[day["day"]] = {**found.get(day["day"], {}), **day["rates"]}
    return found


def last_before(scope: Scope, currency: str, day: datetime) -> datetime | None:
    """Returns the last day on or before one on which a currency was quoted."""
    quoted = {f"rates.{currency}": {"$exists": True}}
    own = scope["workspace_rates"].find_one({"day": {"$lte": day}, **quoted}, {"day": True}, sort=[("day", DESCENDING)])
    shared = scope.database["reference_rates"].find_one(
        {"_id": {"$lte": day}, **quoted}, {"_id": True}, sort=[("_id", DESCENDING)]
    )
    return max([*([own["day"]] if own else []), *([shared["_id"]] if shared else [])], default=None)
