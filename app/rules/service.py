"""The use cases of rules: what the user says about transactions to come, and what corrections teach."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bson import ObjectId

from app.accounts import service as accounts
from app.categories import service as categories
from app.categories.store import FILING
from app.infra.amounts import minor_units
from app.infra.database.mongo import Document, Scope
from app.infra.database.revision_cache import Kept
from app.infra.keyset import Place
from app.infra.preconditions import ANY, Precondition
from app.infra.problems import Invalid, NotFound, UnknownReference
from app.infra.quotas import RULES
from app.merchants.names import merchant_key
from app.money import CURRENCIES
from app.rules import store
from app.rules.categoriser import REMEMBERED, Categoriser, Refiler, as_it_is, merchant_refiler, rule_refiler
from app.rules.conditions import AMOUNT_FIELDS, validate_conditions
from app.rules.filing import Filing
from app.rules.learned import LearnedMerchants

__all__ = ["Categoriser", "Filing", "Refiler", "as_it_is", "kept_categoriser", "load_categoriser", "merchant_key"]

# 64 workspaces with a thousand decisions each are some 40 MB at the worst.
_REMEMBERED_SINGLY = 1000
_kept: Kept[Categoriser] = Kept(64)

_ACTIONS = ("category_id", "merchant", "tags", "notes", "kind")


def load_categoriser(scope: Scope, remembered: int = REMEMBERED) -> Categoriser:
    """The workspace's rules and categories as they are now and what corrections taught, ready to file many rows."""
    known = categories.by_slug(scope)
    return Categoriser(store.find_all(scope), LearnedMerchants(scope.workspace_id, known), known, remembered)


def kept_categoriser(scope: Scope) -> Categoriser:
    """The same for single rows: kept in memory until a rule, a category or what corrections taught changes.

    Inside a transaction it must be asked for before the transaction changes one of them.
    """
    return _kept.at_revision(scope, FILING, lambda: load_categoriser(scope, _REMEMBERED_SINGLY))


def learn(tx: Scope, merchant: str, category: Document) -> None:
    """Remember under which category a user filed a merchant, so that the next one goes there too."""
    key = merchant_key(merchant)
    if key:
        fields = {"merchant": merchant, "category_id": category["_id"], "category": category["slug"]}
        store.remember(tx, key, fields, datetime.now(UTC))


def suggest(scope: Scope, rows: Sequence[Mapping[str, Any]], currency: str) -> list[Filing]:
    """Where rows {description, amount, currency, merchant} belong; `currency` is meant where a row names none.

    Raises Invalid for an amount with more decimals than its currency.
    """
    categoriser = kept_categoriser(scope)
    filings = []
    for index, row in enumerate(rows):
        held = row["currency"] or currency
        amount = minor_units(row["amount"], held, f"/transactions/{index}/amount")
        filings.append(categoriser.file(row["description"], amount, held, None, row["merchant"]))
    return filings


def refiler_by_rule(scope: Scope, rule: Document | None) -> Refiler:
    """Files past transactions by one rule, asked even if it is disabled, or without one by all enabled rules."""
    rules = [{**rule, "enabled": True}] if rule else store.find_all(scope)
    return rule_refiler(rules, categories.by_slug(scope))


def refiler_by_merchant(scope: Scope, merchant: str, category_id: ObjectId) -> Refiler:
    """Files past transactions of a merchant under a category; raises UnknownReference at /category_id."""
    return merchant_refiler(merchant, category_at(scope, category_id, "/category_id"))


def get(scope: Scope, rule_id: ObjectId) -> Document:
    """A rule; raises NotFound."""
    rule = store.find(scope, rule_id)
    if rule is None:
        raise NotFound("There is no such rule.")
    return rule


def page_of_rules(scope: Scope, after: tuple[int, Place] | None, limit: int) -> Iterable[Document]:
    """Rules in the order in which they are asked, those after `after`, one more than `limit` if there are more."""
    return store.find_page(scope, after, limit + 1)


def create(scope: Scope, fields: Mapping[str, Any], rule_id: ObjectId) -> Document:
    """Add a rule with the fields of the request; the same id again answers the one that stands.

    Raises Invalid as draft does, QuotaExceeded.
    """

    def add(tx: Scope) -> Document:
        standing = store.find(tx, rule_id)
        if standing:
            return standing
        RULES.refuse_beyond(store.count(tx) + 1)
        now = datetime.now(UTC)
        rule = {"_id": rule_id, **draft(tx, fields), "created_at": now, "updated_at": now, "revision": 1}
        store.insert(tx, rule)
        return rule

    return scope.transact(add)


