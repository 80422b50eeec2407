"""What a question says, collected piece by piece before it becomes a plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.ai.questions.marks import Mark
from app.ai.questions.periods import Item, Period
from app.ai.questions.phrases import Meaning
from app.ai.questions.slots import Money
from app.ai.questions.vocabulary import Vocabulary, folded_words
from app.ai.questions.words import Word

_SILENT = frozenset(["stop", "strong", "weak", "in", "and", "or", "to", "limit", "known"])
_GRAMMAR = frozenset(
    "measure kind which group per most least often top compare more than not list_some total own visits end".split()  # noqa: SIM905
)
# What no period or amount stands behind says nothing that can be asked.
_CUES = frozenset(["since", "until", "before", "after", "between", "to"])
_WHICH = frozenset(["which", "welchem", "welchen", "welcher", "quel", "quels", "quelle"])
# What a name is in a plan.
_KINDS = {"account": "account_id", "account_name": "account_id", "tag_name": "tag", "synonym": "category"}
_AMOUNTS = ("over", "under", "at_least", "at_most", "amount_between", "exactly")


@dataclass(slots=True)
class Named:
    """Names by kind, in the order they were said."""

    category: list[str] = field(default_factory=list)
    merchant: list[str] = field(default_factory=list)
    account_id: list[str] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)

    def kinds(self) -> list[str]:
        """Returns the kinds of which there are names."""
        return [kind for kind in ("category", "merchant", "account_id", "tag") if getattr(self, kind)]


@dataclass(slots=True)
class Draft:
    """The pieces of a question by what they say. `places` keeps where cues and periods stand."""

    periods: list[Period] = field(default_factory=list)
    said: dict[str, list[Meaning]] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)
    names: Named = field(default_factory=Named)
    excluded: Named = field(default_factory=Named)
    text: str | None = None
    amounts: list[Meaning] = field(default_factory=list)
    refusal: str | None = None
    plural: set[str] = field(default_factory=set)
    keys: tuple[str, ...] = ()
    behind_strong: bool = False
    points_back: bool = False
    which_of: bool = False

    def has(self, *concepts: str) -> bool:
        """Whether any of these was said."""
        return any(concept in self.said for concept in concepts)

    def values(self, concept: str) -> list[str]:
        """Returns the values said of a concept, each once."""
        return list(dict.fromkeys(str(each.value) for each in self.said.get(concept, ())))

    def money(self) -> list[Money]:
        """Returns the amounts said."""
        return [money for each in self.amounts for money in (*each.slot("amount"), *each.slot("money"))]

    def bounds(self, digits: int) -> tuple[Decimal | None, Decimal | None]:
        """Returns the least and the most amount said; what is over 100 is at least one minor unit more."""
        low: Decimal | None = None
        high: Decimal | None = None
        step = Decimal(1).scaleb(-digits)
        for each in self.amounts:
            values = sorted(money.value for money in (*each.slot("amount"), *each.slot("money")))
            if each.concept in ("over", "at_least", "amount_between", "exactly"):
                low = values[0] + (step if each.concept == "over" else 0)
            if each.concept in ("under", "at_most", "amount_between", "exactly"):
                high = values[-1] - (step if each.concept == "under" else 0)
        return low, high


class Drafting:
    """Reads the items of a question in order into a draft."""

    def __init__(self, words: Sequence[Word], vocabulary: Vocabulary) -> None:
        self.draft = Draft(keys=tuple(word.key for word in words))
        self._words, self._vocabulary = words, vocabulary
        self._before: Item | None = None
        self._excluding = self._of_accounts = False
        self._joined: str | None = None
        # Whether the item before was a name.
        self._beside = False
        self._last_kind: str | None = None

    def read(self, items: Sequence[Item]) -> Draft:
        """Returns the draft of all items."""
        marks = [item for item in items if isinstance(item, Mark)]
        said = {(each.concept, each.value) for mark in marks for each in mark.meanings}
        self._of_accounts = bool(said & {("measure", "balance"), ("kind", "transfer")})
        for place, item in enumerate(items):
            if isinstance(item, Period):
                self._period(item, place)
            else:
                self._mark(item, place)
            self._before = item
        if self._is_money_in():
            self.draft.said.setdefault("kind", []).append(Meaning("kind", "income"))
        return self.draft

    def _is_money_in(self) -> bool:
        """Whether it asks for money in, as against money out: money in last month."""
        keys, alone = self.draft.keys, not self.draft.has("kind") and not self.draft.names.kinds()
        return keys[:2] == ("money", "in") and (alone or keys[2:3] == ("and",))

    def _period(self, item: Period, place: int) -> None:
        self.draft.periods.append(item)
        self.draft.places.setdefault("period", []).append(place)
        self._excluding, self._last_kind = False, None

    def _mark(self, mark: Mark, place: int) -> None:
        if mark.get("quoted", "hash"):
            self._literal(mark)
        elif named := self._name(mark):
            self._add_name(named, mark)
        elif refused := mark.get("refuse"):
            self.draft.refusal = self.draft.refusal or str(refused.value)
        else:
            self._grammar(mark, place)

    def _literal(self, mark: Mark) -> None:
        """A quoted text is a shop's name, else something in the description; #work is a tag."""
        said = str(mark.meanings[0].value)
        tag = self._vocabulary.tags.get(folded_words(said))
        cue = self.draft.has("tag")
        if tag and (cue or mark.get("hash")):
            self.draft.names.tag.append(tag)
        elif mark.get("hash") or cue:
            self.draft.refusal = self.draft.refusal or "tag"
        elif self._vocabulary.merchants_meant(said) and not self.draft.has("text"):
            self._add_name(Meaning("merchant", said), mark)
        else:
            self.draft.text = said

    def _name(self, mark: Mark) -> Meaning | None:
        """The name a mark is, if it is one there: grammar and silent words are names only behind at, from, to."""
        names: dict[str, Meaning] = {each.concept: each for each in reversed(mark.meanings)}
        before = self._before if isinstance(self._before, Mark) else None
        strong = before is not None and before.get("strong") is not None
        if "tag_name" in names and (self.draft.has("tag") or not names.keys() & {"category", "merchant"}):
            return names["tag_name"]
        grammar = names.keys() & (_GRAMMAR | _SILENT | {"refuse"})
        leads = strong or (before is not None and "refuse" in names and before.get("weak") is not None)
        if mark.get("price") and self._beside:
            return None
        if grammar and not leads and not self._is_written_as_name(mark):
            return None
        order = ["account_name", "category", "merchant", "synonym", "account"]
        if self._means_account(before):
            order = ["account_name", "account", "account_type", "category", "merchant", "synonym"]
        elif strong:
            order = ["account_name", "merchant", "category", "synonym", "account"]
        found = next((names[kind] for kind in order if kind in names), names.get("account_type"))
        return found if found and found.concept != "account_type" else self._of_type(found, mark)

    def _is_written_as_name(self, mark: Mark) -> bool:
        """Whether words that are grammar elsewhere are written as the name of a shop: what I paid Total."""
        small = sum(not word.is_capital for word in self._words)
        capital = all(word.is_capital for word in self._words[mark.start : mark.end])
        return bool(mark.get("merchant")) and mark.start > 0 and capital and 2 * small >= len(self._words)

    def _means_account(self, before: Mark | None) -> bool:
        behind = before is not None and before.get("strong", "in") is not None and not before.get("weak")
        return self._of_accounts or behind

    def _of_type(self, found: Meaning | None, mark: Mark) -> Meaning | None:
        """The accounts that `savings account` means: by name, else by type."""
        if found is None:
            return None
        key = " ".join(self._words[mark.start].key.split()[:1])
        accounts = self._vocabulary.accounts_with(key) or self._vocabulary.accounts_of_type(str(found.value))
        if not accounts:
            self.draft.refusal = self.draft.refusal or "account"
        return Meaning("account_name", accounts)

    def _behind_which(self, mark: Mark) -> bool:
        """Whether a kind of shop is asked for: which supermarket, which 3 restaurants."""
        place = mark.start - 1
        if place > 0 and self._words[place].kind == "number":
            place -= 1
        asked = place >= 0 and self._words[place].key in _WHICH
        if asked and self._words[mark.end - 1].key.endswith("s"):
            self.draft.plural.add("which")
        return asked

    def _add_name(self, meaning: Meaning, mark: Mark) -> None:
        kind = _KINDS.get(meaning.concept, meaning.concept)
        if meaning.concept == "synonym" and self._last_kind == "merchant" and self._beside:
            return
        names = self.draft.excluded if self._excluding else self.draft.names
        kept: list[str] = getattr(names, kind)
        values = meaning.value if isinstance(meaning.value, tuple) else (meaning.value,)
        kept.extend(value for value in values if value not in kept)
        if self._last_kind not in (None, kind) and self._joined in ("and", "or") and not self._excluding:
            self.draft.refusal = self.draft.refusal or "mixed"
        before = self._before
        if kind == "category" and self._behind_which(mark):
            self.draft.which_of = True
        self.draft.behind_strong |= isinstance(before, Mark) and before.get("strong") is not None
        self._last_kind, self._joined, self._beside = kind, None, True

    def _grammar(self, mark: Mark, place: int) -> None:
        concepts = {each.concept for each in mark.meanings}
        self.draft.refusal = self.draft.refusal or self._misplaced(concepts)
        self._beside = False
        for each in mark.meanings:
            self.draft.said.setdefault(each.concept, []).append(each)
            self.draft.places.setdefault(each.concept, []).append(place)
        self.draft.amounts.extend(each for each in mark.meanings[:1] if each.concept in _AMOUNTS)
        if self._words[mark.end - 1].key.endswith("s"):
            self.draft.plural |= concepts
        if concepts <= _CUES:
            self.draft.refusal = self.draft.refusal or "words"
        if "back" in concepts and "stop" not in concepts:
            self.draft.points_back = True
        if "not" in concepts:
            self._excluding = True
        elif not concepts & {"and", "or"} and not concepts <= _SILENT:
            self._excluding = False
        self._join(concepts)

    def _misplaced(self, concepts: set[str]) -> str | None:
        """Why words cannot stand where they do: an account without a name, a kind of money that is left out."""
        account_named = self._of_accounts or (self._beside and self._last_kind == "account_id")
        if "account_word" in concepts and not account_named:
            return "account"
        return "mixed" if self._excluding and "kind" in concepts else None

    def _join(self, concepts: set[str]) -> None:
        if "and" in concepts or "or" in concepts:
            self._joined = "or" if "or" in concepts else "and"
        elif not concepts <= _SILENT or (concepts & {"strong", "weak"} and self._joined is None):
            self._last_kind = None
