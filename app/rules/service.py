"""The use cases of rules: the user's rules, what corrections teach, and the filing of transactions by both."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import cast

from bson import ObjectId

from app.accounts import service as accounts
from app.categories import service as categories
from app.categories.documents import FILING, Category
from app.infra.amounts import minor_units
from app.infra.connections import mongo
from app.infra.database.keyset import Place
from app.infra.database.mongo import Scope
from app.infra.database.revision_cache import Kept
from app.infra.preconditions import ANY, Precondition
from app.infra.problems import Invalid, NotFound, found_at
from app.infra.quotas import RULES
from app.merchants.names import clean_merchant, merchant_key
from app.money import CURRENCIES
from app.rules import store
from app.rules.candidate import Candidate
from app.rules.categoriser import REMEMBERED, Categoriser
from app.rules.conditions import Problem, is_amount, validate_conditions
from app.rules.documents import Actions, Condition, Rule, RuleFields
from app.rules.filing import Filing
from app.rules.learned import LearnedMerchants
from app.rules.refilers import Refiler, merchant_refiler, present_filing, rule_refiler, told_refiler
from app.rules.requests import GivenActions, GivenCondition, GivenRule, GivenTransaction, RuleChanges
from app.rules.told import ToldMerchants
from app.rules.told import keep as keep_told
from app.rules.told import known_keys as merchants_told
from app.rules.told import to_ask as merchants_to_ask
from app.rules.told import told_by as merchants_told_by

__all__ = [
    "Candidate",
    "Categoriser",
    "Filing",
    "Refiler",
    "keep_told",
    "kept_categoriser",
    "load_categoriser",
    "merchants_to_ask",
    "merchants_told",
    "merchants_told_by",
    "present_filing",
]

# 64 workspaces with a thousand decisions each are some 40 MB at the worst.
_REMEMBERED_SINGLY = 1000
_kept: Kept[Categoriser] = Kept(64)

_ACTIONS = ("category_id", "merchant", "tags", "notes", "kind")


def load_categoriser(scope: Scope, remembered: int = REMEMBERED) -> Categoriser:
    """Returns a categoriser for many transactions, with the workspace's rules and categories as they are now."""
    known = categories.by_slug(scope)
    learned, told = LearnedMerchants(scope.workspace_id, known), ToldMerchants(scope.workspace_id, known)
    return Categoriser(store.find_all(scope), learned, known, remembered, told)


def renew_merchant_keys() -> None:
    """Store what every workspace learned about a merchant under the key that the merchant's name has now, too."""
    store.renew_keys(mongo.db, lambda merchant: merchant_key(clean_merchant(merchant)))


def kept_categoriser(scope: Scope) -> Categoriser:
    """Returns a categoriser for single transactions, kept in memory until a rule, category or learned merchant changes.

    Inside a transaction it must be asked for before the transaction changes one of them.
    """
    return _kept.at_revision(scope, FILING, lambda: load_categoriser(scope, _REMEMBERED_SINGLY))


def learn(tx: Scope, merchant: str, category_id: ObjectId, slug: str) -> None:
    """Remember under which category a user filed a merchant, so that the next transaction goes there too."""
    key = merchant_key(merchant)
    if key:
        store.remember(tx, key, {"merchant": merchant, "category_id": category_id, "category": slug}, datetime.now(UTC))


def suggest(scope: Scope, rows: Sequence[GivenTransaction], currency: str) -> list[Filing]:
    """Returns where transactions belong; `currency` is meant where one names none.

    Raises Invalid for an amount with more decimals than its currency.
    """
    categoriser = kept_categoriser(scope)
    return [
        categoriser.file(_asked(row, row["currency"] or currency, f"/transactions/{index}/amount"))
        for index, row in enumerate(rows)
    ]


def _asked(row: GivenTransaction, currency: str, pointer: str) -> Candidate:
    return Candidate(
        row["description"], minor_units(row["amount"], currency, pointer), currency, merchant=row["merchant"]
    )


def refiler_by_rule(scope: Scope, rule: RuleFields | None) -> Refiler:
    """Returns a refiler by one rule, even if it is disabled, or without one by all enabled rules."""
    rules: Sequence[RuleFields] = [{**rule, "enabled": True}] if rule else store.find_all(scope)
    return rule_refiler(rules, categories.by_slug(scope))


def refiler_by_merchant(scope: Scope, merchant: str, category_id: ObjectId) -> Refiler:
    """Returns a refiler of a merchant's transactions into a category; raises UnknownReference at /category_id."""
    return merchant_refiler(merchant, category_at(scope, category_id, "/category_id"))


def refiler_by_model(scope: Scope, keys: Collection[str]) -> Refiler:
    """Returns a refiler of some merchants' transactions by what a model said about them."""
    known = categories.by_slug(scope)
    return told_refiler(ToldMerchants(scope.workspace_id, known), store.recall_many(scope, keys), known)


def get(scope: Scope, rule_id: ObjectId) -> Rule:
    """Returns a rule; raises NotFound."""
    rule = store.find(scope, rule_id)
    if rule is None:
        raise NotFound("There is no such rule.")
    return rule


