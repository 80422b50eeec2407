"""What the model that `make up AI=fake` plays answers: something plausible of the right shape, by what it is asked for.

A purpose's answers are made by the function of its name, from the JSON that was sent; others get the emptiest answer
of their schema.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from stack.fake_gemini import Received

Json = dict[str, Any]

_TASK = re.compile(r"Task: ([a-z]+)\.")
# The numbers of types in google.ai.generativelanguage.Type, as the SDK sends them.
_OBJECT = 6
_EMPTY: Mapping[int, object] = {1: "", 2: 0, 3: 0, 4: False, 5: []}


def answer(received: Received) -> object:
    """Returns the answer to a request."""
    task = _TASK.match(received.instruction)
    make = ANSWERS.get(task[1]) if task else None
    data = _data(received)
    return make(data) if make and data is not None else empty(received.body["generationConfig"]["responseSchema"])


def empty(schema: Json) -> object:
    """Returns the emptiest value of a schema."""
    kind = schema["type"]
    if kind == _OBJECT:
        return {name: empty(inner) for name, inner in schema.get("properties", {}).items()}
    return None if schema.get("nullable") else schema["enum"][0] if schema.get("enum") else _EMPTY[kind]


def _data(received: Received) -> Json | None:
    try:
        found = json.loads(received.data)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


# By the purpose of a prompt.
ANSWERS: Mapping[str, Callable[[Json], object]] = {}
