"""The words that no phrase or known name covers: unknown shops, behind `at` and the like, or words not understood."""

import re
from collections.abc import Sequence

from app.ai.questions.marks import Mark
from app.ai.questions.phrases import Language, Meaning
from app.ai.questions.vocabulary import Vocabulary
from app.ai.questions.words import Word, raw_of

_SHORTEST_PART = 3
# Nouns are written like names in German.
_NO_CAPITALS = "de"


def unknown_places(words: Sequence[Word], marks: Sequence[Mark]) -> list[int]:
    """Returns the places of words that are in no mark."""
    covered = {place for mark in marks for place in range(mark.start, mark.end)}
    return [place for place in range(len(words)) if place not in covered]


class Gaps:
    """Fills the gaps between marks with names of shops and accounts; `unknown` keeps what is none."""

    def __init__(self, question: str, words: Sequence[Word], tongue: Language, vocabulary: Vocabulary) -> None:
        self.unknown: list[str] = []
        self._question, self._words, self._tongue, self._vocabulary = question, words, tongue, vocabulary
        capitals = sum(word.is_capital for word in words)
        self._capitals_tell = tongue.code != _NO_CAPITALS and 2 * capitals < len(words) + 1

    def filled(self, marks: Sequence[Mark]) -> list[Mark]:
        """Returns the marks with those of the names between them."""
        result: list[Mark] = []
        at, rest = 0, list(marks)
        while at < len(self._words):
            if rest and rest[0].start == at:
                result.append(rest.pop(0))
            else:
                end = rest[0].start if rest else len(self._words)
                end = self._joined_end(at, end, rest)
                end = self._whole_end(end, result, rest)
                self._fill(at, end, result, rest)
            at = result[-1].end if result else len(self._words)
            if self.unknown:
                break
        return result

    def _joined_end(self, at: int, end: int, rest: list[Mark]) -> int:
        """The end of a name that goes on behind a word of ours, such as Marks and Spencer."""
        for mark in list(rest[:3]):
            brand = self._vocabulary.brand_of(raw_of(self._words[at : mark.end], self._question))
            if brand and len(brand.split()) >= mark.end - at:
                del rest[: rest.index(mark) + 1]
                return mark.end
        return end

    def _whole_end(self, end: int, result: list[Mark], rest: list[Mark]) -> int:
        """The end of a name behind `at` that words of ours are a part of: Joe's Pizza Place."""
        if not result or not result[-1].get("strong"):
            return end
        while (
            rest and rest[0].start == end and rest[0].get("category", "synonym") and not rest[0].get("period", "kind")
        ):
            end = rest.pop(0).end
            end = rest[0].start if rest else len(self._words)
        return end

    def _fill(self, at: int, end: int, result: list[Mark], rest: list[Mark]) -> None:
        start = self._start_of_name(at, result)
        before, behind = (result[-1] if result else None), (rest[0] if rest else None)
        meaning = self._account(start, end, behind) or self._merchant(start, end, before, behind)
        if meaning:
            result.append(Mark(start, end, (meaning,)))
        else:
            self.unknown.append(raw_of(self._words[start:end], self._question))

    def _start_of_name(self, at: int, result: list[Mark]) -> int:
        """Behind `at` a name may begin with a word that is a category's elsewhere: at Pizza Plaza."""
        place = len(result)
        while place and result[place - 1].get("category", "synonym", "limit") and not result[place - 1].get("in"):
            place -= 1
        if place < len(result) and place and result[place - 1].get("strong"):
            at = result[place].start
            del result[place:]
        return at

    def _account(self, start: int, end: int, behind: Mark | None) -> Meaning | None:
        if behind is None or not behind.get("account_word"):
            return None
        accounts = self._vocabulary.accounts_with(self._key(start, end))
        return Meaning("account_name", accounts) if accounts else None

    def _merchant(self, start: int, end: int, before: Mark | None, behind: Mark | None) -> Meaning | None:
        raw = raw_of(self._words[start:end], self._question).strip()
        shown = re.sub(r"['’]s$", "", raw) if behind and behind.get("kind") else raw
        if before is not None and before.get("strong") and not before.get("limit"):
            return Meaning("merchant", self._known_as(start, end) or shown)
        if not self._in_place(before, behind):
            return None
        known = self._known_as(start, end)
        named = self._capitals_tell and self._is_name(start, end) and not (before and before.get("known"))
        if known or named:
            return Meaning("merchant", known or shown)
        return None

    def _in_place(self, before: Mark | None, behind: Mark | None) -> bool:
        """Whether a name can stand there: behind on, for, pay; before payments; or as all that is asked."""
        if before is None:
            return behind is None or behind.get("kind", "period") is not None
        follows = (
            before.get("weak", "known", "visits", "kind", "follow", "not", "and", "or", "third", "more") is not None
        )
        return follows or (behind is not None and behind.get("kind") is not None)

    def _known_as(self, start: int, end: int) -> str | None:
        """The name of a brand, or the words as said if they are a part of a merchant's name."""
        raw = raw_of(self._words[start:end], self._question)
        key = self._key(start, end)
        if len(key) >= _SHORTEST_PART and (meant := self._vocabulary.merchants_meant(key)):
            return meant[0] if len(meant) == 1 else key
        return self._vocabulary.brand_of(raw)

    def _is_name(self, start: int, end: int) -> bool:
        return start > 0 and all(word.is_capital for word in self._words[start:end] if word.kind == "word")

    def _key(self, start: int, end: int) -> str:
        return " ".join(word.key for word in self._words[start:end])
