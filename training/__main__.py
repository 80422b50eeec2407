"""`python -m training [FOLDER]`: fetch what is learned from, fit the model, write the table that the app ships."""

import json
import sys
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.ai.classifier.model import HEAD, TABLE
from app.merchants.guesses import guess
from training import sources
from training.dressing import Dresser
from training.fitting import (
    CALIBRATION_FOLD,
    HELD_OUT_FOLD,
    Calibrated,
    Fitted,
    calibrate,
    fit,
    fold_of,
    with_weights_of,
)
from training.sources import Example

_SEED = 20261129
# Examples of no shop, beside the banks and offices of the name-suggestion-index.
_NOTHING, _NOTHING_HELD = 5000, 400
HELD_OUT = Path(__file__).parents[1] / "bench" / "held_out.tsv"


def main() -> None:
    """Fit without the calibration fold to calibrate, and with it to ship."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".local/training")
    sources.fetch(folder)
    brands = list(sources.brands(folder))
    own = [e for e in sources.known_brands() if fold_of(e.merchant) != HELD_OUT_FOLD]
    learned = own + [e for e in brands if fold_of(e.merchant) != HELD_OUT_FOLD]
    phrases = [*sources.phrases(), *sources.codes(folder)]
    early = _fitted([e for e in learned if fold_of(e.merchant) != CALIBRATION_FOLD], phrases)
    calibrated = calibrate(early, _held(e for e in brands if fold_of(e.merchant) == CALIBRATION_FOLD))
    _ship(with_weights_of(calibrated, _fitted(learned, phrases)))
    _write_held_out(e for e in brands if fold_of(e.merchant) == HELD_OUT_FOLD)


def _fitted(brands: Sequence[Example], phrases: Sequence[Example]) -> Fitted:
    """The model fitted on brands and phrases as statements show them."""
    dresser = Dresser(_SEED)
    examples = [shown for brand in brands for shown in dresser.brand(brand)]
    examples += [shown for phrase in phrases for shown in dresser.phrase(phrase)]
    examples += [shown for brand in brands for shown in dresser.clashes(brand, phrases)]
    return fit([*examples, *dresser.nothing(_NOTHING)])


def _held(brands: Iterable[Example]) -> list[Example]:
    """Brands of which the lexicon knows no word: what the model has to judge alone."""
    dresser = Dresser(_SEED + 1)
    unknown = [brand for brand in brands if guess(brand.text, brand.text, -1) is None]
    return [shown for brand in unknown for shown in dresser.brand(brand)] + list(dresser.nothing(_NOTHING_HELD))


def _ship(model: Calibrated) -> None:
    bias = [round(float(value), 4) for value in model.bias]
    head = {"categories": model.categories, "steepness": round(model.steepness, 6), "bias": bias}
    HEAD.write_text(json.dumps(head, indent=1) + "\n", "utf-8")
    TABLE.write_bytes(zlib.compress(model.owners.tobytes() + model.weights.tobytes(), 9))


def _write_held_out(brands: Iterable[Example]) -> None:
    """Write the brands that the model never saw with all their categories, for `python -m bench categories`."""
    names: dict[str, str] = {}
    categories: dict[str, set[str]] = {}
    for brand in brands:
        name = names.setdefault(brand.merchant.casefold(), brand.text)
        categories.setdefault(name.casefold(), set()).add(brand.category)
    rows = sorted(f"{name}\t{'|'.join(sorted(categories[name.casefold()]))}\n" for name in set(names.values()))
    HELD_OUT.write_text("".join(rows), "utf-8")


if __name__ == "__main__":
    main()
