"""Fits the model: a linear classifier over hashed features, calibrated on merchants that it has not seen."""

from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from app.ai.classifier.features import BUCKETS, features_of, parts_of
from app.ai.classifier.model import KEPT
from training.sources import Example

FOLDS = 10
# Never learned from: `python -m bench categories` measures on these.
HELD_OUT_FOLD = 0
CALIBRATION_FOLD = 1
_SEED = 20261129
_REGULARISATION = 0.5
# How far the bias of a category may go where the calibration fold has few of its merchants.
_PRIOR = 0.02
_LARGEST = 127


class Fitted(NamedTuple):
    """A fitted model; `weights` has a row for each category and a column for each bucket."""

    categories: list[str]
    weights: np.ndarray
    intercept: np.ndarray


class Calibrated(NamedTuple):
    """A fitted model as it is shipped, with the steepness and the biases that make its confidence true."""

    categories: list[str]
    owners: np.ndarray
    weights: np.ndarray
    steepness: float
    bias: np.ndarray


def fold_of(merchant: str) -> int:
    """Returns the fold of a merchant; all its spellings and branches are in one."""
    first = parts_of(merchant)
    return crc32((first[0] if first else merchant).encode()) % FOLDS


def matrix(texts: Sequence[str]) -> csr_matrix:
    """Returns the features of texts as the rows of a sparse matrix."""
    columns, values, ends = [], [], [0]
    for text in texts:
        parts = parts_of(text)
        scale = len(parts) ** -0.5 if parts else 0.0
        for part in parts:
            for bucket, weight in features_of(part):
                columns.append(bucket)
                values.append(weight * scale)
        ends.append(len(columns))
    found = csr_matrix((values, columns, ends), shape=(len(texts), BUCKETS), dtype=np.float64)
    found.sum_duplicates()
    return found


def fit(examples: Sequence[Example]) -> Fitted:
    """Fit the weights of every bucket for every category."""
    classifier = LinearSVC(C=_REGULARISATION, random_state=_SEED, tol=1e-3)
    classifier.fit(matrix([e.text for e in examples]), [e.category for e in examples])
    return Fitted([str(name) for name in classifier.classes_], classifier.coef_, classifier.intercept_)


def pruned(fitted: Fitted) -> tuple[np.ndarray, np.ndarray, float]:
    """Returns the categories and rounded weights of the strongest `KEPT` of each bucket, and the size of a step."""
    strongest = np.argsort(-np.abs(fitted.weights), axis=0, kind="stable")[:KEPT].T
    kept = np.take_along_axis(fitted.weights.T, strongest, axis=1)
    step = float(np.abs(kept).max()) / _LARGEST
    return strongest.astype(np.uint8), np.rint(kept / step).astype(np.int8), step


def scores(found: csr_matrix, owners: np.ndarray, weights: np.ndarray, categories: int) -> np.ndarray:
    """Returns what the pruned table makes of rows of features, before calibration."""
    dense = np.zeros((BUCKETS, categories))
    np.add.at(dense, (np.arange(BUCKETS)[:, None], owners), weights.astype(float))
    return found @ dense


def calibrate(fitted: Fitted, held: Sequence[Example]) -> Calibrated:
    """Find the steepness and the bias of each category under which the held examples are likeliest."""
    owners, weights, step = pruned(fitted)
    raw = scores(matrix([e.text for e in held]), owners, weights, len(fitted.categories))
    place = {name: index for index, name in enumerate(fitted.categories)}
    truth = np.array([place[e.category] for e in held])

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        steepness, bias = values[0], values[1:]
        logits = raw * steepness * step + bias
        logits -= logits.max(axis=1, keepdims=True)
        likely = np.exp(logits)
        likely /= likely.sum(axis=1, keepdims=True)
        chosen = likely[np.arange(len(truth)), truth]
        error = likely
        error[np.arange(len(truth)), truth] -= 1
        slope = np.concatenate(
            [[(error * raw * step).sum() / len(truth)], error.mean(axis=0) + _PRIOR * (bias - start)]
        )
        return -np.log(chosen).mean() + _PRIOR / 2 * ((bias - start) ** 2).sum(), slope

    start = fitted.intercept * 3
    best = minimize(loss, np.concatenate([[3.0], start]), jac=True, method="L-BFGS-B").x
    return Calibrated(fitted.categories, owners, weights, float(best[0]), best[1:])


def with_weights_of(calibrated: Calibrated, fitted: Fitted) -> Calibrated:
    """Returns a model fitted on more examples under the calibration that was found with fewer."""
    owners, weights, step = pruned(fitted)
    return calibrated._replace(owners=owners, weights=weights, steepness=calibrated.steepness * step)
