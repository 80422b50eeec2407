"""Dresses names as statements show them: in another company's words, behind a town, cut off at a card network's length.

Everything is drawn from a random generator with a seed, so that two runs give the same examples.
"""

import random
from collections.abc import Iterator, Sequence
from functools import lru_cache

from app.merchants.people import given_names
from app.merchants.words import LEGAL_FORMS, PLACES
from training.sources import Example

# Of Visa and Mastercard, and of terminals that keep room for a store's number.
_LENGTHS = (18, 22, 25)


def _listed(words: str) -> list[str]:
    return words.split()


_ONSETS = _listed("b bl br c ch cr d dr f fl fr g gl gr h j k kl kr l m n p pl pr qu r s sch sk sl sp st sw t tr v w z")
_VOWELS = _listed("a e i o u a e o ai ea ee ie oo ou ei au")
_ENDS = _listed("n r l s t m d k ck nd rt ng ll ss th rn x p sk")
_FAMILY_ENDS = [
    "son",
    "sen",
    "mann",
    "berg",
    "stein",
    "ford",
    "well",
    "field",
    "ton",
    "ley",
    "wood",
    "ski",
    "ska",
    "ova",
    "ov",
    "ez",
    "es",
    "ini",
    "elli",
    "eau",
    "ier",
    "dottir",
    "idis",
]


class Dresser:
    """Makes examples out of examples, by a generator of its own."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def brand(self, example: Example) -> Iterator[Example]:
        """Yields a brand alone, with a town or a word behind it, and cut off."""
        yield example
        text = example.text
        yield example._replace(text=f"{text} {self._place()}")
        yield example._replace(text=self._cut(text))

    def phrase(self, example: Example) -> Iterator[Example]:
        """Yields a phrase alone, in names of shops that nobody knows, and cut off there."""
        yield example
        text = example.text
        for pattern in ("{name} {text}", "{text} {name}", "{place} {text}", "{name} {text} {place}", "{person} {text}"):
            named = pattern.format(name=self._word(), place=self._place(), person=self._person(), text=text)
            yield example._replace(text=named)
        yield example._replace(text=self._cut(f"{self._word()} {text}"))

    def clashes(self, brand: Example, phrases: Sequence[Example]) -> Iterator[Example]:
        """Yields shops that are no branch of a brand, though its word stands in their name: GAP YEAR TRAVEL."""
        if brand.text.casefold() in given_names():
            yield Example(f"{brand.text} {self._family()}", "none", brand.merchant)
        elif " " not in brand.text:
            phrase = self._random.choice(phrases)
            yield phrase._replace(text=f"{brand.text} {phrase.text}")
            yield phrase._replace(text=f"{brand.text} {self._word()} {phrase.text}")

    def nothing(self, count: int) -> Iterator[Example]:
        """Yields what is no shop: people, towns, words without a meaning, companies of which nothing else is known."""
        makers = (self._two_people, self._place, self._word, self._two_words, self._company)
        for index in range(count):
            text = makers[index % len(makers)]()
            yield Example(text, "none", text)

    def _two_people(self) -> str:
        return f"{self._random.choice(_given())} {self._family()}"

    def _person(self) -> str:
        return self._random.choice(_given()) if self._random.random() < 0.5 else self._family()

    def _family(self) -> str:
        return self._syllables(self._random.choice((1, 1, 2))) + self._random.choice(_FAMILY_ENDS)

    def _two_words(self) -> str:
        return f"{self._word()} {self._word()}"

    def _company(self) -> str:
        return f"{self._word()} {self._random.choice(sorted(LEGAL_FORMS))}"

    def _word(self) -> str:
        return self._syllables(self._random.choice((1, 2, 2, 3)))

    def _syllables(self, count: int) -> str:
        choice = self._random.choice
        return "".join(choice(_ONSETS) + choice(_VOWELS) for _ in range(count)) + choice(_ENDS)

    def _place(self) -> str:
        return self._random.choice(_places())

    def _cut(self, text: str) -> str:
        """The text as long as a card network allows, or without its last letters where it is shorter."""
        length = self._random.choice(_LENGTHS)
        return text[:length] if len(text) > length else text[: max(4, len(text) - self._random.choice((1, 2, 3)))]


@lru_cache(maxsize=1)
def _given() -> list[str]:
    return sorted(given_names())


@lru_cache(maxsize=1)
def _places() -> list[str]:
    return sorted(" ".join(place) for listed in PLACES.values() for place in listed)
