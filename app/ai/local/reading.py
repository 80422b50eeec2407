"""Reads a sentence about money: first its amounts, then dates in what is left, then payee and direction."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from app.ai.local.amounts import Amount, named_amounts
from app.ai.local.balances import is_balance, may_be_balance
from app.ai.local.clauses import clauses_of, lists_between
from app.ai.local.confidence import IMPOSSIBLE, UNCERTAIN, Facts, confidence_of
from app.ai.local.dates import FILLER, FoundDate, find_dates, mask, mask_times
from app.ai.local.direction import Kind, is_outgoing, kind_of
from app.ai.local.locales import Writing, read_numeral, writing_of
from app.ai.local.number_words import read_quantity
from app.ai.local.payee import NO_NAMES_KNOWN, Names, payee_of, place_of
from app.ai.local.payee_words import GENERIC
from app.ai.local.plain_amounts import plain_amounts
from app.ai.local.ranges import range_at
from app.ai.local.shares import meaning_of, own_shares
from app.ai.local.tokens import Token, tokenise, word_set

MAX_LENGTH = 2_000
# A plain number needs this many points to count as an amount, and more to stand beside another one.
_ENOUGH, _ENOUGH_BESIDE = 1, 3
# More amounts than this are a table, not a sentence; the bound also keeps hostile texts cheap.
_MOST_READINGS = 50
# Longer texts that name a currency are prose: their other numbers are not prices.
_SHORT_NOTE = 25
# A date rule this strong means a day even where the calendar has none such.
_MEANS_A_DAY = 2
_CAPITAL_NOUNS = ("de", "lb")
_PLACE_LEADS = word_set("at @ bei chez presso bij hos")


class Slip(NamedTuple):
    """Why a reading must not be taken: the words name a day that does not exist, or a range instead of a sum."""

    kind: Literal["no_such_date", "range_of_amounts"]
    words: str


class Reading(NamedTuple):
    """One transaction as a sentence describes it.

    `amount` is signed (negative is money out) and exact; `words` are the words it was read from.
    `confidence` is the chance that amount, date and direction are right, as measured on sentences it was not made for.
    """

    amount: Decimal | None
    currency: str
    date: date
    merchant: str | None
    description: str
    kind: Kind
    confidence: float
    words: str
    slip: Slip | None = None


class Stated(NamedTuple):
    """The numbers that stand in a text, in digits or words, each with how often; and the days that it names."""

    numbers: Counter[Decimal]
    days: frozenset[date]


class _Sentence(NamedTuple):
    text: str
    tokens: list[Token]
    masked: str
    amounts: list[Amount]
    dates: list[FoundDate]
    writing: Writing
    reference: date
    names: Names
    # The tokens with stops in place of all amounts and dates, those of balances and whole bills too.
    unread: list[Token]


def parse_text(
    text: str,
    reference_date: date,
    locale: str = "en-US",
    currency: str = "USD",
    names: Names = NO_NAMES_KNOWN,
) -> list[Reading]:
    """Returns the transactions a sentence describes, in its order; none if no amount stands in it.

    Text beyond MAX_LENGTH characters is not read. A date nobody says is `reference_date`, a currency nobody
    names is `currency`; `locale` decides between 1,234 and 1.234 and between 03/04 and 04/03.
    """
    text = text[:MAX_LENGTH]
    writing = writing_of(locale)
    names = names._replace(capital_nouns=writing.language in _CAPITAL_NOUNS)
    sentence = _read_sentence(text, reference_date, writing, currency, names)
    bounds = clauses_of(sentence.tokens, sentence.amounts)
    merchants = _merchants(sentence, bounds)
    return [
        _reading(sentence, amount, clause, merchant)
        for amount, clause, merchant in zip(sentence.amounts, bounds, merchants, strict=True)
    ]


def stated_in(text: str, reference_date: date, locale: str = "en-US") -> Stated:
    """Returns what anybody's reading of a text can rest on: no other number or day stands in it."""
    tokens, writing = tokenise(text[:MAX_LENGTH]), writing_of(locale)
    numbers = Counter[Decimal]()
    for place, token in enumerate(tokens):
        found = read_quantity(tokens, place, writing)
        values = {found.value} if found else set[Decimal]()
        if token.is_number:
            values |= {value for mark in ".," if (value := read_numeral(token.text, mark)) is not None}
        numbers.update(values)
    masked = mask_times(text[:MAX_LENGTH])
    days = {found.day for found in find_dates(masked, reference_date, writing.day_first) if found.day}
    return Stated(numbers, frozenset(days))


def _merchants(sentence: _Sentence, bounds: Sequence[tuple[int, int]]) -> list[str | None]:
    """The payee of each clause; one place, said at the end or the beginning of a list, is that of all its items."""
    names, clauses = sentence.names, [sentence.unread[start:end] for start, end in bounds]
    places = [place_of(clause, names) for clause in clauses]
    said = {place for place in places if place}
    if len(clauses) > 1 and len(said) == 1 and (places[-1] or places[0]):
        return [place or _brand_or(clause, names, *said) for place, clause in zip(places, clauses, strict=True)]
    return [payee_of(clause, names) for clause in clauses]


