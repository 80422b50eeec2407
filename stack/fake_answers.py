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


# Words of shops, and the default category of those who have them in their names.
_SHOPS = {
    "coffee": ("harbor", "morning", "cafe", "coffee", "espresso", "roasters", "kaffee"),
    "groceries": ("market", "grocer", "deli", "foods", "bakery"),
    "dining": ("kitchen", "grill", "pizza", "ramen", "bistro", "tacos"),
    "fitness": ("compass", "gym", "yoga", "climbing", "pilates"),
    "books-education": ("books", "school", "academy"),
    "pets": ("pets", "vet", "kennel"),
    "household": ("window", "hardware", "furniture", "candles"),
    "subscriptions": ("streaming", "cloud", "magazine"),
    "salary": ("factory", "payroll", "employer"),
}
_SURE = 0.8


def _categorise(data: Json) -> object:
    """A category for each merchant with a word in its name that tells what it sells."""
    ids = {category["id"] for category in data["categories"]}
    found = ((each["n"], _shop(each["name"], each["amount"].partition(" ")[0])) for each in data["merchants"])
    return {
        "merchants": [
            {"n": number, "category": slug if slug in ids else "", "confidence": _SURE if slug in ids else 0.0}
            for number, slug in found
        ]
    }


def _shop(name: str, direction: str) -> str:
    words = name.casefold().split()
    slug = next((slug for slug, known in _SHOPS.items() if any(word in known for word in words)), "")
    return slug if (slug == "salary") == (direction == "in") else ""


def _summarise(data: Json) -> object:
    """The line of each transaction behind two words, and no category."""
    items = ({"n": each["n"], "text": f"In short: {each['line']}", "category": ""} for each in data["items"])
    return {"items": list(items)}


def _coach(data: Json) -> object:
    """Each piece behind a friendly word."""
    pieces = data["advice"]
    return {"advice": [{**each, "text": f"Worth a look. {each['text']}"} for each in pieces]}


_NUMBER = re.compile(r"(?<![\w./-])\d+(?:[.,]\d{1,2})?(?![\w/-]|[.,]\d)")
_PLACE = re.compile(r"\b(?:at|in|from|bei|chez)\s+(\S+(?:\s+(?!yesterday|today|on\b)\S+)?)")
_COMES_IN = re.compile(r"\b(?:got|received|refund|salary|earned)\b", re.IGNORECASE)


def _capture(data: Json) -> object:
    """An item for the first number of the sentence that is no day, today."""
    sentence = data["sentence"]
    number, place = _NUMBER.search(sentence), _PLACE.search(sentence)
    if number is None:
        return {"items": []}
    direction = "in" if _COMES_IN.search(sentence) else "out"
    item = {
        "amount": number[0].replace(",", "."),
        "currency": data["currency"],
        "date": data["today"],
        "direction": direction,
        "merchant": place[1] if place else "",
        "category": _shop(sentence, direction),
    }
    return {"items": [item]}


_SHOP = re.compile(r"\b(?:at|to) (‹[a-z_]+\d+›)")
_PLAN: Json = {
    **dict.fromkeys(("currency", "from", "to", "compare_from", "compare_to", "limit", "order")),
    **dict.fromkeys(("group_by", "per"), "none"),
    "measure": "sum",
    "kind": "expense",
}


def _ask(data: Json) -> object:
    """What was spent at the shops that a question names; without one it is not understood."""
    names = _SHOP.findall(data["question"])
    filters = {**dict.fromkeys(("text", "weekday", "amount_min", "amount_max")), "merchant": names}
    filters |= {name: [] for name in ("category", "account_id", "tag")}
    return {**_PLAN, "understood": bool(names), "filters": filters}


def _receipt(data: Json) -> Json:
    """What every receipt shows: the morning's shopping at a small bakery."""
    items = [("Sourdough loaf", "1", "6.40"), ("Croissant", "2", "5.20"), ("Paper bag", "1", "0.40")]
    return {
        "merchant": "Corner Bakery",
        "date": data["today"],
        "total": "12.00",
        "currency": data["currency"],
        "tax": "0.79",
        "refund": False,
        "items": [{"name": name, "quantity": count, "amount": amount} for name, count, amount in items],
    }


# By the purpose of a prompt.
ANSWERS: Mapping[str, Callable[[Json], object]] = {
    "categorise": _categorise,
    "capture": _capture,
    "summarise": _summarise,
    "ask": _ask,
    "coach": _coach,
    "receipt": _receipt,
}
