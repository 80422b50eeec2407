"""Words and phrases that say money in or out, by which a file's sign convention is judged.

Conventions: `signed` (negative is money out), `inverted` (card statements: purchases are positive), `flag` (a column
says in or out), `marked` (money in carries + or CR, the rest is money out), `words` (each line's own words say it).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.formats.common.header_words import normalised
from app.formats.common.word_lists import pattern_of_section, read_sections

_LIST = "line_words.txt"
# Where nothing speaks of a card, so many lines must contradict the written minus before words are sure against it.
_SURELY = 3
OUT_WORDS = frozenset(read_sections(_LIST)["out"])
IN_WORDS = frozenset(read_sections(_LIST)["in"])
NEUTRAL_WORDS = frozenset(read_sections(_LIST)["neutral"])

# Phrases of descriptions and types. Only what nearly always goes one way stands there: `payment` alone
# does not.
_IN_PHRASES = pattern_of_section(_LIST, "in phrases")
_CARD_IN_PHRASES = pattern_of_section(_LIST, "card in phrases")
_OUT_PHRASES = pattern_of_section(_LIST, "out phrases")
_CARD_CONTEXT = pattern_of_section(_LIST, "card context")
_PURCHASE_CONTEXT = pattern_of_section(_LIST, "purchase context")
_SALES_CONTEXT = pattern_of_section(_LIST, "sales context")
# A line that thanks for a payment stands in no statement but a card's, and is money in.
_THANKS = pattern_of_section(_LIST, "thanks")

_ENOUGH = 4  # lines of which more than some should be money out
_NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class Signs:
    """The sign convention of a file; `certain` is False where it is only assumed."""

    convention: str
    certain: bool = True


def flag_value(text: str, others: Mapping[str, int]) -> int | None:
    """+1 in, -1 out, 0 neutral, None no direction word. `others`: all values of the column with their counts."""
    word = text.strip().casefold()
    if word in NEUTRAL_WORDS:
        return 0
    if word == "d" and "w" in others:  # withdrawal and deposit, not debit and credit
        return 1
    if word == "w":
        return -1 if "d" in others else None
    parts = re.split(r"[\s/.,()\[\]_-]+", word)
    if any(part.isalpha() and len(part) > 1 for part in parts):  # `Shop A` is a text, `D Debit` says it without the D
        parts = [part for part in parts if len(part) > 1 or not part.isascii()]
    found = {direction_of(part) for part in [word, *parts, *map(normalised, parts)]} - {None}
    return found.pop() if len(found) == 1 else None


def direction_of(word: str) -> int | None:
    """-1 for a case-folded word that says money out, 1 for one that says in, None for others."""
    if word in OUT_WORDS:
        return -1
    return 1 if word in IN_WORDS else None


def flag_table(values: Counter[str]) -> dict[str, int] | None:
    """Direction by value for a column that says in or out on most lines; None if the column does not."""
    if not values or len(values) > 40:
        return None
    table = {text: flag_value(text, values) for text in values}
    total = sum(values.values())
    directed = sum(count for text, count in values.items() if table[text])
    understood = sum(count for text, count in values.items() if table[text] is not None)
    if not directed or understood < 0.6 * total:
        return None
    return {text: sign for text, sign in table.items() if sign is not None}


def named_flag_table(values: Counter[str]) -> dict[str, int] | None:
    """The same for a column whose header says that it is a flag: if one of its two words is known, the other means the
    opposite.
    """
    known = {text: sign for text in values if (sign := flag_value(text, values))}
    if len(values) == 2 and len(known) == 1:
        [sign] = known.values()
        return {text: known.get(text, -sign) for text in values}
    return flag_table(values)


def flag_convention(amounts: Sequence[Decimal], flags: Sequence[int]) -> str:
    """Sign convention of an amount column beside a flag column: the flag gives the sign unless the amount has it
    already.
    """
    known = [(a, f) for a, f in zip(amounts, flags, strict=True) if a and f]
    if not any(a < 0 for a, _ in known):
        return "flag"
    agree = sum((a > 0) == (f > 0) for a, f in known)
    if agree >= 0.9 * len(known):
        return "signed"
    return "inverted" if agree <= 0.1 * len(known) else "flag"


def line_direction(text: str, card: bool) -> int:
    """+1, -1 or 0 by the phrases of one line; in card statements a payment is money in."""
    if _IN_PHRASES.search(text) or (card and _CARD_IN_PHRASES.search(text)):
        return 1
    return -1 if _OUT_PHRASES.search(text) else 0


def thanks_for_payment(text: str) -> bool:
    """Whether a line thanks for the payment of a card's bill."""
    return bool(_THANKS.search(text))


