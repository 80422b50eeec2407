"""Reads a sentence about money: first its amounts, then dates in what is left, then payee and direction."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.ai.local.amounts import Amount, named_amounts
from app.ai.local.clauses import clauses_of, lists_between
from app.ai.local.dates import FILLER, FoundDate, find_dates, mask, mask_times
from app.ai.local.direction import Kind, is_outgoing, kind_of
from app.ai.local.locales import Writing, writing_of
from app.ai.local.payee import payee_of
from app.ai.local.plain_amounts import plain_amounts
from app.ai.local.tokens import Token, tokenise

MAX_LENGTH = 2_000
# A plain number needs this many points to count as an amount, and more to stand beside another one.
_ENOUGH, _ENOUGH_BESIDE = 1, 3
# More amounts than this are a table, not a sentence; the bound also keeps hostile texts cheap.
_MOST_READINGS = 50
# Longer texts that name a currency are prose: their other numbers are not prices.
_SHORT_NOTE = 25


class Reading(NamedTuple):
    """One transaction as a sentence describes it.

    `amount` is signed (negative is money out) and exact; `words` are the words it was read from.
    `confidence` is a rough 0..1 of how plainly the text says amount and direction.
    """

    amount: Decimal | None
    currency: str
    date: date
    merchant: str | None
    description: str
    kind: Kind
    confidence: float
    words: str


class _Sentence(NamedTuple):
    text: str
    tokens: list[Token]
    masked: str
    amounts: list[Amount]
    dates: list[FoundDate]


def parse_text(text: str, reference_date: date, locale: str = "en-US", currency: str = "USD") -> list[Reading]:
    """Returns the transactions a sentence describes, in its order; none if no amount stands in it.

    Text beyond MAX_LENGTH characters is not read. A date nobody says is `reference_date`, a currency nobody
    names is `currency`; `locale` decides between 1,234 and 1.234 and between 03/04 and 04/03.
    """
    text = text[:MAX_LENGTH]
    writing = writing_of(locale)
    sentence = _read_sentence(text, reference_date, writing, currency)
    bounds = clauses_of(sentence.tokens, sentence.amounts)
    return [
        _reading(sentence, amount, start, end, reference_date)
        for amount, (start, end) in zip(sentence.amounts, bounds, strict=True)
    ]


def _read_sentence(text: str, reference: date, writing: Writing, currency: str) -> _Sentence:
    timeless = mask_times(text)
    tokens = [_blank(token) if timeless[token.start] == FILLER else token for token in tokenise(text)]
    named = named_amounts(tokens, writing, currency)
    masked = mask(timeless, (_span(tokens, amount) for amount in named))
    dates = find_dates(masked, reference, writing.day_first)
    amounts = _with_plain(tokens, named, dates, writing, currency)
    if not amounts:
        # "lunch friday 12": without another amount the number is the price, not the day.
        dates = find_dates(masked, reference, writing.day_first, weakest=2)
        amounts = _with_plain(tokens, named, dates, writing, currency)
    return _Sentence(text, tokens, masked, amounts[:_MOST_READINGS], dates)


def _span(tokens: Sequence[Token], amount: Amount) -> tuple[int, int]:
    return tokens[amount.start].start, tokens[amount.end - 1].end


def _with_plain(
    tokens: list[Token],
    named: list[Amount],
    dates: list[FoundDate],
    writing: Writing,
    currency: str,
) -> list[Amount]:
    """The named amounts and the plain numbers that are amounts beside them."""
    if named and len(tokens) > _SHORT_NOTE:
        return named
    spans = [(found.start, found.end) for found in dates] + [_span(tokens, amount) for amount in named]
    candidates = plain_amounts(tokens, spans, writing, currency)
    return _choose(tokens, named, candidates)


def _choose(tokens: list[Token], named: list[Amount], candidates: list[tuple[Amount, int]]) -> list[Amount]:
    """The named amounts and the best plain number; beside another amount it must be a sure and listed one."""
    enough = [(amount, points) for amount, points in candidates if points >= _ENOUGH]
    chosen = list(named)
    for amount, points in sorted(enough, key=lambda pair: (-pair[1], pair[0].start))[:_MOST_READINGS]:
        if not chosen or (points >= _ENOUGH_BESIDE and _apart(tokens, amount, chosen)):
            chosen.append(amount)
    return sorted(chosen, key=lambda amount: amount.start)


def _apart(tokens: list[Token], amount: Amount, others: list[Amount]) -> bool:
    """Whether a word or sign that lists things stands between the amount and each other one."""
    ordered = (sorted((amount, other), key=lambda each: each.start) for other in others)
    return all(lists_between(tokens, first, second) for first, second in ordered)


def _reading(sentence: _Sentence, amount: Amount, start: int, end: int, reference: date) -> Reading:
    """The reading of one amount with the clause tokens[start:end] around it."""
    at, behind = _span(sentence.tokens, amount)
    first, last = sentence.tokens[start].start, sentence.tokens[end - 1].end
    before_amount, after_amount = sentence.masked[first:at], sentence.masked[behind:last]
    kind, is_explicit = kind_of(before_amount, after_amount)
    said = _date_for(sentence.dates, at)
    outgoing = is_outgoing(kind, f"{before_amount} {after_amount}")
    return Reading(
        amount=-amount.value if outgoing else amount.value,
        currency=amount.currency,
        date=said.day if said and said.day else reference,
        merchant=payee_of(_unread(sentence, start, end)),
        description=(sentence.text if len(sentence.amounts) == 1 else sentence.text[first:last]).strip(),
        kind=kind,
        confidence=_confidence(amount, is_explicit, said),
        words=sentence.text[at:behind],
    )


def _unread(sentence: _Sentence, start: int, end: int) -> list[Token]:
    """The clause's tokens, those of amounts and dates replaced by a stop."""
    dates = [(found.start, found.end) for found in sentence.dates]
    spans = dates + [_span(sentence.tokens, each) for each in sentence.amounts]
    return [
        _blank(token) if any(a <= token.start < b for a, b in spans) else token for token in sentence.tokens[start:end]
    ]


def _blank(token: Token) -> Token:
    """The token as a stop: neither a word nor a number."""
    return token._replace(text=FILLER, low=FILLER)


def _date_for(dates: Sequence[FoundDate], at: int) -> FoundDate | None:
    """The surest date, and of equally sure ones the nearest to the amount."""
    return min(dates, key=lambda found: (-found.strength, abs(found.start - at)), default=None)


def _confidence(amount: Amount, is_explicit: bool, said: FoundDate | None) -> float:
    score = 0.95 if amount.named else 0.8
    score -= 0.0 if is_explicit else 0.1
    score -= 0.3 if said and said.day is None else 0.0
    return round(score if amount.certain else score - 0.5, 2)
