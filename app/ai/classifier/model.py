"""The model: a table of the strongest weights of each bucket, read when first asked, and prediction in plain Python."""

import json
import zlib
from collections.abc import Sequence
from functools import lru_cache
from math import exp, sqrt
from pathlib import Path
from typing import NamedTuple

from app.ai.classifier.features import BUCKETS, features_of, parts_of

_HERE = Path(__file__).parent
TABLE, HEAD = _HERE / "weights.bin", _HERE / "weights.json"
# Weights kept of a bucket: the categories that it speaks for or against most.
KEPT = 3
# Shops share their words (market, pizza, gmbh): the scores of so many are some 10 MB.
_WORDS_KEPT = 8192
_NAMES_KEPT = 8192
# Some shops are called by the word for another trade, most of all by that word alone: a Diesel that sells trousers.
_SUREST, _SUREST_OF_ONE = 0.97, 0.9
# What is no shop: people, banks, towns, words without a meaning.
NOTHING = "none"


class Prediction(NamedTuple):
    """A category slug and how likely it is, 0..1; calibrated, so that of a hundred at 0.9 ninety are right."""

    category: str
    confidence: float


class _Model(NamedTuple):
    """What was trained: a byte for the category and one for the weight, `KEPT` of each for every bucket."""

    categories: list[str]
    steepness: float
    bias: list[float]
    owners: bytes
    weights: Sequence[int]


@lru_cache(maxsize=1)
def _model() -> _Model:
    head = json.loads(HEAD.read_text("utf-8"))
    table = zlib.decompress(TABLE.read_bytes())
    half = BUCKETS * KEPT
    return _Model(head["categories"], head["steepness"], head["bias"], table[:half], memoryview(table)[half:].cast("b"))


@lru_cache(maxsize=_NAMES_KEPT)
def predict(name: str) -> Prediction | None:
    """Returns the likeliest category of a shop of this name; None where it is no shop's name, or no word is known."""
    parts = parts_of(name)
    if not parts:
        return None
    model = _model()
    scores = [0.0] * len(model.categories)
    for part in parts:
        for category, score in _scores(part):
            scores[category] += score
    scale = model.steepness / sqrt(len(parts))
    surest = _SUREST if len(parts) > 1 else _SUREST_OF_ONE
    return _likeliest(model, [score * scale + bias for score, bias in zip(scores, model.bias, strict=True)], surest)


def _likeliest(model: _Model, scores: list[float], surest: float) -> Prediction | None:
    best = max(range(len(scores)), key=scores.__getitem__)
    if model.categories[best] == NOTHING:
        return None
    highest = scores[best]
    likelihood = 1 / sum(exp(score - highest) for score in scores)
    return Prediction(model.categories[best], round(likelihood * surest, 3))


@lru_cache(maxsize=_WORDS_KEPT)
def _scores(part: str) -> tuple[tuple[int, float], ...]:
    """The scores that a word gives to categories."""
    model = _model()
    scores: dict[int, float] = {}
    for bucket, weight in features_of(part):
        for place in range(bucket * KEPT, bucket * KEPT + KEPT):
            if stored := model.weights[place]:
                category = model.owners[place]
                scores[category] = scores.get(category, 0.0) + weight * stored
    return tuple(scores.items())
