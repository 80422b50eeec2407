"""Full names of currencies in many languages (data of Unicode CLDR), and their nouns where those are enough."""

from collections.abc import Iterator

from babel import Locale
from babel.numbers import get_currency_name

from app.ai.local.tokens import fold, tokenise, word_set
from app.money import CURRENCIES

# Languages whose names are read in every sentence, and those in which the noun stands first.
_FOREIGN = ("fr", "es", "it", "pt", "de", "nl", "sv", "tr", "hi", "pl", "da", "nb")
_NOUN_FIRST = ("fr", "es", "it", "pt", "pl")
# Of their nouns that stand alone only those of much used money, likeliest first; others are often words of their own.
_MUCH_USED = ("USD", "EUR", "GBP", "JPY", "CHF", "SEK", "NOK", "DKK", "CZK", "INR", "CNY")
# Last words of names that mean something else when they stand alone.
_NOT_ALONE = word_set(
    "unit units mark marks gold sum sums real reals som soms all new old certificate cup cups livre livres corona coroa"
    " franco frank sterling esterlina esterlinas abd usa amerikanische us dollar dollars"
)


def key_of(phrase: str) -> str:
    """Returns the folded tokens of a phrase, joined by single spaces."""
    return " ".join(token.low for token in tokenise(fold(phrase)))


def currency_names() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Returns the keys of names with the codes they may mean; a code ISO 4217 does not list (any more) is left out.

    English ones come last: they win where two languages share a name.
    """
    for language in _FOREIGN:
        yield from _names_in(language)
    yield from _english_names()


def _english_names() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Full names (`swiss francs`, also of past money) and, where only one country uses it, the noun alone."""
    nouns: dict[str, set[str]] = {}
    for code in map(str, Locale.parse("en").currencies):
        codes = (code,) if code in CURRENCIES else ()
        for name in _written(code, "en", (1, 2)):
            yield from ((variant, codes) for variant in _variants(name))
            nouns.setdefault(name.rsplit(" ", 1)[1], set()).update(codes)
    for noun, used in nouns.items():
        if len(used) == 1 and len(noun) > 2 and noun not in _NOT_ALONE:
            yield noun, tuple(used)


def _written(code: str, language: str, counts: tuple[int, ...]) -> Iterator[str]:
    """The names of a currency that have more than one word."""
    names = (key_of(get_currency_name(code, count=count, locale=language)) for count in counts)
    return (name for name in names if " " in name and "(" not in name)


def _names_in(language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of currencies in a language, and their nouns alone: `couronnes suédoises`, `couronnes`."""
    nouns: dict[str, list[str]] = {}
    for code in sorted(CURRENCIES & set(Locale.parse(language).currencies)):
        for name in _written(code, language, (1, 2, 5) if language == "pl" else (1, 2)):
            yield name, (code,)
            nouns.setdefault(name.split(" ", 1)[0] if language in _NOUN_FIRST else name.rsplit(" ", 1)[1], []).append(
                code
            )
    for noun, codes in nouns.items():
        used = tuple(code for code in _MUCH_USED if code in codes)
        if used and len(noun) > 2 and noun not in _NOT_ALONE:
            yield noun, (*used, *(code for code in dict.fromkeys(codes) if code not in used))


def _variants(name: str) -> Iterator[str]:
    """The name, its plain plural, and both without the first of three words (`korean won`)."""
    for plural in (name, name if name.endswith("s") else name + "s"):
        yield plural
        if name.count(" ") == 2:
            yield plural.split(" ", 1)[1]
