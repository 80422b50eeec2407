"""What language models said about the merchants of a workspace: kept for it alone, used where nothing else decides."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bson import ObjectId

from app.categories.documents import Category
from app.infra.connections import mongo
from app.infra.database.mongo import Scope
from app.merchants.guesses import Guess
from app.rules import store
from app.rules.documents import ToldMerchant

# A merchant that the model does not know is asked for again after this time.
UNKNOWN_FOR = timedelta(days=90)
# As of the merchant memory: looked up one by one, after so many all at once.
_SINGLY = 50


class ToldMerchants:
    """Categories that a model gave merchants of a workspace, read from the database on demand."""

    def __init__(self, workspace_id: ObjectId, categories: Mapping[str, Category]) -> None:
        self._workspace_id = workspace_id
        self._categories = {category["_id"]: category for category in categories.values()}
        self._read: dict[str, ToldMerchant | None] = {}
        self._complete = False

    def get(self, key: str, amount_minor: int, /) -> Guess | None:
        """Returns the category of a merchant and how sure that is; None without one that fits the amount's sign."""
        if key not in self._read and not self._complete:
            self._look_up(key)
        told = self._read.get(key)
        category = self._categories.get(told["category_id"]) if told and told["category_id"] else None
        if told is None or category is None or not fits(category, amount_minor):
            return None
        return Guess(category["slug"], told["confidence"])

    def _look_up(self, key: str) -> None:
        scope = mongo.scope(self._workspace_id)
        if len(self._read) < _SINGLY:
            self._read[key] = store.told(scope, key)
        else:
            self._read = {each["merchant_key"]: each for each in store.each_told(scope)}
            self._complete = True


def fits(category: Category, amount_minor: int) -> bool:
    """Returns whether money of this sign can be of a category: what is paid is no income."""
    return amount_minor > 0 or category["kind"] != "income"


def keep(tx: Scope, merchants: Sequence[ToldMerchant]) -> list[str]:
    """Remember what a model said, but for merchants that users filed meanwhile; returns the keys it was kept for."""
    learned = store.recall_many(tx, [each["merchant_key"] for each in merchants])
    kept = [each for each in merchants if each["merchant_key"] not in learned]
    store.keep_told(tx, kept)
    return [each["merchant_key"] for each in kept]


def to_ask(scope: Scope, keys: Collection[str], category_ids: Collection[ObjectId], now: datetime) -> set[str]:
    """Returns about which of some merchants a model is worth asking: those that no user filed, nor a model lately."""
    told = {each["merchant_key"] for each in store.each_told(scope, keys) if _stands(each, category_ids, now)}
    return set(keys) - told - store.recall_many(scope, keys)


def _stands(told: ToldMerchant, category_ids: Collection[ObjectId], now: datetime) -> bool:
    if told["category_id"] is None:
        return told["asked_at"] > now - UNKNOWN_FOR
    return told["category_id"] in category_ids


def known_keys(scope: Scope) -> list[str]:
    """Returns the merchants that a model gave a category."""
    return [each["merchant_key"] for each in store.each_told(scope) if each["category_id"] is not None]


def told_by(scope: Scope, job_id: ObjectId) -> tuple[int, int]:
    """Returns about how many merchants a job asked a model, and how many of them the model knew."""
    found = store.told_by(scope, job_id)
    return len(found), sum(each["category_id"] is not None for each in found)
