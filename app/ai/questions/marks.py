"""What the words of a question mean, piece by piece: the longest phrases and names that cover them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.ai.questions.names import names_at
from app.ai.questions.phrases import Language, Meaning
from app.ai.questions.slots import slots_of
from app.ai.questions.vocabulary import Setting, Vocabulary
from app.ai.questions.words import Word

# Of pieces of one length the first kind wins: what names or dates, then grammar, then words that say nothing.
_CALENDAR = frozenset(["period", "over", "under", "at_least", "at_most", "amount_between", "exactly"])
NAMES = frozenset(["category", "merchant", "synonym", "account", "tag_name"])
_SILENT = frozenset(["stop", "strong", "weak", "in", "and", "or"])


class Mark(NamedTuple):
    """A piece words[start:end] with all that it may mean."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]

    def get(self, *concepts: str) -> Meaning | None:
        """Returns the first of its meanings with one of these concepts."""
        return next((each for each in self.meanings if each.concept in concepts), None)


def find_marks(words: Sequence[Word], tongue: Language, vocabulary: Vocabulary, setting: Setting) -> list[Mark]:
    """Returns the pieces of a question in order, none overlapping; words that nothing covers are in none."""
    taken = [False] * len(words)
    chosen = []
    for mark in sorted(_candidates(words, tongue, vocabulary, setting), key=_rank):
        if not any(taken[mark.start : mark.end]):
            taken[mark.start : mark.end] = [True] * (mark.end - mark.start)
            chosen.append(mark)
    return sorted(chosen)


def _rank(mark: Mark) -> tuple[int, int, int]:
    concepts = {each.concept for each in mark.meanings}
    kind = 0 if concepts & (_CALENDAR | NAMES) else 2 if concepts <= _SILENT else 1
    return mark.start - mark.end, kind, mark.start


def _candidates(words: Sequence[Word], tongue: Language, vocabulary: Vocabulary, setting: Setting) -> Iterator[Mark]:
    keys = [word.key for word in words]
    slots = slots_of(words, tongue, setting)
    for at, word in enumerate(words):
        if word.kind in ("quoted", "tag"):
            yield Mark(at, at + 1, (Meaning("hash" if word.kind == "tag" else "quoted", word.raw),))
            continue
        found = tongue.meanings_at(keys, slots, at)
        for end, named in names_at(words, at, tongue, vocabulary).items():
            found.setdefault(end, []).extend(named)
        yield from (Mark(at, end, tuple(meanings)) for end, meanings in found.items())
