"""Names for JSON-like values with unknown keys; what has known keys is a TypedDict or a dataclass of its domain.

MongoDB's are in `database.documents`.
"""

from collections.abc import Mapping
from typing import Any

# A JSON object: of a body before a schema has checked it, of an answer, of the OpenAPI document.
JsonObject = dict[str, Any]
# What a schema has loaded of a body, form or query string: its keys are the fields of that schema.
Loaded = dict[str, Any]
# The whole input, which marshmallow passes to each field beside the field's own value.
WholeInput = Mapping[str, Any] | None
# What Celery and structlog pass to whoever formats a line of the log.
LogFields = Mapping[str, Any]
