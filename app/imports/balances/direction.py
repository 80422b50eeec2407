"""Follows running balances down a file in one direction of time: oldest day first, or newest day first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.formats.interface import Row
from app.imports.balances.day_order import Step, order_around_wrong_line, orders_of

_ZERO = Decimal(0)

_MANY = 100  # misfits of a column that is no running balance, or read in the wrong direction

# What would make a line at which the balances break right again.
SIGN, REPEATED, BALANCE = "sign", "repeated_line", "stated_balance"


Lines = Sequence[Row | Step]


@dataclass(frozen=True, slots=True)
class Break:
    """A row at which the amounts lead to another balance than the stated one.

    A line that is missing, or rejected, stands between the rows `after` and `until`. With `at_end` the stated
    balance is the one after all rows. `explained_by` says what would explain it, where one thing does.
    """

    row: int
    after: int
    until: int
    expected: Decimal
    stated: Decimal
    at_end: bool = False
    explained_by: str | None = None


@dataclass(slots=True)
class Direction:
    """The balances read in one direction. `state` is what the next line has to continue: read forwards the balance
    after the lines so far, read backwards the one before them; None as long as none is stated.
    """

    forward: bool
    state: Decimal | None = None
    start: Decimal | None = None  # read forwards, the balance before the first line
    moved: Decimal = _ZERO  # by the lines up to the first balance
    steps: int = 0  # from one stated balance to the next that fit
    broken: Break | None = None
    misfits: int = 0
    last: Step | None = None  # the line of the last balance
    _expected: Decimal = _ZERO  # at the break
    _skipped: Decimal | None = None  # what `state` would be if the balance at the break were wrong
    _seen: dict[tuple[str, Decimal, Decimal | None], int] = field(default_factory=dict)  # lines of the day, their rows

    def take(self, day: Sequence[Row]) -> None:
        """Take the lines of the next day; none any more where nothing fits."""
        if self.misfits > max(_MANY, self.steps):
            return
        if self._skipped is None and self._fit(day):
            return
        steps, state = [Step.of(row) for row in day], self.state
        if self._skipped is None and any(map(self._fit, orders_of(steps, state, forward=self.forward))):
            return
        around = order_around_wrong_line(steps, state, forward=self.forward)
        self._seen.clear()
        for step in around or min(steps, steps[::-1], key=self._misfits):
            self._take(step)

    def _fit(self, day: Lines) -> bool:
        """Takes the lines in this order, if they fit."""
        followed = (_forwards if self.forward else _backwards)(day, self.state)
        if followed is None:
            return False
        if self.state is None:
            self._begin(day)
        self.state = followed[0]
        self.steps += followed[1]
        last = next((line for line in reversed(day) if line.balance is not None), None)
        if last is not None:
            self.last = last if isinstance(last, Step) else Step.of(last)
        return True

    def _begin(self, day: Lines) -> None:
        for line in day:
            self.moved += line.amount
            if line.balance is not None:
                self.start = line.balance - self.moved
                return

    def _misfits(self, order: Sequence[Step]) -> int:
        """Returns how many lines do not follow from the one before them."""
        trial = Direction(self.forward, self.state, last=self.last)
        for step in order:
            trial._take(step)
        return sum(step.balance is not None for step in order) - trial.steps

    def _take(self, line: Step) -> None:
        """Takes a line whether it fits or not; the balances go on from the one stated."""
        stated, before = line.balance, self.state
        moved = line.amount if self.forward else -line.amount
        if stated is None and before is not None:
            self.state = before + moved
            self._skipped = None if self._skipped is None else self._skipped + moved
            return
        if stated is None or before is None:
            self._fit([line])
            return
        expected = before + line.amount if self.forward else before
        skipped, self._skipped = self._skipped, None
        if stated == expected:
            self.steps += 1
        elif skipped is not None and stated == (skipped + line.amount if self.forward else skipped):
            self._blame_balance()
        else:
            self._misfit(line, before, stated)
        self.state = stated if self.forward else stated - line.amount
        self.last = line
        self._seen[line.words, line.amount, stated] = line.row

    def _misfit(self, line: Step, before: Decimal, stated: Decimal) -> None:
        self.misfits += 1
        if self.broken is None:
            self._expected = before + line.amount if self.forward else before
            self._skipped = before + (line.amount if self.forward else -line.amount)
            self.broken = self._break(line, before, self._expected, stated)

    def _break(self, line: Step, before: Decimal, expected: Decimal, stated: Decimal) -> Break:
        """Returns the break between a line and the one taken before it: which of the two is wrong."""
        last = self.last or line
        after, until = sorted((last.row, line.row))
        same = self._seen.get((line.words, line.amount, stated)) or (is_same_line(line, last) and last.row)
        if same:
            return Break(max(line.row, same), after, until, expected, stated, explained_by=REPEATED)
        wrong = line if self.forward else last
        turned = stated == before + (-wrong.amount if self.forward else 2 * wrong.amount)
        reason = SIGN if turned and wrong.amount else None
        if self.forward:
            return Break(line.row, after, until, expected, stated, explained_by=reason)
        # The later line leads from the earlier one's balance to its own.
        own = last.balance if last.balance is not None else before
        return Break(last.row, after, until, own + stated - before, own, explained_by=reason)

    def _blame_balance(self) -> None:
        """The balances agree but for the last one: it is wrong, and no amount."""
        line = self.last
        if line is not None and line.balance is not None:
            self.broken = Break(line.row, line.row, line.row, self._expected, line.balance, explained_by=BALANCE)


def is_same_line(line: Step, other: Step) -> bool:
    """Whether two lines are told alike, with the same balance."""
    return line is not other and (line.words, line.amount, line.balance) == (other.words, other.amount, other.balance)


def _forwards(day: Lines, state: Decimal | None) -> tuple[Decimal | None, int] | None:
    """Returns the balance after the lines and the steps between balances; None where a line does not fit."""
    steps = 0
    for line in day:
        if state is None:
            state = line.balance
            continue
        state += line.amount
        if line.balance is not None:
            if line.balance != state:
                return None
            steps += 1
    return state, steps


def _backwards(day: Lines, state: Decimal | None) -> tuple[Decimal | None, int] | None:
    """Returns the same of lines that come later first: the balance before the last of them."""
    steps = 0
    for line in day:
        if state is None:
            state = None if line.balance is None else line.balance - line.amount
            continue
        if line.balance is not None:
            if line.balance != state:
                return None
            steps += 1
        state -= line.amount
    return state, steps
