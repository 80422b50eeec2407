"""What a sum stands for: a share of a bill (`split three ways`, `my share 30`), or the price of one of several."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple

import re2

from app.ai.local.amounts import Amount
from app.ai.local.tokens import Token, word_set
from app.money import exponent

_NUMBERS = {
    2: "two both zwei deux dos due dois duas twee två zweit duo couple",
    3: "three drei trois tres tre três drie dritt tria",
    4: "four vier quatre cuatro quattro quatro fyra viert",
    5: "five fünf cinq cinco cinque vijf fem fünft",
    6: "six sechs seis sei zes sex",
    7: "seven sieben sept siete sette sete",
    8: "eight acht huit ocho otto oito",
    10: "ten zehn dix diez dieci dez",
    12: "dozen dutzend douzaine docena dozzina dúzia",
}
_VALUES = {word: number for number, words in _NUMBERS.items() for word in words.split()}
_N = rf"(?P<n>\d{{1,2}}|{'|'.join(sorted(_VALUES, key=len, reverse=True))})"
_EDGE = r"(?:^|[^\pL\pM\d])"
_END = r"(?:[^\pL\pM\d]|$)"


def _pattern(words: str) -> Any:
    return re2.compile(f"{_EDGE}(?:{words}){_END}")


_HALVED = _pattern(
    r"half each|each half|half and half|half-half|50[/-]50|fifty[- ]fifty|split (?:it |this |that )?in half|halves"
    r"|halved|i paid half|paid half of"
    r"|each (?:of us )?(?:paid|pays|pay) half|(?:jeder|beide|je|jeweils)(?: [^ ]+){0,2} hälfte"
    r"|hälfte(?: [^ ]+)? jeder|zur hälfte|halbe[- ]halbe|hälftig"
    r"|moitié[- ]moitié|moitié chacun|chacun (?:la |sa )?moitié|la moitié chacun|a medias|(?:la )?mitad cada (?:uno"
    r"|una)|cada (?:uno|una) la mitad|mitad y mitad"
    r"|metà (?:ciascuno|ciascuna|per uno|a testa|per ciascuno)|a metà|(?:la )?metade cada|meio a meio|a meias"
    r"|rachamos ao meio|dividido ao meio"
    r"|ieder de helft|elk de helft|half om half|hälften var|aadha[- ]aadha|aadhe[- ]aadhe|half half|yarı yarıya"
)
_SHARED = (
    r"split|splitting|divided|shared|sharing|geteilt|teilen|aufgeteilt|teilten|partagé(?:e|s|es)?|partager|divisé"
    r"|divisée|compartido|compartida|compartimos"
    r"|dividido|dividida|dividimos|repartido|repartimos|diviso|divisa|condiviso|dividi|gedeeld|delade|delat"
    r"|went dutch|baanta"
)
_BY_NUMBER = _pattern(
    rf"(?:{_SHARED})(?: [^ .;]+){{0,5}} (?:between|among|by|in|into|durch|auf|unter|par|en|entre|por|per|tra|com|door"
    rf"|met|på|zu)?\s?(?:the )?{_N}"
    r"(?: ?-?(?:ways|way|of us|people|persons|friends|parts|leute|personen|teile|personnes|parts|personas|partes"
    r"|persone|parti|pessoas|personen|personer|loog))"
    rf"|(?:{_SHARED})(?: [^ .;]+)? (?:between|among|by|into|durch|unter|par|en|entre|por|per|tra|in|door|på|zu"
    rf"|zwischen) (?P<k>\d{{1,2}}|{'|'.join(_VALUES)})"
    rf"|(?P<w>\d|{'|'.join(_VALUES)})[- ]way split|(?:durch|zu) (?P<z>\d|zwei|zweit|drei|dritt|vier|viert|fünf"
    rf"|fünft) (?:geteilt|aufgeteilt)"
    rf"|(?P<e>\d|{'|'.join(_VALUES)}) ways"
)
_GROUPS = ("n", "k", "w", "z", "e")
_WITH_WHOM = re2.compile(
    rf"{_EDGE}(?:{_SHARED}){_END}(?:[^.;]{{0,40}}[^\pL.;])?(?:with|mit|avec|con|com|met|med)\s+(?P<who>[^.;\x1f]+)"
)
_SOMEBODY = (
    r"my |mein(?:er|em|en)? |mon |ma |mi |meu |minha |the |a |einem |einer |un |una |um |uma |mio |mia |mijn |min "
)
_MANY = _pattern(
    r"friends|everyone|everybody|colleagues|roommates|flatmates|freunden|amis|amigos|amici|vrienden|them|others|team"
)
_JOINED = re2.compile(r"\s*(?:,|&|\+|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\boch\b)\s*")
_MINE = (
    r"my (?:own )?(?:share|part|portion|half|cut|third|quarter|bit)|mein anteil|meine hälfte|mein teil|ma part"
    r"|ma moitié|mi parte|mi mitad"
    r"|(?:la )?mia parte|(?:la )?mia metà|(?:a )?minha parte|(?:a )?minha metade|mijn deel|mijn helft|min del"
    r"|min andel|mera hissa|benim payım"
)
_MINE_BEFORE = re2.compile(
    rf"{_EDGE}(?:{_MINE})(?: (?:of|from|von|an|de|du|della|del|da|do|van|av) [^,;\x1f]{{1,40}}?)?"
    r"\s*(?:was|is|comes to|came to|being|only|just|just about|about|:|=|-|,|war|ist|sind|beträgt|est|était|es|era"
    r"|fue|è|fu|foi|é|was|var|är|hai|ki|ke)?\s*[\s:=(-]*$"
)
_MINE_BEHIND = re2.compile(rf"^[\s,(-]*(?:was|is|being|as|for|war|ist|est|es|è|é|is)?\s*(?:{_MINE}){_END}")
_OUT_OF = re2.compile(
    r"^[\s,(-]*(?:out of|of|von|aus|sur|de|su|di|de um total de|van|av|in a total of|from)"
    r"\s*(?:the |a |insgesamt )?(?:total )?(?:of )?\s*$"
)

_EACH = word_set(
    "l'uno l'una l'unité l'un l'une each apiece ea pp je jeweils stück chacun chacune pièce cada ciascuno ciascuna"
    " cadauno testa stuk elk styck"
    " st/person c/u person persona pessoa"
    " personne kos adet each-way"
)
_BEFORE_EACH = word_set("a an per the pro das la l' l al por por- c / p p. per par le il ud unidad")
_AT = word_set("at @ à a zu zum für por da voor för cada je jeweils x × * each per ad á för- of")
_TIMES = word_set("x × *")
_REACH = 7
_MOST_PIECES = 99
_MOST_PEOPLE = 9


class Meaning(NamedTuple):
    """What a sum comes to, and how sure that is: 1 if words say so, less if they only suggest it."""

    value: Decimal
    sureness: float


def own_shares(amounts: Sequence[Amount], texts: Sequence[tuple[str, str]]) -> list[Amount]:
    """Returns the amounts without the bills of which the own share is said: `dinner 90, my share 30` is 30.

    `texts` are the words before each amount, back to the one before it, and behind it, up to the next one.
    """
    dropped: set[int] = set()
    for i, (before, behind) in enumerate(texts):
        if _MINE_BEFORE.search(before) or (_MINE_BEHIND.search(behind) and not _MINE_BEFORE.search(behind)):
            dropped.add(i + 1 if i + 1 < len(texts) and (i == 0 or _OUT_OF.search(behind)) else i - 1)
    return [amount for i, amount in enumerate(amounts) if i not in dropped]


def is_own_share(before: str, behind: str) -> bool:
    """Whether the text around a sum says that it is the own share already."""
    return bool(_MINE_BEFORE.search(before) or _MINE_BEHIND.search(behind))


def meaning_of(amount: Amount, tokens: Sequence[Token], clause: tuple[int, int], around: tuple[str, str]) -> Meaning:
    """Returns what an amount comes to, given the tokens of its clause and the folded text before and behind it."""
    if is_own_share(*around):
        return Meaning(amount.value, 0.97)
    count, sureness = _count_at(amount, tokens, clause)
    text = " ".join(around)
    parts, sure = _parts_in(text)
    return Meaning(_divided(amount.value * count, parts, amount.currency), min(sureness, sure))


def _divided(value: Decimal, parts: int, currency: str) -> Decimal:
    if parts == 1:
        return value
    return (value / parts).quantize(Decimal(1).scaleb(-exponent(currency)), ROUND_HALF_EVEN)


def _parts_in(text: str) -> tuple[int, float]:
    """Among how many a bill is shared, and how sure that is."""
    if found := _BY_NUMBER.search(text):
        said = next(found.group(name) for name in _GROUPS if found.group(name))
        parts = int(said) if said.isdecimal() else _VALUES[said]
        return (parts, 0.95) if 1 < parts < _MOST_PIECES else (1, 0.5)
    if _HALVED.search(text):
        return 2, 0.95
    if found := _WITH_WHOM.search(text):
        return _people_in(found.group("who"))
    return (1, 0.6) if _SPLIT.search(text) else (1, 1.0)


_SPLIT = _pattern(r"split|splitting|geteilt|aufgeteilt|went dutch|half|hälfte|moitié|mitad|metà|metade|helft")


def _people_in(who: str) -> tuple[int, float]:
    """The writer and those named behind `with`; how many friends are unnamed nobody knows."""
    number = re2.search(rf"^{_N} ", who.strip() + " ")
    if number:
        said = number.group("n")
        return 1 + (int(said) if said.isdecimal() else _VALUES[said]), 0.9
    if _MANY.search(who):
        return 1, 0.4
    # `with Maya, half each`: without an "and" the names end at the comma.
    named = who if " and " in who else who.partition(",")[0]
    return min(1 + sum(bool(name.strip()) for name in re2.split(_JOINED, named)), _MOST_PEOPLE), 0.9


def _count_at(amount: Amount, tokens: Sequence[Token], clause: tuple[int, int]) -> tuple[Decimal, float]:
    """How many were bought at the price, and how sure that is."""
    before = amount.start - 1
    if before > clause[0] and tokens[before].low in _TIMES and (count := _small(tokens, before - 1)):
        return count, 0.95
    each = _says_each(tokens, amount, clause)
    count = _count_before(tokens, amount, clause) or (_count_behind(tokens, amount, clause) if each else None)
    if count and each:
        return count, 0.95
    if count and before > clause[0] and tokens[before].low in {"at", "@", "à", "zu"}:
        return count, 0.7
    return Decimal(1), 0.75 if each else 1.0


def _says_each(tokens: Sequence[Token], amount: Amount, clause: tuple[int, int]) -> bool:
    i = amount.end
    while i < min(clause[1], amount.end + 2) and (tokens[i].low in _BEFORE_EACH or tokens[i].text in "/-("):
        i += 1
    behind = i < clause[1] and (tokens[i].low in _EACH or (i > amount.end and _is_rate(tokens, i, amount, clause)))
    return behind or any(
        token.low in {"je", "jeweils", "cada", "each"}
        for token in tokens[max(clause[0], amount.start - 2) : amount.start]
    )


def _is_rate(tokens: Sequence[Token], i: int, amount: Amount, clause: tuple[int, int]) -> bool:
    """`3 days at 18 a day`: the unit of the price is what was counted before it."""
    unit = tokens[i].low
    near = tokens[max(clause[0], amount.start - _REACH) : amount.start]
    return len(unit) > 2 and any(token.low in (unit, unit + "s", unit + "e", unit + "n") for token in near)


def _count_before(tokens: Sequence[Token], amount: Amount, clause: tuple[int, int]) -> Decimal | None:
    """The number of things in front of the price: `2 tickets at`, with one to three words between."""
    for i in range(amount.start - 1, max(clause[0], amount.start - _REACH) - 1, -1):
        count = _small(tokens, i)
        if count:
            between = tokens[i + 1 : amount.start]
            return (
                count if any(token.is_word and token.low not in _AT for token in between) or _is_each(between) else None
            )
        if not tokens[i].is_word and tokens[i].text not in "@,&'-":
            return None
    return None


def _is_each(between: Sequence[Token]) -> bool:
    return any(token.low in {"je", "jeweils", "cada", "each"} for token in between)


def _count_behind(tokens: Sequence[Token], amount: Amount, clause: tuple[int, int]) -> Decimal | None:
    """`12.50 each for 4 tickets`, `25 per person for two`."""
    for i in range(amount.end, min(clause[1], amount.end + _REACH)):
        if tokens[i].low in {"for", "für", "pour", "por", "per", "voor", "x", "×"} and i + 1 < clause[1]:
            count = _small(tokens, i + 1)
            if count:
                return count
    return None


def _small(tokens: Sequence[Token], i: int) -> Decimal | None:
    """A count from 2 to 99 at a place, in digits or as a word."""
    low = tokens[i].low
    value = int(low) if low.isdecimal() and len(low) < 3 else _VALUES.get(low, 0)
    return Decimal(value) if 1 < value <= _MOST_PIECES else None
