"""What the model learns from: names and phrases with the category that each stands for, from facts with a licence.

The packages are fetched from npm into a folder that is not kept: the name-suggestion-index (BSD-3-Clause) and
merchant-category-codes (MIT). The rest is our own: the lexicon, phrases.txt and the lists of names and places.
"""

import json
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.merchants.lexicon import BRANDS, FALLBACK, WORDS, file_entries

_HERE = Path(__file__).parent
PACKAGES = {
    "name-suggestion-index": "name-suggestion-index@8.0.20260918",
    "merchant-category-codes": "merchant-category-codes@1.0.2",
}
_INDEX = "package/dist/json/nsi.min.json"
_CODES = "package/without_groups/mcc-en.json"
_NAMES = ("name", "brand", "name:en", "brand:en", "operator", "short_name", "official_name", "alt_name", "network")


class Example(NamedTuple):
    """A name or phrase, the category that it stands for, and the merchant whose it is, which decides on its fold."""

    text: str
    category: str
    merchant: str


def fetch(folder: Path) -> None:
    """Fetch the packages that are not in the folder yet, by npm."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, version in PACKAGES.items():
        if not list(folder.glob(f"{name}-*.tgz")):
            subprocess.run(["npm", "pack", "--silent", version], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def brands(folder: Path) -> Iterator[Example]:
    """Yields the names of the brands of the name-suggestion-index, whose kind has a category."""
    index = _json_in(folder, "name-suggestion-index", _INDEX)["nsi"]
    for kind, category in kinds().items():
        for item in index[kind]["items"]:
            names = [item["tags"].get(key, "") for key in _NAMES] + item.get("matchNames", [])
            merchant = item["tags"].get("brand") or item["tags"].get("name") or item["displayName"]
            for name in dict.fromkeys(filter(None, [item["displayName"].split(" (")[0], *names])):
                yield Example(name, category, merchant)


def codes(folder: Path) -> Iterator[Example]:
    """Yields the descriptions of the merchant category codes."""
    for code in _json_in(folder, "merchant-category-codes", _CODES):
        category = _category_of(code["mcc"])
        if category:
            for part in dict.fromkeys([code["shortDescription"], *code["fullDescription"].split(",")]):
                yield Example(part, category, part)


def phrases() -> Iterator[Example]:
    """Yields what shops of a kind are called: our phrases and the words of the lexicon."""
    for line in _lines("phrases.txt"):
        category, _, terms = line.partition(":")
        yield from (Example(term.strip(), category, term.strip()) for term in terms.split("|"))
    for name in ("words.txt", "fallback.txt"):
        for term, entry in file_entries(name):
            if entry.sign != "+" and entry.rank in (WORDS, FALLBACK):
                yield Example(term.strip("*"), entry.slug, term)


def known_brands() -> Iterator[Example]:
    """Yields the brands of the lexicon."""
    for term, entry in file_entries("brands.txt"):
        if entry.sign != "+" and entry.rank == BRANDS:
            yield Example(term, entry.slug, entry.name)


def kinds() -> dict[str, str]:
    """Returns the category of each kind of the name-suggestion-index."""
    pairs = (line.partition(":") for line in _lines("kinds.txt"))
    return {kind: category for category, _, listed in pairs for kind in listed.split()}


def _category_of(code: str) -> str | None:
    return next((category for low, high, category in _code_ranges() if low <= code <= high), None)


def _code_ranges() -> Iterator[tuple[str, str, str]]:
    for line in _lines("merchant_codes.txt"):
        category, _, listed = line.partition(":")
        for each in listed.split():
            low, _, high = each.partition("-")
            yield low, high or low, category


def _lines(name: str) -> Iterator[str]:
    lines = map(str.strip, (_HERE / name).read_text("utf-8").splitlines())
    return (line for line in lines if line and not line.startswith("#"))


def _json_in(folder: Path, package: str, member: str) -> dict:
    with tarfile.open(max(folder.glob(f"{package}-*.tgz"))) as archive:
        return json.load(archive.extractfile(member))
