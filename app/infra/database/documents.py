"""Types of raw MongoDB documents and queries, for stores that have not cast them to a domain's TypedDict yet."""

from collections.abc import Mapping, Sequence
from typing import Any

# A document of any collection. A store casts it once to the TypedDict of its domain.
Document = dict[str, Any]
# One of any domain, to be read: its `_id`, `revision`, `created_at`.
AnyDocument = Mapping[str, Any]
# Conditions of a query, and stages of an aggregation: MongoDB's own language, which no type here knows.
Filter = Mapping[str, Any]
Pipeline = Sequence[Mapping[str, Any]]
