"""Finds the payee of a clause: the words behind `at`, `from` or `to`, a known brand, or the name it begins with."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from app.ai.local.movements import SENT, TARGETS, names_own_account
from app.ai.local.payee_words import (
    ARTICLES,
    ENDS,
    EVERYDAY,
    GENERIC,
    INNER,
    NO_NAMES,
    NO_PLACES,
    ROMANCE_ARTICLES,
)
from app.ai.local.tokens import Token, word_set

# Behind these stands a place or a person, however it is written.
_LEADS = ("at", "@", "from", "bei", "beim", "chez", "presso", "bij", "hos", "von", "en", "em", "da", "via")
# Behind these stands one only where it is written as a name.
_WEAK_LEADS = word_set(
    "on im in vom zum zur au aux à du de des dans a al del por dal dalla dallo dai di alla no na do ao nas nos pela"
    " pelo"
    " van op på från i towards toward vpa merchant se pe par till"
)
# Who stands in front of these did something: `Delta refunded 212`.
_ACTS = word_set(
    "refunded reimbursed charged billed credited sent paid gave returned me nos m'a m'ont hat mi reembolsó devolvió ha"
)
_GIVING = SENT | word_set(
    "paid pay paying pays gave give giving owe owed owes donated lent debited trf tip tipped payment repaid back handed"
    " credited loaned refunded"
)
# Hindi in Latin letters, and its small words for at, from and to.
_HINDI = word_set("ka ki ke kiye kiya liya diya diye kharch hua kharida mila bheje")
_POSTPOSITIONS = word_set("se pe par ko mein")
_LONGEST_NAME = 5
_LONGEST_LEAD = 3
_LONGEST_BRAND = 4


class Names(NamedTuple):
    """What is known of names: whether a text is a brand's, whether a word only says what shops sell."""

    is_brand: Callable[[str], bool]
    is_plain: Callable[[str], bool]
    # Where every noun has a capital it makes no name.
    capital_nouns: bool = False


def _nothing(_: str) -> bool:
    return False


NO_NAMES_KNOWN = Names(_nothing, _nothing)


def place_of(tokens: Sequence[Token], names: Names = NO_NAMES_KNOWN) -> str | None:
    """Returns the payee that stands behind a small word in the tokens of one clause."""
    return _behind_leads(tokens, names) or _given_to(tokens) or _behind_weak_leads(tokens, names)


def payee_of(tokens: Sequence[Token], names: Names = NO_NAMES_KNOWN) -> str | None:
    """Returns the payee named by the tokens of one clause, in which signs stand for the amounts and dates."""
    return (
        place_of(tokens, names)
        or _name_sent_to(tokens)
        or _name_after_paid(tokens)
        or _name_credited(tokens)
        or _before_postposition(tokens)
        or _brand(tokens, names)
        or _leading_name(tokens, names)
    )


def _behind_leads(tokens: Sequence[Token], names: Names) -> str | None:
    for lead in _LEADS:
        for i, token in enumerate(tokens):
            if token.low == lead and (name := _name_behind(tokens, i + 1)):
                brand = _brand(tokens[i + 1 : i + 1 + _LONGEST_BRAND], names) if names.capital_nouns else None
                return brand if brand and name.startswith(brand) else name
    return None


def _given_to(tokens: Sequence[Token]) -> str | None:
    """`paid 50 to Alice`, but not `taxi to the station`."""
    for i, token in enumerate(tokens):
        if token.low == "to" and not _GIVING.isdisjoint(each.low for each in tokens[:i]):
            name = _name_behind(tokens, i + 1)
            if name:
                return name
    return None


def _behind_weak_leads(tokens: Sequence[Token], names: Names) -> str | None:
    for i, token in enumerate(tokens[:-1]):
        if token.low in _WEAK_LEADS:
            at = _past_articles(tokens, i + 1)
            if at < len(tokens) and tokens[at].text[0].isupper() and not _is_plain(tokens, at, names):
                name = _name_behind(tokens, at)
                if name:
                    return name
    return None


def _is_plain(tokens: Sequence[Token], at: int, names: Names) -> bool:
    """Whether a capitalised word only says what is bought or where, and no name follows it: `im Supermarkt`."""
    low = tokens[at].low
    named = at + 1 < len(tokens) and tokens[at + 1].is_word and tokens[at + 1].text[0].isupper()
    return (low in GENERIC or low in NO_PLACES or names.is_plain(low)) and not named


