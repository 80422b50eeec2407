"""How sure a reading is: starts from what the text names and loses for each thing left unread or ambiguous.

The numbers are set so that of readings at 0.9 and more at least 0.95 are right in amount, day and direction
(tests/ai/sentences); what is lost multiplies, as independent chances to be wrong do.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

import re2

from app.ai.local.calendar_words import MONTH, WEEKDAY
from app.ai.local.tokens import Token, word_set

_CERTAIN = 0.98
# Money of no ISO currency, a day the calendar does not have, a range.
UNCERTAIN = 0.4
IMPOSSIBLE = 0.2
_HUGE = Decimal(1_000_000)
_LONG, _VERY_LONG = 30, 60

# Words that point at a day: left unread, the day they mean was not understood.
_DAY_WORDS = re2.compile(
    rf"(?:^|[^\pL\pM])(?:{MONTH}|{WEEKDAY}|ago|week|weeks|month|months|days|weekend|yesterday|tomorrow|before|after"
    rf"|last|next|previous|since|until"
    r"|woche|wochen|monat|monate|tage|tagen|letzte[nrs]?|nächste[nrs]?|vorige[nrs]?|semaine|semaines|mois|jours"
    r"|dernier|dernière|prochaine?"
    r"|semana|semanas|mes|meses|días|pasad[oa]|próxim[oa]|settimana|giorni|mese|scors[oa]|prossim[oa]|dias|mês"
    r"|passad[oa]|dagen|weken|geleden"
    r"|hafte|mahine|din|hafta|gün|easter|christmas|birthday|payday)(?:[^\pL\pM]|$)"
)
# What is planned, asked, owed or did not happen is no payment, or not yet.
_UNREAL = re2.compile(
    r"(?:^|[^\pL\pM])(?:not|never|due|didn't|don't|doesn't|won't|wasn't|no longer|should|would|could|might|maybe"
    r"|perhaps"
    r"|if|want|wants|plan|planning|plans|budget"
    r"|budgeted|limit|instead|almost|nearly|owe|owes|owed|will|going to|need|quote|quoted|estimate|offer|wish|hope"
    r"|thinking|considering|instead of|off|discount"
    r"|worth|saved|save|goal|target|vielleicht|nicht|kein|keine|würde|sollte|möchte|schulde|schuldet|peut-être|jamais"
    r"|pas|devrais|dois|quizás|debo|debe|nunca"
    r"|forse|dovrei|devo|deve|mai|talvez|devia|niet|misschien|nahi|nahin|shayad)(?:[^\pL\pM]|$)|\?|~|\bn't\b"
)
_SEVERAL_WAYS = word_set(
    "refund refunded paid spent received sold sent transferred credited debited deposited withdrew lent borrowed"
)


class Facts(NamedTuple):
    """What a reading rests on."""

    named: bool
    has_cents: bool
    # Whether a word says which way the money went, or what it was for.
    is_explicit: bool
    said_day: bool
    day_strength: int
    # Whether day and month may change places, or another day is named too.
    is_day_ambiguous: bool
    readings: int
    value: Decimal
    sureness: float


def confidence_of(facts: Facts, unread: Sequence[Token]) -> float:
    """Returns the chance that amount, day and direction are right; `unread` are the tokens no rule explained."""
    score = _CERTAIN * facts.sureness
    for loss in (*_losses_of(facts), *_losses_in(facts, unread)):
        score *= 1 - loss
    return round(score, 2)


def _losses_of(facts: Facts) -> Iterable[float]:
    if not facts.named:
        yield 0.03 if facts.has_cents else 0.08
    if not facts.is_explicit:
        yield 0.12
    if facts.said_day and facts.day_strength < 2:
        yield 0.1
    if facts.is_day_ambiguous:
        yield 0.15
    if facts.readings > 1:
        yield 0.06 if facts.readings == 2 else 0.15
    if facts.value >= _HUGE or facts.value == 0:
        yield 0.3


def _losses_in(facts: Facts, unread: Sequence[Token]) -> Iterable[float]:
    words = " ".join(token.low for token in unread)
    if not facts.is_explicit and "from" in words.split():
        yield 0.1
    if any(token.is_number for token in unread):
        yield 0.12
    if _DAY_WORDS.search(words):
        yield 0.25
    if _UNREAL.search(words):
        yield 0.35
    if len({token.low for token in unread} & _SEVERAL_WAYS) > 1:
        yield 0.12
    if len(unread) > _LONG:
        yield 0.3 if len(unread) > _VERY_LONG else 0.15