def convention_by_thanks(amounts: Sequence[Decimal], texts: Sequence[str]) -> Signs | None:
    """Sign convention of a card's amounts by the lines that thank for a payment, which are money in; None
    without such.
    """
    thanked = {a > 0 for a, text in zip(amounts, texts, strict=True) if a and thanks_for_payment(text)}
    if len(thanked) != 1 or not any(a < 0 for a in amounts):
        return None
    return Signs("signed" if thanked.pop() else "inverted")


def convention_by_debt(amounts: Sequence[Decimal], texts: Sequence[str]) -> Signs | None:
    """`inverted` where all purchases of a card are positive and all payments negative, by the words of their lines;
    else None.
    """
    signs = {(a > 0, way) for a, text in zip(amounts, texts, strict=True) if a and (way := line_direction(text, True))}
    return Signs("inverted") if signs == {(True, -1), (False, 1)} else None


def is_card(context: str) -> bool:
    """Whether headers, preamble and file name are those of a card."""
    return bool(_CARD_CONTEXT.search(context))


def convention_by_words(
    amounts: Sequence[Decimal], texts: Sequence[str], context: str, written: Sequence[bool]
) -> Signs:
    """Sign convention of a lone amount column by its signs, the lines' phrases and the file's context."""
    if any(a < 0 for a in amounts):
        return _convention_of_mixed_signs(amounts, texts, context, written)
    if any(w for a, w in zip(amounts, written, strict=True) if a > 0):
        # Some carry + or CR and none a minus: those are the exception, unless all of them carry one.
        return Signs("signed" if all(written) else "marked")
    return _convention_of_unsigned(texts, context)


def _convention_of_mixed_signs(
    amounts: Sequence[Decimal], texts: Sequence[str], context: str, written: Sequence[bool]
) -> Signs:
    if any(w for a, w in zip(amounts, written, strict=True) if a > 0):
        return Signs("signed")  # plus and minus both written out
    card = is_card(context) or any(map(thanks_for_payment, texts))
    directed = [(a, line_direction(t, card)) for a, t in zip(amounts, texts, strict=True) if a]
    votes = Counter((a > 0) == (direction > 0) for a, direction in directed if direction)
    against, with_sign = votes[False], votes[True]
    positive = sum(a > 0 for a in amounts)
    if _are_purchases([direction for a, direction in directed if a > 0]):
        return Signs("inverted", card or positive >= _SURELY)
    # Where purchases are positive most lines are; a file of mostly negative amounts has its signs right,
    # unless it
    # says that it is a card's and its words contradict more than once.
    mostly_positive = positive >= len(amounts) - positive
    clearly_positive = positive >= 2 * (len(amounts) - positive)
    if positive and against > 2 * with_sign:
        enough = clearly_positive or (mostly_positive and (card or against > 1)) or (card and against > 1)
        if enough:
            return Signs("inverted", against > 1 and (card or (against >= _SURELY and not with_sign)))
    if card and against >= with_sign and positive > 2 * (len(amounts) - positive) and len(amounts) > 3:
        return Signs("inverted", bool(against))
    return Signs("signed", not (clearly_positive and len(amounts) >= _ENOUGH) or bool(votes))


def _are_purchases(positives: Sequence[int]) -> bool:
    """Whether (nearly) all positive amounts are of lines that say purchase."""
    return len(positives) > 1 and positives.count(-1) >= _NEARLY_ALL * len(positives)


def _convention_of_unsigned(texts: Sequence[str], context: str) -> Signs:
    directions = [line_direction(text, True) for text in texts]
    covered = sum(d != 0 for d in directions)
    if covered >= 0.9 * len(directions) and len(set(directions) - {0}) == 2:
        return Signs("words")
    if set(directions) == {-1, 0} or set(directions) == {-1}:
        return Signs("inverted", False)
    if (is_card(context) or _PURCHASE_CONTEXT.search(context)) and not _SALES_CONTEXT.search(context):
        return Signs("words" if 1 in directions else "inverted", False)
    return Signs("signed", False)