def _past_articles(tokens: Sequence[Token], i: int) -> int:
    while i < len(tokens) and tokens[i].low in ARTICLES and not _belongs_to_name(tokens, i):
        i += 1 + (i + 1 < len(tokens) and tokens[i + 1].text == "'" and tokens[i + 1].glued)
    return i


def _belongs_to_name(tokens: Sequence[Token], i: int) -> bool:
    """`El Corte Inglés`: an article written like the name behind it."""
    capital = tokens[i].text[0].isupper() and tokens[i].low in ROMANCE_ARTICLES
    return capital and i + 1 < len(tokens) and tokens[i + 1].text[0].isupper()


def _name_behind(tokens: Sequence[Token], i: int) -> str | None:
    words = _run_of_words(tokens, _past_articles(tokens, i))
    return None if not words or _is_no_place(words) else _written(words)


def _is_no_place(words: Sequence[Token]) -> bool:
    """Whether the words behind a lead name nobody: `home`, `A/c XX12`, but `Bäckerei Kamps` is a name."""
    first = words[0]
    if len(words) > 1 and words[1].text[0].isupper() and first.text[0].isupper() and first.low not in _OF_BANKS:
        return False
    nowhere = first.low in NO_PLACES and (len(words) == 1 or words[1].low in NO_PLACES | GENERIC)
    return nowhere or first.low in _OF_BANKS or (len(first.low) == 1 and len(words) > 1 and words[1].text == "/")


_OF_BANKS = word_set("a ac acct account card credit debit bank a/c your")


def _run_of_words(tokens: Sequence[Token], i: int) -> list[Token]:
    """The tokens of a name from place `i`: up to a small word or a sign that ends a phrase."""
    words: list[Token] = []
    while i < len(tokens) and len(words) < 2 * _LONGEST_NAME and _continues(tokens, i, len(words)):
        words.append(tokens[i])
        i += 1
    while words and not (words[-1].is_word or words[-1].is_number):
        words.pop()
    return words


def _continues(tokens: Sequence[Token], i: int, length: int) -> bool:
    token = tokens[i]
    if token.is_word:
        ends = token.low in ENDS | SENT and not (length == 0 and _belongs_to_name(tokens, i))
        return not ends or (token.glued and length > 0) or (length > 0 and _is_inside(tokens, i))
    joins = token.text == "&" or (token.glued and i + 1 < len(tokens) and tokens[i + 1].glued)
    if length == 0:
        # `7-Eleven`, `24 Hour Fitness`: a number leads a name only into a hyphen or a capital.
        return token.is_number and i + 1 < len(tokens) and _leads_into_name(tokens[i + 1])
    return token.is_number or (token.text in "&'-." and joins)


def _is_inside(tokens: Sequence[Token], i: int) -> bool:
    """`Pão de Açúcar`, `Café de la Paix`: a small word between two capitalised ones."""
    if tokens[i].low not in INNER or not tokens[i - 1].text[0].isupper():
        return False
    behind = i + 1 + (i + 1 < len(tokens) and tokens[i + 1].low in INNER)
    return behind < len(tokens) and tokens[behind].is_word and tokens[behind].text[0].isupper()


def _leads_into_name(token: Token) -> bool:
    return token.text[0].isupper() or (token.text == "-" and token.glued)


def _name_sent_to(tokens: Sequence[Token]) -> str | None:
    """`überwiesen an Anna`, `envoyé à Anna`: behind the small words that other languages have for "to"."""
    words = [token.low for token in tokens]
    if SENT.isdisjoint(words) or names_own_account(words):
        return None
    places = (i for i, token in enumerate(tokens) if token.low in TARGETS)
    return next((name for i in places if (name := _name_behind(tokens, i + 1))), None)


def _name_after_paid(tokens: Sequence[Token]) -> str | None:
    """`paid netflix 15.99`, `paid the landlord`: a name right behind the verb."""
    for i, token in enumerate(tokens[:-1]):
        if token.low in {"paid", "pay", "paying", "tipped"} or token.low in SENT:
            words = _run_of_words(tokens, i + 1 + (tokens[i + 1].low == "back"))
            if words and not any(word.low in GENERIC | NO_NAMES | NO_PLACES | ARTICLES for word in words[:2]):
                return _written(words)
    return None


