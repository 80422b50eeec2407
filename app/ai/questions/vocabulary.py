"""The names of a workspace that a question may use: categories, merchants, accounts, tags; and today and the place."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

# Letters that NFKD leaves whole.
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "’": "'", "`": "'"})
_ACCENT = re.compile("[\u0300-\u036f]")
_SIGNS = re.compile(r"[^\w\n]+|_+")
# Names may be written as one word (burgerking), but for short ones.
_SHORTEST_JOINED = 6


@dataclass(frozen=True, slots=True)
class Setting:
    """When and where a question is asked; `first_weekday` is the day that weeks begin with, Monday is 0."""

    today: date
    locale: str = "en-US"
    currency: str | None = None
    first_weekday: int = 0


@dataclass(frozen=True, slots=True)
class CategoryName:
    """What a category is called; `kind` is income, expense or transfer."""

    slug: str
    name: str
    kind: str = "expense"


class Vocabulary:
    """The names of a workspace, found by what a user may write for them."""

    def __init__(
        self,
        categories: Sequence[CategoryName] = (),
        merchants: Iterable[str] = (),
        accounts: Mapping[str, str] | None = None,
        tags: Iterable[str] = (),
        account_types: Mapping[str, str] | None = None,
        brand_of: Callable[[str], str | None] = lambda _text: None,
    ) -> None:
        """`accounts` are names by id, `account_types` their types; `merchants` are the names that transactions have.

        `brand_of` returns the usual name of a merchant that is known everywhere, and None for other words.
        """
        self.categories = {each.slug: each for each in categories}
        self.category_keys = {folded_words(each.slug): each.slug for each in categories}
        self.category_keys.update((folded_words(each.name), each.slug) for each in categories)
        self.merchants = _by_key(merchants)
        self.accounts = dict(accounts or {})
        self.account_types = dict(account_types or {})
        self.tags = _by_key(tags)
        self._brand_of = brand_of
        self.account_keys: tuple[str, ...] = tuple(folded_words(name) for name in self.accounts.values())
        self._account_keys = {account_id: folded_words(name) for account_id, name in self.accounts.items()}
        # Every key between two line ends: a part of a name is found by one search in it.
        self.all_merchants = "\n" + "\n".join(self.merchants) + "\n"
        self.merchant_words = self.all_merchants.replace("\n", " ")
        self._joined = {joined: key for key in self.merchants if (joined := key.replace(" ", "")) != key}

    def merchant(self, key: str) -> str | None:
        """Returns the merchant of exactly that folded name, however it is spaced."""
        found = self.merchants.get(key)
        if found or len(key) < _SHORTEST_JOINED:
            return found
        joined = key.replace(" ", "")
        return self.merchants.get(joined) or self.merchants.get(self._joined.get(joined, ""))

    def brand_of(self, text: str) -> str | None:
        """Returns the usual name of a merchant known everywhere that a text is, not only begins with."""
        brand = self._brand_of(text)
        same = brand is not None and folded_words(brand).replace(" ", "") == folded_words(text).replace(" ", "")
        return brand if same else None

    def accounts_named(self, key: str) -> tuple[str, ...]:
        """Returns the accounts of exactly that folded name."""
        return tuple(account_id for account_id, name in self._account_keys.items() if name == key)

    def accounts_with(self, key: str) -> tuple[str, ...]:
        """Returns the accounts with all these words in their names."""
        wanted = set(key.split())
        return tuple(account_id for account_id, name in self._account_keys.items() if wanted <= set(name.split()))

    def accounts_of_type(self, kind: str) -> tuple[str, ...]:
        """Returns the accounts of a type, such as savings."""
        return tuple(account_id for account_id, each in self.account_types.items() if each == kind)

    def merchants_meant(self, name: str) -> tuple[str, ...]:
        """Returns the merchants that a plan's name means: the one of that name, else those with all of it in theirs."""
        key = folded_words(name)
        if not key:
            return ()
        if key in self.merchants:
            return (self.merchants[key],)
        part = re.compile(rf"^(?:.* )?{re.escape(key)}(?: .*)?$", re.MULTILINE)
        return tuple(self.merchants[found] for found in part.findall(self.all_merchants))


def folded_words(text: str) -> str:
    """Returns the words of a text in small letters without accents and signs, a space between two; lines are kept."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
        text = unicodedata.normalize("NFC", _ACCENT.sub("", text))
    words = _SIGNS.sub(" ", text.casefold().replace("'", ""))
    return words.strip(" ")


def _by_key(names: Iterable[str]) -> dict[str, str]:
    """Names by their folded words; the first of those that differ in signs only."""
    plain = [name.replace("\n", " ") for name in names]
    found: dict[str, str] = {}
    for key, name in zip(folded_words("\n".join(plain)).split("\n"), plain, strict=bool(plain)):
        found.setdefault(key.strip(), name)
    found.pop("", None)
    return found
