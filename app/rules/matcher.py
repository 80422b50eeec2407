"""A workspace's rules, compiled once and matched against every transaction: the first rule that matches decides."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.rules.candidate import Candidate, Compared
from app.rules.comparisons import Predicate
from app.rules.conditions import CONDITION_FIELDS, compile_condition, validate_conditions
from app.rules.documents import Actions, RuleFields


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to be matched; the actions are those of its document, None or empty where it has none."""

    rule_id: str
    predicates: tuple[Predicate, ...]
    category: str | None = None
    merchant: str | None = None
    tags: tuple[str, ...] = ()
    notes: str | None = None
    kind: str | None = None


class Matcher:
    """The enabled rules of a workspace in the order of their priority."""

    def __init__(self, rules: Iterable[CompiledRule], facts: Iterable[str] = ()) -> None:
        self.rules = tuple(rules)
        # The facts of a Candidate that the rules' conditions look at.
        self.facts = frozenset(facts)

    def first_match(self, candidate: Candidate) -> CompiledRule | None:
        """Returns the first rule whose conditions all hold, or None."""
        if not self.rules:
            return None
        row = Compared(candidate)
        # Written out: every row of an import meets every rule here, where a call of all() doubles the time.
        for rule in self.rules:
            for holds in rule.predicates:
                if not holds(row):
                    break
            else:
                return rule
        return None


def compile_rules(rules: Iterable[RuleFields]) -> Matcher:
    """Compile stored rule documents, leaving out the disabled ones.

    Lower priorities come first; equal ones keep the order given. The documents passed ``validate_conditions`` when they
    were saved; one that does not now raises ValueError.
    """
    enabled = sorted((rule for rule in rules if rule.get("enabled", True)), key=lambda rule: rule.get("priority", 0))
    compiled = [_compile_rule(rule) for rule in enabled]
    fields = {condition["field"] for rule in enabled for condition in rule["conditions"]}
    return Matcher(compiled, (fact for name in fields for fact in CONDITION_FIELDS[name].facts))


def _compile_rule(rule: RuleFields) -> CompiledRule:
    conditions, rule_id = rule["conditions"], str(rule.get("_id", ""))
    for pointer, message in validate_conditions(conditions):
        raise ValueError(f"Rule {rule_id}: {pointer}: {message}")
    return _with_actions(rule_id, tuple(map(compile_condition, conditions)), rule.get("actions", {}))


def _with_actions(rule_id: str, predicates: tuple[Predicate, ...], actions: Actions) -> CompiledRule:
    return CompiledRule(
        rule_id=rule_id,
        predicates=predicates,
        category=actions.get("category"),
        merchant=actions.get("merchant"),
        tags=tuple(actions.get("tags") or ()),
        notes=actions.get("notes"),
        kind=actions.get("kind"),
    )
