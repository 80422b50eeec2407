"""What a workspace holds, as a value to compare, and imports to be undone."""

from bson import ObjectId

from app.infra.connections import mongo
from app.transactions import service as transactions

# What tells one time or one import from another, and nothing about the money.
_NOT_CONTENT = {
    "_id", "workspace_id", "seq", "first_seq", "revision", "created_at", "updated_at", "import_id", "import_row",
    "fingerprint", "account_id", "category_id", "external_id", "settled_by",
}  # fmt: skip


def scope_of(user):
    workspace = user.get("/workspaces").json["data"][0]["id"]
    return mongo.scope(ObjectId(workspace))


def state(user):
    """Transactions by content, totals, and accounts with their balances and coverage; None where a field is unset."""
    scope = scope_of(user)
    assert transactions.verify(scope) == []
    names = {account["_id"]: account["name"] for account in scope["accounts"].find()}
    names |= {category["_id"]: category["slug"] for category in scope["categories"].find()}
    return {
        "transactions": sorted(_content(found, names) for found in scope["transactions"].find()),
        "months": _totals(scope, "month_totals", names),
        "merchants": _totals(scope, "month_merchants", names),
        "accounts": sorted(map(_account, scope["accounts"].find())),
    }


def _content(transaction, names):
    content = {name: value for name, value in transaction.items() if name not in _NOT_CONTENT and value is not None}
    return names.get(transaction["account_id"]), repr(sorted(content.items()))


def _totals(scope, collection, names):
    found = scope[collection].find({}, {"_id": False, "workspace_id": False})
    return sorted(repr({name: names.get(value, value) for name, value in total.items()}) for total in found)


def _account(account):
    shown = ("name", "currency", "identifiers", "opening_balance_minor", "balance_minor")
    coverage = account.get("coverage") or {"gaps": [], "overlaps": [], "count": 0}
    return repr([account[name] for name in shown]), coverage["count"], repr(coverage["gaps"]), len(coverage["overlaps"])


def undo(user, result, **query):
    """Undo an import by its result or id, and answer the finished job's result."""
    import_id = result if isinstance(result, str) else result["import_id"]
    started = user.request("DELETE", f"/imports/{import_id}", query_string=query)
    assert started.status in (200, 202), started.json
    job = user.finished(started)
    assert job["state"] == "succeeded", job
    return job["result"]


def lines(*rows):
    """A statement of (day of January 2026, description, amount)."""
    written = [f"2026-01-{day:02},{description},{amount}" for day, description, amount in rows]
    return "\n".join(["Date,Description,Amount", *written, ""]).encode()
