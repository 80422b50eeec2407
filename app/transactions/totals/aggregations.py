"""MongoDB pipelines that add transactions up; the parts of a split transaction count in its place."""

from collections.abc import Iterator

from app.infra.database.mongo import Document

# Few are split. Parts are found by an index that holds those alone; the others cost one look at a missing field.
SPLIT: Document = {"splits.category_id": {"$exists": True}}
WHOLE: Document = {"splits.0": {"$exists": False}}

_SUMMED = {
    "in": {"$sum": {"$max": ["$amount_minor", 0]}},
    "out": {"$sum": {"$max": [{"$multiply": ["$amount_minor", -1]}, 0]}},
}
_PART = {name: f"$splits.{name}" for name in ("amount_minor", "category_id", "kind", "count")}


def pipelines(query: Document, key: Document) -> Iterator[list[Document]]:
    """Two pipelines for the sums {_id, in, out, count} of what a query finds; equal keys of both belong together.

    `key` maps names to expressions, as the `_id` of a `$group` does.
    """
    yield [{"$match": {**query, **WHOLE}}, {"$group": {"_id": dict(key), **_SUMMED, "count": {"$sum": 1}}}]
    yield [
        {"$match": {**query, **SPLIT}},
        {"$unwind": "$splits"},
        {"$set": _PART},
        {"$group": {"_id": dict(key), **_SUMMED, "count": {"$sum": "$count"}}},
    ]
