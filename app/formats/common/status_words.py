"""Words of a status: is a line pending (kept as such), booked, or void (declined, cancelled: ignored)?"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from app.formats.common.word_lists import pattern_of_section, read_sections

_LIST = "status_words.txt"
_VOID = pattern_of_section("line_words.txt", "void")
_CLOSED = pattern_of_section("line_words.txt", "closed")
# A status is a word or a short phrase; a longer text tells something else.
_LONGEST = 60
# Letters that are no base letter with a mark.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "_": " "})
# Scripts that put no blanks between words.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _folded(text: str) -> str:
    marked = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in marked if not unicodedata.combining(c)).translate(_LETTERS).strip()


def _entry(phrase: str) -> str:
    pattern = re.escape(_folded(phrase)).replace(r"\*", r"\w*").replace(r"\ ", r"\W+")
    return pattern if _UNSPACED.search(phrase) else rf"(?<!\w){pattern}(?!\w)"


def _any_of(section: str) -> str:
    """Any entry of a section, the longest first: of two that begin alike the whole is meant."""
    entries = sorted(read_sections(_LIST)[section], key=len, reverse=True)
    return f"(?:{'|'.join(map(_entry, entries))})"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """What is not booked, what is pending no longer, what awaits being booked, what is pending, what is booked."""
    between = r"(?:\W+\w+){0,2}\W+"
    negated = _any_of("not") + between + _any_of("booked")
    over = _any_of("not any more") + between.replace("2", "1") + _any_of("pending")
    return tuple(map(re.compile, (negated, over, _any_of("awaiting"), _any_of("pending"), _any_of("booked"))))


@cache
def _alone() -> re.Pattern[str]:
    """What consists of such words and of those that stand beside them; it never looks back, however odd a text is."""
    unit = "|".join((_patterns()[0].pattern, _any_of("pending"), _any_of("beside")))
    return re.compile(rf"\W*+(?:(?>{unit})\W*+)++")


@lru_cache(maxsize=4096)
def status_of(text: str) -> str | None:
    """Returns what a status says: `pending`, `booked`, `void`, or None for anything else."""
    if len(text) > _LONGEST:
        return None
    if _VOID.match(text.strip()):
        return "void"
    return _booking_of(_folded(text))


def _booking_of(folded: str) -> str | None:
    negated, over, awaiting, pending, booked = _patterns()
    if negated.search(folded):
        return "pending"
    if over.search(folded):
        return "booked"
    if awaiting.search(folded):
        return "pending"
    waits = pending.search(folded)
    if (done := booked.search(folded)) and not (waits and waits.start() <= done.start() < done.end() <= waits.end()):
        return "booked"
    return "pending" if waits else None


@lru_cache(maxsize=4096)
def is_pending(status: str) -> bool:
    """Whether a status (or a date cell) says that the line is not booked yet."""
    return status_of(status) == "pending"


@lru_cache(maxsize=4096)
def is_pending_alone(text: str) -> bool:
    """Whether a text is nothing but the words for a line that is not booked yet."""
    return is_pending(text) and bool(_alone().fullmatch(_folded(text)))


_SHORT_HEADER = 2
_AROUND_DAYS = " -\u2013\u2014:;,*()[]|/"
YES = frozenset(["true", "yes", "y", "1", "x", "ja", "j", "oui", "si", "sí", "sì", "sim", "tak", "да", "kyllä", "ano"])
NO = frozenset(["false", "no", "n", "0", "nein", "non", "não", "nie", "нет", "nej", "nei", "nee", "ei", "ne"])


def is_yes(word: str) -> bool:
    """Whether a case-folded word says yes."""
    return word in YES


def pending_reader(header: str) -> Callable[[str], bool]:
    """Returns how to read the cells below a header: `Pending` has yes and no below it, `Booked` the other way round."""
    told = {"pending": YES, "booked": NO}.get(_asked(header) or "")
    if not told:
        return is_pending
    return lambda cell: cell.strip().casefold() in told or is_pending(cell)


def answers_header(header: str, values: set[str]) -> bool:
    """Whether a column asks by its header whether lines are booked, and its cells answer yes or no."""
    return bool(values) and values <= YES | NO and _asked(header) in ("pending", "booked")


def _asked(header: str) -> str | None:
    """Returns what a header asks for; a longer one asks for something else, as whether a card's bill has the line."""
    return status_of(header) if len(header.split()) <= _SHORT_HEADER else None


# Set off from a text by a mark that no name has there: `PENDING - SHOP`, `(vorgemerkt) Shop`, `Shop [en attente]`.
# `Pending Coffee` is a name, and so is `On Hold Records`: only words that mean nothing else count.
_BRACKETS = frozenset("])*")
_OPEN, _CLOSED_BY = r"[\[(*]{1,2} ?", r" ?[\])*]{1,2}"


@cache
def _marks() -> tuple[frozenset[str], Callable[[str], object], Callable[[str], object]]:
    """What a marked text may begin with; whether a text begins with a mark; whether one that ends in a bracket does."""
    words = sorted(read_sections(_LIST)["mark"], key=len, reverse=True)
    any_word = f"(?:{'|'.join(map(re.escape, words))})"
    first = re.compile(rf"{any_word}(?: -|:| [–—*|]) ?\S|{_OPEN}{any_word}{_CLOSED_BY}", re.IGNORECASE)
    last = re.compile(rf"\s{_OPEN}{any_word}{_CLOSED_BY}$", re.IGNORECASE)
    initials = frozenset("[(*").union(*({word[0], word[0].upper()} for word in words))
    return initials, first.match, last.search


def is_marked_pending(text: str) -> bool:
    """Whether a description begins or ends with a bank's mark for what is not booked yet."""
    initials, begins, ends = _marks()
    return bool((text[:1] in initials and begins(text)) or (text[-1:] in _BRACKETS and ends(text)))


def is_void(status: str, direction: int | None) -> bool:
    """Whether a status says that no money moved.

    A closed trade counts as such only where the file counts it neither as income nor as spending (`direction` 0).
    """
    text = status.strip()
    return bool(_VOID.match(text)) or (direction == 0 and bool(_CLOSED.match(text)))


def days_beside(text: str) -> list[str]:
    """Returns what may be the day in a date cell that says its line is not booked yet: `Pending - 10/30/2026`."""
    rest = " ".join(_patterns()[3].sub(" ", _folded(text)).strip(_AROUND_DAYS).split())
    found = re.search(r"\d.*", rest)
    return list(dict.fromkeys([rest, found[0]])) if found else []
