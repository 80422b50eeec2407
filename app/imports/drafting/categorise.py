"""Chooses merchant, category and kind of imported rows: by the categoriser, but for what JSON rows say."""

from bson import ObjectId

from app.categories import service as categories
from app.categories.documents import Category
from app.formats.native.rows import FullRow
from app.imports.drafting.lines import Entry
from app.infra.database.mongo import Scope
from app.rules import service as rules
from app.rules.filing import Filing, kind_of
from app.transactions import service as transactions
from app.transactions.documents import CATEGORY_FIELDS, Part
from app.transactions.provenance.service import PartFields, split_up

# How sure a transfer is that the file itself names one.
TOLD_CONFIDENCE = 0.98
_DECIDED_BY_USER = ("rule", "learned")


class RowCategoriser:
    """Categorises the rows of one import."""

    def __init__(self, scope: Scope) -> None:
        self._categoriser = rules.load_categoriser(scope)
        self._categories = categories.by_slug(scope)
        self._scope = scope
        self._lone_legs = transactions.lone_legs(scope)
        self._known = set(self._lone_legs.accounts)

    def file(self, entry: Entry, account_id: ObjectId) -> tuple[Filing, tuple[str, ...]]:
        """Returns the filing of a row, and the fields that no rule may change because a user set them."""
        row = entry.row
        if isinstance(row, FullRow):
            decide = self._as_sent if row.locked is None else self._as_exported
            return decide(entry, row, account_id)
        amount = entry.amount_minor
        candidate = rules.Candidate(row.description, amount, row.currency, account_id=account_id, payee=row.payee)
        filing = self._categoriser.file(candidate)
        if row.is_transfer:
            return self._as_transfer(filing, TOLD_CONFIDENCE), ()
        lone_legs = self._lone_legs_of(account_id)
        may_be = lone_legs.may_be(row.description, row.payee, row.counterparty_account)
        return (self._as_named(entry, account_id, filing) if may_be else filing), ()

    def _lone_legs_of(self, account_id: ObjectId) -> transactions.LoneLegs:
        """Returns what knows an account, read anew for one that the import has opened since."""
        if account_id not in self._known:
            self._lone_legs = transactions.lone_legs(self._scope)
            self._known |= {account_id, *self._lone_legs.accounts}
        return self._lone_legs

    def _as_named(self, entry: Entry, account_id: ObjectId, filing: Filing) -> Filing:
        """Returns the filing of a row that may name an own account: a transfer if it does."""
        row, amount = entry.row, entry.amount_minor
        if filing.kind == "transfer" or filing.tier in _DECIDED_BY_USER or account_id not in self._lone_legs.accounts:
            return filing
        said = row.description, filing.merchant, row.counterparty_account
        is_lone = self._lone_legs.is_one_of(account_id, amount, *said)
        return self._as_transfer(filing, transactions.NAMED_CONFIDENCE) if is_lone else filing

    def _as_transfer(self, filing: Filing, confidence: float) -> Filing:
        """Returns the filing of a row that is a transfer by itself: what the user decided is left as it is."""
        if filing.tier in _DECIDED_BY_USER:
            return filing
        category = self._category("transfer")
        told = filing._replace(kind="transfer", tier="local", confidence=confidence)
        return told._replace(category_id=category["_id"] if category else None, category=category and category["slug"])

    def parts(self, entry: Entry) -> list[Part]:
        """Returns the parts of a row that was split when it was exported."""
        exported = entry.row.parts if isinstance(entry.row, FullRow) else ()
        if not exported:
            return []
        parts: list[PartFields] = [
            {
                "amount": part.amount,
                "category_id": category["_id"] if (category := self._category(part.category)) else None,
                "kind": part.kind,
                "notes": part.notes,
            }
            for part in exported
        ]
        by_id: dict[ObjectId | None, Category] = {each["_id"]: each for each in self._categories.values()}
        return split_up(parts, entry.amount_minor, entry.row.currency, lambda category_id, _: by_id.get(category_id))

    def _as_exported(self, entry: Entry, row: FullRow, account_id: ObjectId) -> tuple[Filing, tuple[str, ...]]:
        """Returns the filing of an exported transaction; if the workspace lacks its category, that is chosen anew."""
        locked = row.locked or ()
        exported = Filing(row.merchant, None, None, row.tier, row.confidence, row.kind or "", row.tags, row.notes)
        if row.category is None:
            return exported._replace(kind=row.kind or kind_of(None, entry.amount_minor)), locked
        category = self._category(row.category)
        if category is not None:
            kind = row.kind or kind_of(category["kind"], entry.amount_minor)
            return exported._replace(category_id=category["_id"], category=category["slug"], kind=kind), locked
        found = self._categoriser.file(_candidate(entry, row, account_id, row.merchant or ""))
        filing = found._replace(merchant=row.merchant, tags=row.tags, notes=row.notes)
        return filing, tuple(name for name in locked if name not in (*CATEGORY_FIELDS, "kind"))

    def _category(self, slug: str | None) -> Category | None:
        return self._categories.get(slug) if slug else None

    def _as_sent(self, entry: Entry, row: FullRow, account_id: ObjectId) -> tuple[Filing, tuple[str, ...]]:
        found = self._categoriser.file(_candidate(entry, row, account_id, row.merchant))
        filing = found._replace(
            merchant=row.merchant or found.merchant,
            notes=row.notes or found.notes,
            tags=tuple(dict.fromkeys((*row.tags, *found.tags))),
        )
        locked = [name for name in ("merchant", "notes", "tags") if getattr(row, name)]
        # A category deleted since the request was checked counts as not given.
        category = self._category(row.category)
        if category is None:
            return filing, tuple(locked)
        kind = kind_of(category["kind"], entry.amount_minor)
        chosen = filing._replace(category_id=category["_id"], category=category["slug"])
        return chosen._replace(tier="user", confidence=1.0, kind=kind), (*locked, *CATEGORY_FIELDS)


def _candidate(entry: Entry, row: FullRow, account_id: ObjectId, merchant: str | None) -> rules.Candidate:
    return rules.Candidate(
        row.description, entry.amount_minor, row.currency, account_id=account_id, merchant=merchant, notes=row.notes
    )