def _name_credited(tokens: Sequence[Token]) -> str | None:
    """`debited INR 50; BIG BAZAAR credited`: a bank tells whom it paid."""
    words = [token.low for token in tokens]
    if "debited" not in words or "credited" not in words:
        return None
    end = start = words.index("credited")
    while start and tokens[start - 1].is_word and tokens[start - 1].low not in ENDS:
        start -= 1
    return _written(tokens[start:end]) if start < end else None


def _before_postposition(tokens: Sequence[Token]) -> str | None:
    """`aaj Big Basket se 640 ka saman liya`: in Hindi the small word stands behind the name."""
    if _HINDI.isdisjoint(token.low for token in tokens):
        return None
    for end, token in enumerate(tokens):
        start = end
        while token.low in _POSTPOSITIONS and start and tokens[start - 1].text[0].isupper():
            start -= 1
        words = tokens[start:end]
        if any(word.low not in GENERIC | NO_NAMES for word in words):
            return _written(words)
    return None


def _brand(tokens: Sequence[Token], names: Names) -> str | None:
    """The longest known brand among the words, the first of equally long ones: `$15 uber to the airport`."""
    found = [run for i in range(len(tokens)) if not _is_thing(tokens, i) for run in _brands_at(tokens, i, names)]
    return _written(max(found, key=len)) if found else None


def _is_thing(tokens: Sequence[Token], i: int) -> bool:
    """`the stadium`, `my boots`: a small letter behind an article."""
    return i > 0 and tokens[i].text[0].islower() and tokens[i - 1].low in ARTICLES


def _brands_at(tokens: Sequence[Token], i: int, names: Names) -> Iterator[Sequence[Token]]:
    """The runs of words from place `i` that are a brand's name."""
    for end in range(i + 1, min(i + _LONGEST_BRAND, len(tokens)) + 1):
        run = tokens[i:end]
        if not (run[-1].is_word or run[-1].is_number or run[-1].glued):
            return
        if run[-1].is_word and _is_brand(run, names):
            yield run


def _is_brand(run: Sequence[Token], names: Names) -> bool:
    if len(run) == 1 and (run[0].low in GENERIC | NO_NAMES | ENDS or len(run[0].low) < len("dm")):
        return False
    everyday = len(run) == 1 and run[0].low in EVERYDAY and not run[0].text[0].isupper()
    return not everyday and names.is_brand(_plain_text(run))


def _leading_name(tokens: Sequence[Token], names: Names) -> str | None:
    """`netflix 15.99`, `$12.99 Spotify`: the words in front, or capitalised ones right behind the amount."""
    first = next((i for i, token in enumerate(tokens) if token.is_word or token.is_number), len(tokens))
    words = _run_of_words(tokens, first)
    while words and (words[-1].low in GENERIC | NO_NAMES or (len(words) == 1 and words[0].is_number)):
        words.pop()
    if not words or sum(not word.glued for word in words) > _LONGEST_LEAD:
        return None
    unnamed = words[0].low in GENERIC | NO_NAMES | ARTICLES | SENT or _is_past_tense(words[0])
    if unnamed or any(names.is_plain(word.low) for word in words if word.is_word):
        return None
    behind = tokens.index(words[-1]) + 1
    acts = behind < len(tokens) and tokens[behind].low in _ACTS
    if names.is_brand is not _nothing and not _is_written_as_name(
        words, acts or (first > 0 and not names.capital_nouns)
    ):
        return None
    return None if first and not words[0].text[0].isupper() else _written(words)


def _is_written_as_name(words: Sequence[Token], acts: bool) -> bool:
    """Whether more than the capital that begins a sentence says that words are a name: `Corner Roasters 4`."""
    capitals = sum(word.text[0].isupper() for word in words)
    return (acts and capitals > 0) or capitals > 1 or any(word.text == "&" or "'" in word.low for word in words)


def _is_past_tense(word: Token) -> bool:
    return word.text.islower() and word.text.endswith("ed") and len(word.text) > len("ebbed")


def _plain_text(words: Sequence[Token]) -> str:
    return "".join((word.text if word.glued else f" {word.text}") for word in words).strip()


def _written(words: Sequence[Token]) -> str:
    """The words as they stand; in capitals at the front if the writer used no capitals at all."""
    text = _plain_text(words)
    return text if text != text.lower() else " ".join(part[:1].upper() + part[1:] for part in text.split(" "))
