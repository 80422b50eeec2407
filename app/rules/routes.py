"""/rules and /categories/suggest: the user's rules, and suggestions of categories."""

from collections.abc import Iterable
from typing import Any

from bson import ObjectId
from flask import Response

from app.infra.blueprint import ApiBlueprint, answer, no_content
from app.infra.conditional import answer_resource, precondition
from app.infra.database.keyset import PLACE, Place, place_of
from app.infra.documentation.operations import CREATED, PAGE, RESOURCE
from app.infra.idempotency import new_id
from app.infra.identity import caller, scope
from app.infra.pagination import Order, Query, ShortListQuery, paginated
from app.rules import service
from app.rules.documents import Rule
from app.rules.requests import GivenRule, GivenSuggestions, RuleChanges
from app.rules.schemas import (
    MOST_PRIORITY,
    RuleIn,
    RuleOut,
    RulePage,
    RulePatch,
    SuggestIn,
    Suggestions,
    rule_out,
)


def _priority(part: Any) -> int:
    """The priority in a cursor; ValueError for what no rule can have."""
    if not isinstance(part, int) or abs(part) > MOST_PRIORITY:
        raise ValueError("no priority")
    return part


_AS_ASKED = Order(
    "priority",
    lambda rule: [rule["priority"], *place_of(rule)],
    (_priority, *PLACE),
    lambda priority, *place: (priority, Place(*place)),
)

blp = ApiBlueprint("rules", __name__, url_prefix="/api/v1", tag="Rules")


@blp.route("/rules")
@blp.query(ShortListQuery)
@blp.response(200, RulePage, headers=PAGE)
@paginated(_AS_ASKED, rule_out)
def list_rules(query: Query, after: tuple[int, Place] | None) -> Iterable[Rule]:
    """List rules in the order in which they are tried.

    Lower priorities first, of equal ones the older; the first rule that matches decides.
    """
    return service.page_of_rules(scope(), after, query["limit"])


@blp.route("/rules", methods=["POST"])
@blp.body(RuleIn)
@blp.response(201, RuleOut, headers=CREATED)
def create_rule(body: GivenRule) -> Response:
    """Add a rule.

    It applies to new transactions; POST /rules/apply applies rules to existing ones.
    """
    rule = service.create(scope(), body, new_id())
    return answer_resource(rule, rule_out(rule), 201, Location=f"/api/v1/rules/{rule['_id']}")


@blp.route("/rules/<oid:rule_id>")
@blp.response(200, RuleOut, headers=RESOURCE)
def get_rule(rule_id: str) -> Response:
    """Read a rule.

    Amounts in its conditions are decimal strings.
    """
    rule = service.get(scope(), ObjectId(rule_id))
    return answer_resource(rule, rule_out(rule))


@blp.route("/rules/<oid:rule_id>", methods=["PATCH"])
@blp.body(RulePatch)
@blp.response(200, RuleOut, headers=RESOURCE)
def update_rule(body: RuleChanges, rule_id: str) -> Response:
    """Change a rule.

    Conditions are replaced as a whole, actions one by one; null removes an action.
    """
    rule = service.update(scope(), ObjectId(rule_id), body, precondition())
    return answer_resource(rule, rule_out(rule))


@blp.route("/rules/<oid:rule_id>", methods=["DELETE"])
@blp.response(204)
def delete_rule(rule_id: str) -> Response:
    """Delete a rule.

    The transactions that it categorised stay as they are.
    """
    service.delete(scope(), ObjectId(rule_id), precondition())
    return no_content()


@blp.route("/categories/suggest", methods=["POST"], access="read", tags=["Categories"])
@blp.body(SuggestIn)
@blp.response(200, Suggestions)
def suggest_categories(body: GivenSuggestions) -> Response:
    """Suggest categories for transactions.

    By your rules, by categories learned from corrections, and by the local lexicon. The transactions need not exist,
    and nothing is saved.
    """
    filings = service.suggest(scope(), body["transactions"], caller().currency)
    names = ("category_id", "category", "confidence", "tier")
    return answer({"data": [{name: getattr(filing, name) for name in names} for filing in filings]})
