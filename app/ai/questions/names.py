"""The names in a question: categories and their synonyms, merchants, accounts, tags."""

from collections.abc import Iterator, Sequence

from app.ai.questions.phrases import Language, Meaning, category_words
from app.ai.questions.vocabulary import Vocabulary
from app.ai.questions.words import Word

_LONGEST = 6
_SHORTEST_PLURAL = 5
_LINKS = frozenset(["and", "und", "et", "y"])


def names_at(words: Sequence[Word], at: int, tongue: Language, vocabulary: Vocabulary) -> dict[int, list[Meaning]]:
    """Returns the names that begin at a place, by the place behind them."""
    found: dict[int, list[Meaning]] = {}
    for end in range(at + 1, min(at + _LONGEST, len(words)) + 1):
        if words[end - 1].kind in ("quoted", "tag"):
            break
        if meanings := _meanings(words[at:end], tongue, vocabulary):
            found[end] = meanings
    return found


def _meanings(words: Sequence[Word], tongue: Language, vocabulary: Vocabulary) -> list[Meaning]:
    """What neighbouring words name, as they are, in the singular, or without the `and` of Marks & Spencer."""
    key = " ".join(word.key for word in words)
    bare = " ".join(word.key for word in words if word.key not in _LINKS)
    found = list(_named(key, tongue, vocabulary))
    if not found and bare and bare != key and words[0].key not in _LINKS and words[-1].key not in _LINKS:
        found = list(_named(bare, tongue, vocabulary))
    if not found and key.endswith("s") and len(key) >= _SHORTEST_PLURAL:
        found = list(_named(key[:-1], tongue, vocabulary))
    return found


def _named(key: str, tongue: Language, vocabulary: Vocabulary) -> Iterator[Meaning]:
    for each in [key]:
        if each in vocabulary.category_keys:
            yield Meaning("category", vocabulary.category_keys[each])
        if merchant := vocabulary.merchant(each):
            yield Meaning("merchant", merchant)
        if slug := synonym_of(each, tongue, vocabulary):
            yield Meaning("synonym", slug)
        if accounts := vocabulary.accounts_named(each):
            yield Meaning("account", accounts)
        if each in vocabulary.tags:
            yield Meaning("tag_name", vocabulary.tags[each])


def synonym_of(key: str, tongue: Language, vocabulary: Vocabulary) -> str | None:
    """Returns the slug of the workspace's category that a folded word means in the language, or in English."""
    slug = category_words(tongue.code).get(key) or category_words("en").get(key)
    return slug if slug in vocabulary.categories else None