def update(scope: Scope, rule_id: ObjectId, fields: Mapping[str, Any], match: Precondition = ANY) -> Document:
    """Change a rule. Conditions are replaced as a whole, actions are merged (RFC 7396).

    Raises NotFound, PreconditionFailed, and Invalid as draft does.
    """

    def change(tx: Scope) -> Document:
        before = get(tx, rule_id)
        match.check(before)
        # By its id alone, or the slug that stands would be taken for one that was sent.
        standing = {name: value for name, value in before["actions"].items() if name != "category"}
        actions = {**standing, **fields.get("actions", {})}
        drafted = draft(tx, {**before, **fields, "actions": actions})
        changed = {name: value for name, value in drafted.items() if before[name] != value}
        if not changed:
            return before
        return store.update(tx, rule_id, {**changed, "updated_at": datetime.now(UTC)}) or before

    return scope.transact(change)


def delete(scope: Scope, rule_id: ObjectId, match: Precondition = ANY) -> None:
    """Delete a rule; what it filed stays where it is. Raises NotFound, PreconditionFailed."""

    def change(tx: Scope) -> None:
        match.check(get(tx, rule_id))
        store.delete(tx, rule_id)

    scope.transact(change)


def draft(scope: Scope, fields: Mapping[str, Any]) -> Document:
    """The fields of a rule as they are stored, checked but not saved.

    Raises Invalid for conditions that cannot be compiled and for a rule that does nothing, UnknownReference for an
    account or category that is not there.
    """
    conditions = [_stored_condition(condition) for condition in fields["conditions"]]
    _check_conditions(scope, conditions)
    return {
        "name": fields.get("name"),
        "conditions": conditions,
        "actions": _stored_actions(scope, categories.with_ids(scope, fields["actions"], "/actions")),
        "priority": fields["priority"],
        "enabled": fields["enabled"],
    }


def _stored_condition(condition: Mapping[str, Any]) -> Document:
    """A condition with its value as text: numbers keep their digits, BSON has no room for them."""
    value = condition["value"]
    if condition["field"] == "account_id" and isinstance(value, str):
        value = value.lower()
    if condition["field"] in AMOUNT_FIELDS and isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = format(value, "f") if isinstance(value, Decimal) else str(value)
    return {"field": condition["field"], "op": condition["op"], "value": value}


def _check_conditions(scope: Scope, conditions: list[Document]) -> None:
    problems = validate_conditions(conditions) or _unknown_currencies(conditions)
    if problems:
        errors = [{"pointer": pointer, "message": message} for pointer, message in problems]
        detail = problems[0][1] if len(problems) == 1 else f"{len(problems)} conditions are wrong."
        raise Invalid(detail, errors=errors)
    for index, condition in enumerate(conditions):
        if condition["field"] == "account_id":
            _check_account(scope, condition["value"], f"/conditions/{index}/value")


def _unknown_currencies(conditions: list[Document]) -> list[tuple[str, str]]:
    return [
        (f"/conditions/{index}/value", "Not a currency of ISO 4217.")
        for index, condition in enumerate(conditions)
        if condition["field"] == "currency" and condition["value"] not in CURRENCIES
    ]


def _check_account(scope: Scope, value: str, pointer: str) -> None:
    if not ObjectId.is_valid(value):
        raise Invalid.at(pointer, "Not an id; ids are 24 hex digits.")
    try:
        accounts.get(scope, ObjectId(value))
    except NotFound:
        raise UnknownReference.at(pointer, "There is no such account.") from None


def _stored_actions(scope: Scope, actions: Mapping[str, Any]) -> Document:
    """The actions that do something, with the slug of the category beside its id."""
    stored = {name: actions[name] for name in _ACTIONS if actions.get(name) not in (None, [], "")}
    if not stored:
        raise Invalid.at("/actions", "Give at least one action.", code="no_action")
    if "category_id" in stored:
        stored["category"] = category_at(scope, stored["category_id"], "/actions/category_id")["slug"]
    return stored


def category_at(scope: Scope, category_id: ObjectId, pointer: str) -> Document:
    """A category named in a body; raises UnknownReference at the pointer."""
    try:
        return categories.get(scope, category_id)
    except NotFound:
        raise UnknownReference.at(pointer, "There is no such category.") from None
