"""Follow running balances through the lines of one account: each step says which way an amount went.

The lines are walked from the oldest to the newest, day by day; within a day they may stand in any order. Sums are
integers of a ten-thousandth of a unit, in arrays, as a file may have a million lines.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise, product

# What the balances say of a line: nothing, that it goes as it is signed or the other way, or that they rise or fall at
# it, but not by its amount.
UNKNOWN, KEPT, TURNED, RISING, FALLING = range(5)
_NOTHING = -(1 << 63)  # no balance
_PLACES = 4
_LARGEST = 1 << 60
_MOST_SHUFFLED = 40  # lines of a day that are put in order
_MOST_TRIED = 3000  # steps of that search
_MOST_SUMMED = 10  # amounts between two balances whose signs are tried together


@dataclass(slots=True)
class Lines:
    """The lines of one account in the order of the file, amounts as the columns and words of the file sign them."""

    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    days: "array[int]" = field(default_factory=lambda: array("q"))
    amounts: "array[int]" = field(default_factory=lambda: array("q"))
    balances: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, number: int, day: date, amount: Decimal, balance: Decimal | None) -> None:
        """Take the next line; one whose sums have too many digits is left out."""
        moved, stated = scaled(amount), _NOTHING if balance is None else scaled(balance)
        if moved is None:
            return
        self.numbers.append(number)
        self.days.append(day.toordinal())
        self.amounts.append(moved)
        self.balances.append(_NOTHING if stated is None else stated)

    def way(self) -> int:
        """1 where the days run from old to new, -1 from new to old, 0 where that is unclear."""
        ups = downs = 0
        for before, after in pairwise(self.days):
            ups, downs = ups + (after > before), downs + (after < before)
        if not ups + downs or max(ups, downs) < 0.8 * (ups + downs):
            return 0
        return 1 if ups > downs else -1

    def stated(self) -> Iterator[int]:
        """The balances beside the lines."""
        return (balance for balance in self.balances if balance != _NOTHING)

    def opening_from_zero(self) -> Iterator[int]:
        """The numbers of the lines whose balance is their amount: nothing was there before them."""
        lines = zip(self.numbers, self.amounts, self.balances, strict=True)
        return (number for number, amount, balance in lines if balance == abs(amount))

    def twins(self, places: Sequence[int]) -> Iterator[tuple[int, int]]:
        """The numbers of these lines, each with that of the first line of the day with its amount and balance."""
        wanted = {self._facts(place) for place in places}
        first: dict[tuple[int, int, int], int] = {}
        for place in range(len(self.numbers)) if wanted else ():
            if (facts := self._facts(place)) in wanted:
                first.setdefault(facts, self.numbers[place])
        return ((self.numbers[place], first[self._facts(place)]) for place in places)

    def _facts(self, place: int) -> tuple[int, int, int]:
        return self.days[place], self.amounts[place], self.balances[place]


@dataclass(slots=True)
class Walk:
    """What the balances say of each line, by its place, and which lines are told twice."""

    ways: bytearray
    misfits: int = 0
    kept: int = 0
    turned: int = 0
    repeated: list[int] = field(default_factory=list)

    @property
    def fit(self) -> int:
        """The steps that agree with an amount, either way."""
        return self.kept + self.turned


@dataclass(slots=True)
class _Trial:
    """A day's lines in one order, and what the balances say of them."""

    found: list[tuple[int, int]]  # place and way
    state: int | None
    since: list[int]
    misfits: int = 0
    turned: int = 0
    repeated: Sequence[int] = ()

    def cost(self, *, free: bool) -> tuple[int, int]:
        return self.misfits, 0 if free else self.turned


def scaled(amount: Decimal) -> int | None:
    """The sum in ten-thousandths; None for one with too many digits."""
    exact = amount.scaleb(_PLACES)
    whole = int(exact)
    return whole if whole == exact and abs(whole) < _LARGEST else None


def balances_after(lines: Lines) -> tuple[Lines, Decimal | None]:
    """Lines beside which the balance before each stands, with that of the next line in time; and the one before all."""
    places = list(range(len(lines.numbers)))[:: lines.way() or 1]
    shifted = array("q", [_NOTHING]) * len(places)
    for place, following in pairwise(places):
        shifted[place] = lines.balances[following]
    first = lines.balances[places[0]] if places else _NOTHING
    opening = None if first == _NOTHING else Decimal(first).scaleb(-_PLACES)
    return Lines(lines.numbers, lines.days, lines.amounts, shifted), opening


def walk_balances(lines: Lines, opening: Decimal | None, *, free: bool) -> Walk:
    """What the balances say of the lines. `free` where no amount has a sign of its own.

    `opening` is the balance before the oldest line, where one is stated.
    """
    start = None if opening is None else scaled(opening)
    ways = [lines.way()] if lines.way() else [1, -1]
    walks = [_walk(lines, way, begin, free=free) for way in ways for begin in dict.fromkeys((start, None))]
    # Where both ways of a day fit, balances decide nothing: what columns and words say stays.
    return min(walks, key=lambda walk: (walk.misfits - walk.fit, walk.turned))


def _walk(lines: Lines, way: int, start: int | None, *, free: bool) -> Walk:
    walk = Walk(bytearray(len(lines.numbers)))
    state, since = start, list[int]()
    for day in _days(lines, way):
        trial = _best_trial(lines, day, state, since, free=free)
        state, since = trial.state, trial.since
        walk.misfits += trial.misfits
        walk.repeated += trial.repeated
        for place, found in trial.found:
            walk.ways[place] = found
            walk.kept += found == KEPT
            walk.turned += found == TURNED
    return walk


