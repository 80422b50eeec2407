"""The names of a workspace that a question may use: categories, merchants, accounts, tags; and today and the place."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

# Letters that NFKD leaves whole.
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "’": "'", "`": "'"})
_ACCENT = re.compile("[\u0300-\u036f]")
_SIGNS = re.compile(r"[^\w\n]+|_+")


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
    ) -> None:
        """`accounts` are names by id, `merchants` the names that transactions have."""
        self.categories = {each.slug: each for each in categories}
        self.merchants = _by_key(merchants)
        self.accounts = dict(accounts or {})
        self.tags = _by_key(tags)
        # Every key between two line ends: a part of a name is found by one search in it.
        self._all_merchants = "\n" + "\n".join(self.merchants) + "\n"

    def merchants_meant(self, name: str) -> tuple[str, ...]:
        """Returns the merchants that a plan's name means: the one of that name, else those with all of it in theirs."""
        key = folded_words(name)
        if not key:
            return ()
        if key in self.merchants:
            return (self.merchants[key],)
        part = re.compile(rf"^(?:.* )?{re.escape(key)}(?: .*)?$", re.MULTILINE)
        return tuple(self.merchants[found] for found in part.findall(self._all_merchants))


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