def _brand_or(clause: Sequence[Token], names: Names, place: str) -> str:
    """The brand that a clause of a list names by itself, else the place of the list."""
    own = payee_of(clause, names)
    return own if own and names.is_brand(own) else place


def _read_sentence(text: str, reference: date, writing: Writing, currency: str, names: Names) -> _Sentence:
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
    most = amounts[:_MOST_READINGS]
    return _with_moved_money(_Sentence(text, tokens, masked, most, dates, writing, reference, names, []))


def _with_moved_money(sentence: _Sentence) -> _Sentence:
    """The sentence with only those of its amounts that say what was paid: no balances, no bills that were shared."""
    amounts, texts = sentence.amounts, _texts_around(sentence)
    moved = [amount for amount, (before, _) in zip(amounts, texts, strict=True) if not is_balance(before)]
    likely = [a for a, (before, _) in zip(amounts, texts, strict=True) if a in moved and not may_be_balance(before)]
    kept = likely or moved
    own = own_shares(kept, _texts_around(sentence._replace(amounts=kept)))
    return sentence._replace(amounts=own, unread=_unread(sentence))


def _texts_around(sentence: _Sentence) -> list[tuple[str, str]]:
    """The folded text before each amount, back to the one before it, and behind it, up to the next one."""
    spans = [_span(sentence.tokens, amount) for amount in sentence.amounts]
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(sentence.masked)]
    return [
        (sentence.masked[ends[i] : start], sentence.masked[end : starts[i + 1]]) for i, (start, end) in enumerate(spans)
    ]


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


def _reading(sentence: _Sentence, amount: Amount, clause: tuple[int, int], merchant: str | None) -> Reading:
    """The reading of one amount with the tokens of its clause around it."""
    start, end = clause
    at, behind = _span(sentence.tokens, amount)
    first, last = sentence.tokens[start].start, sentence.tokens[end - 1].end
    around = sentence.masked[first:at], sentence.masked[behind:last]
    kind, is_explicit = kind_of(*around)
    said = _date_for(sentence.dates, at)
    means = meaning_of(amount, sentence.unread, clause, around)
    slip = _slip(sentence, amount, said)
    supported = _names_a_thing(sentence, clause) or (merchant is not None and sentence.names.is_brand(merchant))
    return Reading(
        amount=-means.value if is_outgoing(kind, " ".join(around)) else means.value,
        currency=amount.currency,
        date=said.day if said and said.day else sentence.reference,
        merchant=merchant,
        description=(sentence.text if len(sentence.amounts) == 1 else sentence.text[first:last]).strip(),
        kind=kind,
        confidence=IMPOSSIBLE
        if slip
        else _confidence(sentence, amount, is_explicit or supported, said, means.sureness),
        words=sentence.text[at:behind],
        slip=slip,
    )


def _names_a_thing(sentence: _Sentence, clause: tuple[int, int]) -> bool:
    """Whether a word of the clause is known as something that money is spent on, or a place is named."""
    words = (token.low for token in sentence.unread[slice(*clause)] if token.is_word)
    return any(word in GENERIC or word in _PLACE_LEADS or sentence.names.is_plain(word) for word in words)


def _slip(sentence: _Sentence, amount: Amount, said: FoundDate | None) -> Slip | None:
    if said and said.day is None and said.strength >= _MEANS_A_DAY:
        return Slip("no_such_date", sentence.text[said.start : said.end])
    if found := range_at(sentence.tokens, amount, sentence.writing):
        first, last = sentence.tokens[found[0]], sentence.tokens[found[1] - 1]
        return Slip("range_of_amounts", sentence.text[first.start : last.end])
    return None


def _unread(sentence: _Sentence) -> list[Token]:
    """The tokens, those of amounts and dates replaced by a stop."""
    spans = [(found.start, found.end) for found in sentence.dates]
    spans += [_span(sentence.tokens, each) for each in sentence.amounts]
    blank = [False] * (len(sentence.text) + 1)
    for start, end in spans:
        blank[start:end] = [True] * (end - start)
    return [_blank(token) if blank[token.start] else token for token in sentence.tokens]


def _blank(token: Token) -> Token:
    """The token as a stop: neither a word nor a number."""
    return token._replace(text=FILLER, low=FILLER)


def _date_for(dates: Sequence[FoundDate], at: int) -> FoundDate | None:
    """The surest date, and of equally sure ones the nearest to the amount."""
    return min(dates, key=lambda found: (-found.strength, abs(found.start - at)), default=None)


def _confidence(
    sentence: _Sentence, amount: Amount, is_explicit: bool, said: FoundDate | None, sureness: float
) -> float:
    if not amount.certain:
        return UNCERTAIN
    facts = Facts(
        named=amount.named,
        has_cents=amount.value % 1 != 0,
        is_explicit=is_explicit,
        said_day=said is not None,
        day_strength=said.strength if said else 0,
        is_day_ambiguous=bool(said and (said.is_ambiguous or any(each.day != said.day for each in sentence.dates))),
        readings=len(sentence.amounts),
        value=amount.value,
        sureness=sureness,
    )
    return confidence_of(facts, [token for token in sentence.unread if token.text != FILLER])