def _days(lines: Lines, way: int) -> Iterator[Sequence[int]]:
    """The places of each day's lines, from the oldest day to the newest."""
    days, count = lines.days, len(lines.days)
    begin = 0 if way > 0 else count - 1
    while 0 <= begin < count:
        end = begin
        while 0 <= end < count and days[end] == days[begin]:
            end += way
        yield range(begin, end, way)
        begin = end


def _best_trial(lines: Lines, day: Sequence[int], state: int | None, since: list[int], *, free: bool) -> _Trial:
    """The order of the day's lines under which most balances follow, with as few signs turned as possible."""
    best = _try(lines, day, state, since, free=free)
    if len(day) == 1 or best.cost(free=free) == (0, 0):
        return best
    for trial in _other_trials(lines, day, state, since, free=free):
        if trial.cost(free=free) < best.cost(free=free):
            best = trial
        if best.cost(free=free) == (0, 0):
            break
    return best


def _other_trials(
    lines: Lines, day: Sequence[int], state: int | None, since: list[int], *, free: bool
) -> Iterator[_Trial]:
    if len({lines.balances[place] for place in day}) == 1 and not since:
        yield _as_one(lines, day, state, free=free)
    for order in _other_orders(lines, day, state, free=free):
        trial = _try(lines, order, state, since, free=free)
        trial.repeated = [place for place in day if place not in order]
        yield trial


def _as_one(lines: Lines, day: Sequence[int], state: int | None, *, free: bool) -> _Trial:
    """Take a day whose balance at the end stands on each of its lines."""
    balance = lines.balances[day[0]]
    trial = _Trial([], balance, [])
    _take_sum(lines, trial, list(day), None if state is None else balance - state, free=free)
    return trial


def _other_orders(lines: Lines, day: Sequence[int], state: int | None, *, free: bool) -> Iterator[Sequence[int]]:
    yield day[::-1]
    once = _told_once(lines, day)
    for places in (day, once) if len(once) < len(day) else (day,):
        if places is once:
            yield places
            yield places[::-1]
        if len(places) <= _MOST_SHUFFLED and all(lines.balances[place] != _NOTHING for place in places):
            for turning in (True,) if free else (False, True):
                if order := _search(lines, places, state, turning=turning):
                    yield order


def _told_once(lines: Lines, day: Sequence[int]) -> Sequence[int]:
    """The lines without those that repeat amount and balance of another one."""
    once: dict[tuple[int, int], int] = {}
    for place in sorted(day):
        if lines.amounts[place] and lines.balances[place] != _NOTHING:
            once.setdefault((lines.amounts[place], lines.balances[place]), place)
    kept = set(once.values())
    return [p for p in day if p in kept or not lines.amounts[p] or lines.balances[p] == _NOTHING]


def _try(lines: Lines, order: Sequence[int], state: int | None, since: list[int], *, free: bool) -> _Trial:
    """Walk the lines in this order; `since` are lines since the last balance."""
    amounts, balances = lines.amounts, lines.balances
    trial = _Trial([], state, list(since))
    for place in order:
        balance = balances[place]
        if balance == _NOTHING:
            trial.since.append(place)
            continue
        moved = None if trial.state is None else balance - trial.state
        if trial.since:
            _take_sum(lines, trial, [*trial.since, place], moved, free=free)
            trial.since = []
        elif moved is None:
            trial.found.append((place, UNKNOWN))
        elif moved == amounts[place]:
            trial.found.append((place, KEPT))
        elif moved == -amounts[place]:
            trial.found.append((place, TURNED))
            trial.turned += 1
        else:
            trial.found.append((place, RISING if moved > 0 else FALLING))
            trial.misfits += 1
        trial.state = balance
    return trial


def _take_sum(lines: Lines, trial: _Trial, places: list[int], moved: int | None, *, free: bool) -> None:
    """Take several lines between two balances, if only one choice of signs leads from one to the other."""
    signs = None if moved is None else _signs([lines.amounts[place] for place in places], moved, free=free)
    for place, sign in zip(places, signs or [0] * len(places), strict=True):
        trial.found.append((place, {0: UNKNOWN, 1: KEPT, -1: TURNED}[sign]))
        trial.turned += sign < 0
    trial.misfits += moved is not None and signs is None


def _signs(amounts: Sequence[int], moved: int, *, free: bool) -> Sequence[int] | None:
    """The only signs under which the amounts add up so; zeros where several do, None where none do."""
    if not free and sum(amounts) == moved:
        return [1] * len(amounts)
    if len(amounts) > _MOST_SUMMED:
        return [1] * len(amounts) if sum(amounts) == moved else None
    choices = product((1, -1), repeat=len(amounts))
    fitting = [signs for signs in choices if sum(map(int.__mul__, signs, amounts)) == moved]
    if len(fitting) == 1:
        return fitting[0]
    return [0] * len(amounts) if fitting else None


def _search(lines: Lines, day: Sequence[int], state: int | None, *, turning: bool) -> Sequence[int] | None:
    """An order in which each balance follows from the one before; None where none is found."""
    budget = [_MOST_TRIED]
    if state is not None:
        return _continue(lines, list(day), state, budget, turning=turning)
    for first in day:
        rest = [place for place in day if place != first]
        if order := _continue(lines, rest, lines.balances[first], budget, turning=turning):
            return [first, *order]
    return None


def _continue(lines: Lines, left: list[int], state: int, budget: list[int], *, turning: bool) -> list[int] | None:
    if not left:
        return []
    for place in left:
        budget[0] -= 1
        if budget[0] < 0:
            return None
        moved, amount = lines.balances[place] - state, lines.amounts[place]
        if moved == amount or (turning and moved == -amount):
            rest = [other for other in left if other != place]
            order = _continue(lines, rest, lines.balances[place], budget, turning=turning)
            if order is not None:
                return [place, *order]
    return None