def page_of_rules(scope: Scope, after: tuple[int, Place] | None, limit: int) -> Iterable[Rule]:
    """Returns the rules after `after` in the order they are tried, one more than `limit` if there are more."""
    return store.find_page(scope, after, limit + 1)


def create(scope: Scope, fields: GivenRule, rule_id: ObjectId) -> Rule:
    """Add a rule with the fields of the request; the same id again returns the rule that exists.

    Raises Invalid as draft does, QuotaExceeded.
    """

    def add(tx: Scope) -> Rule:
        existing = store.find(tx, rule_id)
        if existing:
            return existing
        RULES.refuse_beyond(store.count(tx) + 1)
        now = datetime.now(UTC)
        rule: Rule = {"_id": rule_id, **draft(tx, fields), "created_at": now, "updated_at": now, "revision": 1}
        store.insert(tx, rule)
        return rule

    return scope.transact(add)


def update(scope: Scope, rule_id: ObjectId, fields: RuleChanges, match: Precondition = ANY) -> Rule:
    """Change a rule. Conditions are replaced as a whole, actions are merged (RFC 7396).

    Raises NotFound, PreconditionFailed, and Invalid as draft does.
    """

    def change(tx: Scope) -> Rule:
        before = get(tx, rule_id)
        match.check(before)
        drafted = draft(tx, _merged(before, fields))
        changed = {name: value for name, value in drafted.items() if before.get(name) != value}
        if not changed:
            return before
        return store.update(tx, rule_id, {**changed, "updated_at": datetime.now(UTC)}) or before

    return scope.transact(change)


def _merged(before: Rule, fields: RuleChanges) -> GivenRule:
    # The category by its id alone, or the slug that is stored would be taken for one that was sent.
    stored = {name: value for name, value in before["actions"].items() if name != "category"}
    return cast(GivenRule, {**before, **fields, "actions": {**stored, **fields.get("actions", {})}})


def delete(scope: Scope, rule_id: ObjectId, match: Precondition = ANY) -> None:
    """Delete a rule; the transactions that it filed stay as they are. Raises NotFound, PreconditionFailed."""

    def change(tx: Scope) -> None:
        match.check(get(tx, rule_id))
        store.delete(tx, rule_id)

    scope.transact(change)


def draft(scope: Scope, fields: GivenRule) -> RuleFields:
    """Returns the fields of a rule as they are stored, checked but not saved.

    Raises Invalid for conditions that cannot be compiled and for a rule that does nothing, UnknownReference for an
    account or category that does not exist.
    """
    conditions = [_stored_condition(condition) for condition in fields["conditions"]]
    _check_conditions(scope, conditions)
    actions = categories.with_ids(scope, fields["actions"], "/actions")
    return {
        "name": fields.get("name"),
        "conditions": conditions,
        "actions": _stored_actions(scope, actions),
        "priority": fields["priority"],
        "enabled": fields["enabled"],
    }


def _stored_condition(condition: GivenCondition) -> Condition:
    """A condition with its value as text: numbers keep their digits, BSON has no room for them."""
    value = condition["value"]
    if condition["field"] == "account_id" and isinstance(value, str):
        value = value.lower()
    if is_amount(condition["field"]) and isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = format(value, "f") if isinstance(value, Decimal) else str(value)
    # A number where a text belongs is refused by the check that follows.
    return {"field": condition["field"], "op": condition["op"], "value": cast(str, value)}


def _check_conditions(scope: Scope, conditions: Sequence[Condition]) -> None:
    problems = validate_conditions(conditions) or _unknown_currencies(conditions)
    if problems:
        errors = [{"pointer": pointer, "message": message} for pointer, message in problems]
        detail = problems[0][1] if len(problems) == 1 else f"{len(problems)} conditions are wrong."
        raise Invalid(detail, errors=errors)
    for index, condition in enumerate(conditions):
        if condition["field"] == "account_id":
            _check_account(scope, condition["value"], f"/conditions/{index}/value")


def _unknown_currencies(conditions: Sequence[Condition]) -> list[Problem]:
    return [
        (f"/conditions/{index}/value", "Not a currency of ISO 4217.")
        for index, condition in enumerate(conditions)
        if condition["field"] == "currency" and condition["value"] not in CURRENCIES
    ]


def _check_account(scope: Scope, value: str, pointer: str) -> None:
    if not ObjectId.is_valid(value):
        raise Invalid.at(pointer, "Not an id; ids are 24 hex digits.")
    found_at(pointer, accounts.get, scope, ObjectId(value))


def _stored_actions(scope: Scope, actions: GivenActions) -> Actions:
    """The actions that do something, with the slug of the category beside its id."""
    given = {name: actions.get(name) for name in _ACTIONS}
    stored = cast(Actions, {name: value for name, value in given.items() if value not in (None, [], "")})
    if not stored:
        raise Invalid.at("/actions", "Give at least one action.", code="no_action")
    if "category_id" in stored:
        stored["category"] = category_at(scope, stored["category_id"], "/actions/category_id")["slug"]
    return stored


def category_at(scope: Scope, category_id: ObjectId, pointer: str) -> Category:
    """Returns a category named in a body; raises UnknownReference at the pointer."""
    return found_at(pointer, categories.get, scope, category_id)
