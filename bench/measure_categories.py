"""Categories of merchants that the model never saw: how many get one, how many are right, how true the confidence is.

`held_out.tsv` holds brands of the name-suggestion-index that `make train` keeps back (see docs/THIRD_PARTY.md). Those
that the lexicon knows by name are counted apart: they are not unseen.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from bson import ObjectId

from app.categories.taxonomy import DEFAULT_CATEGORIES
from app.merchants.brands import brand_of
from app.merchants.lexicon import words_of
from app.rules.candidate import Candidate
from app.rules.categoriser import Categoriser
from bench.client import Client
from bench.report import Result, at_least
from bench.stage import Stage

HELD_OUT = Path(__file__).with_name("held_out.tsv")
# The truth of a bank, an office or a company: it has no category.
NOTHING = "none"
_SHAPES = ("POS PURCHASE {} 0412", "{}", "CARD PAYMENT TO {} ON 14 MAR", "{} #4471 SPRINGFIELD IL", "Kartenzahlung {}")
_BINS = (0.9, 0.8, 0.7, 0.6, 0.5)
_SYLLABLES = [
    one + end for one in ("bla", "cro", "dru", "fe", "gli", "hu", "jo", "ke") for end in ("m", "v", "x", "rn")
]
NONSENSE = 1000
# As many as one request may ask for, and how often.
ASKED, ROUNDS = 500, 20
SUGGESTIONS_GOAL, RIGHT_GOAL = 10_000, 0.93


class Case(NamedTuple):
    """A name, the categories of which it should get one, and what it got; `confidence` is 0 without one."""

    name: str
    truth: Sequence[str]
    category: str
    tier: str
    confidence: float

    @property
    def right(self) -> bool:
        """Whether it got a category of its own, or none where it has none."""
        return self.category in self.truth


def measure(stage: Stage) -> list[Result]:
    """File the held-out brands as statements show them, and ask the endpoint for as many as it takes."""
    cases = list(_filed(_held_out()))
    unseen = [case for case in cases if not _is_known(case.name)]
    known = [case for case in cases if _is_known(case.name)]
    return [
        *_accuracy("unseen merchants", unseen),
        *_reliability(unseen),
        *_accuracy("brands of the lexicon", known),
        _nonsense(),
        _rate_in_process(),
        _rate_of_endpoint(stage),
    ]


def _held_out() -> list[list[str]]:
    return [line.split("\t") for line in HELD_OUT.read_text("utf-8").splitlines()]


def _is_known(name: str) -> bool:
    return brand_of(words_of(name)) is not None


def _categoriser() -> Categoriser:
    known = {each.slug: {"_id": ObjectId(), "slug": each.slug, "kind": each.kind} for each in DEFAULT_CATEGORIES}
    return Categoriser([], {}, known)


def _filed(rows: Sequence[Sequence[str]]) -> Iterator[Case]:
    categoriser = _categoriser()
    for number, (name, truth) in enumerate(rows):
        description = _SHAPES[number % len(_SHAPES)].format(name.upper())
        filing = categoriser.file(Candidate(description, -1250, "EUR"))
        yield Case(name, truth.split("|"), filing.category or NOTHING, filing.tier, filing.confidence or 0.0)


def _accuracy(what: str, cases: Sequence[Case]) -> list[Result]:
    filed = [case for case in cases if case.category != NOTHING]
    details = f"{len(cases)} names, {_share(filed, cases):.3f} filed, {_right(filed):.3f} of these right"
    return [Result(f"categories, {what}", f"{_right(cases):.3f} right", details=details)]


def _reliability(cases: Sequence[Case]) -> Iterator[Result]:
    sure = [case for case in cases if case.confidence >= _BINS[0]]
    details = f"{len(sure)} of {len(cases)}"
    yield at_least("categories, unseen, right at >= 0.9", _right(sure), RIGHT_GOAL, "", details)
    for tier in ("local", "model"):
        for low, high in zip(_BINS, (1.01, *_BINS), strict=False):
            found = [case for case in cases if case.tier == tier and low <= case.confidence < high]
            if found:
                mean = sum(case.confidence for case in found) / len(found)
                details = f"{len(found)} rows, {mean:.2f} said"
                yield Result(f"categories, unseen, {tier} at {low}", f"{_right(found):.3f} right", details=details)


def _nonsense() -> Result:
    """Words without a meaning should get no category."""
    random, categoriser = Random(7), _categoriser()
    names = [
        "".join(random.choices(_SYLLABLES, k=3)) + " " + "".join(random.choices(_SYLLABLES, k=2))
        for _ in range(NONSENSE)
    ]
    left = sum(categoriser.file(Candidate(name.upper(), -100, "EUR")).category is None for name in names)
    return at_least("categories, nonsense left alone", left / NONSENSE, 0.97, "", f"{NONSENSE} names")


def _rate_in_process() -> Result:
    """Descriptions a second of one core, each with a merchant of its own."""
    rows = [f"POS PURCHASE {name.upper()} {number:04d} SPRINGFIELD IL" for number, (name, _) in enumerate(_held_out())]
    categoriser = _categoriser()
    begun = time.process_time()
    for row in rows:
        categoriser.file(Candidate(row, -1250, "EUR"))
    used = time.process_time() - begun
    return Result(
        "categories, each merchant new", f"{len(rows) / used:,.0f} /s", cpu=f"{1e6 * used / len(rows):.0f} µs/row"
    )


def _rate_of_endpoint(stage: Stage) -> Result:
    """Descriptions a second of the API's CPU; merchants repeat as they do on statements."""
    user = stage.new_user()
    _ask(user, 0)
    before, begun = stage.cpu("api"), time.perf_counter()
    for turn in range(1, ROUNDS + 1):
        _ask(user, turn)
    wall, used = time.perf_counter() - begun, stage.cpu("api") - before
    rows = ASKED * ROUNDS
    details = f"{rows / wall:,.0f} /s wall, {1000 * used / ROUNDS:.1f} ms CPU a request of {ASKED}"
    rate = rows / used
    return Result(
        "suggest, descriptions a CPU second",
        f"{rate:,.0f}",
        f">= {SUGGESTIONS_GOAL:,}",
        rate >= SUGGESTIONS_GOAL,
        f"{1e6 * used / rows:.0f} µs/row",
        details,
    )


def _ask(user: Client, turn: int) -> None:
    names = [name for name, _ in _held_out()][:: max(1, turn % 3)][:ASKED]
    rows = [
        {"description": f"{name.upper()[:60]} {turn:02d}{number:04d}", "amount": "-4.50"}
        for number, name in enumerate(names)
    ]
    user.post("/categories/suggest", {"transactions": rows})


def _share(part: Sequence[Case], whole: Sequence[Case]) -> float:
    return len(part) / len(whole) if whole else 0.0


def _right(cases: Sequence[Case]) -> float:
    return sum(case.right for case in cases) / len(cases) if cases else 0.0
