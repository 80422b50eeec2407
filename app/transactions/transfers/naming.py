"""Files as transfers the transactions that name an own account or give its number, where that was not seen before.

Imports see to their own rows. What is looked for here are the names and numbers that accounts got since, in all rows.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.accounts import service as accounts
from app.accounts.documents import Account
from app.auth import service as auth
from app.categories import service as categories
from app.categories.documents import Category
from app.infra.database.mongo import Scope
from app.transactions.documents import CATEGORY_FIELDS, Actor, Leg, Transaction, with_fields
from app.transactions.transfers import store
from app.transactions.transfers.lone_legs import LoneLegs, marks_of
from app.transactions.transfers.rewriting import rewrite_each

# How sure a transfer is whose other leg is not there.
NAMED_CONFIDENCE = 0.9
_AT_ONCE = 200
# A transfer takes two accounts.
_FEWEST = 2
_SET = {"kind", "transfer", *CATEGORY_FIELDS}


def lone_legs(scope: Scope) -> LoneLegs:
    """Returns what tells the legs of a workspace that are legs by themselves."""
    known = accounts.list_accounts(scope)
    return LoneLegs(known, auth.names_of_members(scope.workspace_id) if len(known) > 1 else ())


def file_named(scope: Scope, actor: Actor) -> int:
    """File what names an account by a name or number that is new since this was last done; returns how many changed.

    Done again, it finds no more. The rows of a new account do not name it themselves.
    """
    known = accounts.list_accounts(scope)
    new = [each for each in known if not set(_names_of(each)).issubset(each.get("sought", ()))]
    others = [each["_id"] for each in known if len(new) > 1 or each not in new]
    if len(known) < _FEWEST or not new:
        return 0
    changed = _file(scope, store.find_naming(scope, _marks(new), others), actor)
    for account in new:
        accounts.set_sought(scope, account["_id"], _names_of(account))
    return changed


def file_recent(scope: Scope, first: datetime, last: datetime, actor: Actor) -> int:
    """File what names any account between two days: what was entered by hand, or changed since."""
    known = accounts.list_accounts(scope)
    if len(known) < 2:
        return 0
    ids = [each["_id"] for each in known]
    return _file(scope, store.find_naming(scope, _marks(known), ids, (first, last)), actor)


def _names_of(account: Account) -> list[str]:
    return sorted({account["name"], *account.get("identifiers", ())})


def _marks(known: Sequence[Account]) -> list[str]:
    return sorted(set[str]().union(*map(marks_of, known)))


def _file(scope: Scope, found: Iterator[Leg], actor: Actor) -> int:
    is_lone, category = lone_legs(scope), categories.by_slug(scope).get("transfer")
    ids = [leg["_id"] for leg in found if leg["account_id"] in is_lone.accounts and may_be_filed(leg) and is_lone(leg)]

    def filed(document: Transaction) -> Transaction:
        return filed_as_transfer(document, category) if may_be_filed(document) and is_lone(document) else document

    parts = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    return sum(rewrite_each(scope, part, filed, actor) for part in parts)


def may_be_filed(leg: Leg) -> bool:
    """Whether neither a user, a rule nor a correction said what the transaction is, and it is no transfer yet."""
    if leg.get("transfer_id") or leg.get("splits") or leg["kind"] == "transfer":
        return False
    return leg["category_tier"] in ("local", "model", "ai", "none") and _SET.isdisjoint(leg["locked"])


def filed_as_transfer(document: Transaction, category: Category | None) -> Transaction:
    """Returns the transaction in the workspace's category for transfers."""
    filed = {"category_id": category["_id"], "category": category["slug"]} if category else {}
    return with_fields(document, filed, {"kind": "transfer", "category_tier": "local", "confidence": NAMED_CONFIDENCE})
