"""`python -m training.words`: writes the words that may leave the machine, app/ai/redaction/words.txt.

Needs wordfreq 3.1.1, stopwordsiso 0.7.1 and Faker 40.63.0, and as its argument the path of the sources of the package
names 0.3.0, which holds lists of the US census. Run it again when the lexicon or the local engine has learned words;
docs/decisions/065 says what is left out.
"""

import ast
import importlib
import re
import tarfile
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "app/ai/redaction/words.txt"
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl")
# The most frequent words of each language; what is rarer tells more about who wrote it.
FREQUENT = 3000
# A word that is as frequent in so many languages is mostly a name: London, Michael, Facebook.
LANGUAGES_OF_A_NAME, FREQUENT_IN_ALL = 6, 10_000
# So many family names of the census are left out of the frequent words, so many make a chosen word a name.
CENSUS_NAMES, CENSUS_NAMES_OF_MANY = 15_000, 1_000
LONGEST_LITTLE_WORD = 3
_LOCALES = re.compile(r"(?:de|en|fr|es|it|pt|nl|sv|pl|da|no|fi|cs)_[A-Z]{2}")
_ANY, _NAMES = re.compile(".*"), re.compile(r"(?:first|last)_?name")
_WORD = re.compile(r"[^\W\d_]+")
_HEADING = (
    "# Words that may leave the machine; see docs/decisions/065. Made by `python -m training.words`, not by hand.\n"
)
_LICENCE = (
    "# Contains frequent words of wordfreq 3.1.1 by Robyn Speer (doi 10.5281/zenodo.7199437), whose data are under\n"
    "# CC BY-SA 4.0; so is this file. docs/THIRD_PARTY.md names the sources behind it.\n"
)


def folded(word: str) -> str:
    """The word without case and accents, as names are compared."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def words_in(texts: Iterable[str]) -> set[str]:
    """The words of some texts, without case."""
    return {word.casefold() for text in texts for word in _WORD.findall(text)}


def is_latin(word: str) -> bool:
    """Whether a word is of Latin letters, as all languages are written that are read."""
    return all("LATIN" in unicodedata.name(char, "") for char in word)


def sections(path: Path) -> Mapping[str, set[str]]:
    """The words under each [heading] of a list written by hand."""
    found: dict[str, set[str]] = {}
    heading = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif not line.startswith("#"):
            found.setdefault(heading, set()).update(words_in([line]))
    return found


def lists_of_faker(kind: str, wanted: re.Pattern[str], locales: re.Pattern[str]) -> Iterator[set[str]]:
    """The words of the lists of Faker's locales whose name has a wanted word."""
    from faker.config import AVAILABLE_LOCALES

    for locale in filter(locales.fullmatch, AVAILABLE_LOCALES):
        try:
            provider = importlib.import_module(f"faker.providers.{kind}.{locale}").Provider
        except ImportError:
            continue
        for name in dir(provider):
            found = getattr(provider, name)
            if wanted.search(name) and "format" not in name and isinstance(found, (tuple, list, Mapping)):
                yield words_in(map(str, found))


def names_of_people(locales: re.Pattern[str]) -> set[str]:
    """Given and family names of Faker's locales, folded."""
    return {folded(word) for each in lists_of_faker("person", _NAMES, locales) for word in each}


def census(archive: Path) -> list[str]:
    """Family names of the US census, the most frequent first, and all given names."""
    with tarfile.open(archive) as tar:
        return [line.split()[0].lower() for line in _lines(tar, "dist.all.last")]


def census_given(archive: Path) -> set[str]:
    """Given names of the US census."""
    with tarfile.open(archive) as tar:
        return {line.split()[0].lower() for each in ("female", "male") for line in _lines(tar, f"dist.{each}.first")}


def _lines(tar: tarfile.TarFile, name: str) -> list[str]:
    member = next(each for each in tar if each.name.endswith(name))
    file = tar.extractfile(member)
    return file.read().decode().splitlines() if file else []


def frequent_words() -> set[str]:
    """Frequent words of each language, without those that are names in all of them."""
    from wordfreq import top_n_list

    lists = [{word for word in top_n_list(each, FREQUENT_IN_ALL) if word.isalpha()} for each in LANGUAGES]
    count = Counter(word for each in lists for word in each)
    found = {word for each in LANGUAGES for word in top_n_list(each, FREQUENT) if word.isalpha()}
    return {word for word in found if count[word] < LANGUAGES_OF_A_NAME and len(word) > 1}


def little_words() -> set[str]:
    """Words of grammar in each language."""
    import stopwordsiso

    return {word for word in stopwordsiso.stopwords(list(LANGUAGES)) if word.isalpha()}


def words_of_the_product() -> set[str]:
    """What banks and shops write, and what questions are asked with; no merchants and places."""
    lexicon = ROOT / "app/merchants/lexicon_data"
    files = [lexicon / name for name in ("banking.txt", "words.txt", "own_accounts.txt", "fallback.txt")]
    files += (ROOT / "app/ai/questions/word_lists").glob("*.txt")
    lines = (line for file in files for line in file.read_text("utf-8").splitlines() if not line.startswith("#"))
    return words_in(lines)


def words_of_the_code() -> set[str]:
    """What the local engine reads and advises, and the default categories."""
    rooms = ("app/ai/local", "app/insights/coach", "app/insights/summaries")
    sources = [*(file for room in rooms for file in (ROOT / room).glob("*.py")), ROOT / "app/categories/defaults.py"]
    return {word for file in sources for word in words_in(texts_in(file))}


def texts_in(source: Path) -> Iterator[str]:
    """The texts in a module that are no docstrings and no patterns."""
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and not re.search(r"[\\^$\[]|\.\n", node.value)
        ):
            yield node.value


def brands() -> set[str]:
    """Single words by which merchants are called."""
    text = (ROOT / "app/merchants/lexicon_data/brands.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith(("#", "[")))
    return {word for word in words_in(lines) if len(word) > LONGEST_LITTLE_WORD}


def places() -> set[str]:
    """Names of towns, states and countries."""
    lines = (ROOT / "app/merchants/places.txt").read_text("utf-8").splitlines()
    words = words_in(line for line in lines if not line.startswith("#"))
    words |= set().union(
        *lists_of_faker(
            "address", re.compile(r"cit(?:y|ies)|towns?|states?|provinces?|counties|country|countries|regions?"), _ANY
        )
    )
    return {folded(word) for word in words if len(word) > LONGEST_LITTLE_WORD}


def chosen(archive: Path) -> dict[str, set[str]]:
    """Words that may leave in any case, days that may where no name stands, and words that may there in lower case."""
    by_hand = sections(Path(__file__).with_name("common_words.txt"))
    called = {folded(word) for word in words_in((ROOT / "app/merchants/given_names.txt").read_text("utf-8").split())}
    given = called | census_given(archive) | {folded(word) for word in by_hand["names"]}
    last = census(archive)
    many = given | set(last[:CENSUS_NAMES_OF_MANY]) | names_of_people(_LOCALES)
    all_names = many | set(last[:CENSUS_NAMES]) | names_of_people(_ANY) | places()
    core = by_hand["any case"] | words_of_the_product()
    little = {word for word in little_words() if len(word) <= LONGEST_LITTLE_WORD or folded(word) not in all_names}
    known = core | little
    plain = {word for word in known if folded(word) not in many}
    plain |= {word for word in frequent_words() | brands() | words_of_the_code() if folded(word) not in all_names}
    plain = (plain - by_hand["names"] - by_hand["lower case"] - by_hand["days"]) | by_hand["no names"]
    lower = by_hand["lower case"] | {word for word in known if folded(word) in many and folded(word) not in called}
    return {
        "any case": plain,
        "days": by_hand["days"],
        "lower case": lower - plain - by_hand["names"] - by_hand["days"],
    }


def written(words: Iterable[str]) -> Iterator[str]:
    """Lines of words in order."""
    return iter(
        textwrap.wrap(" ".join(sorted(filter(is_latin, words))), 118, break_long_words=False, break_on_hyphens=False)
    )


def main() -> None:
    """Write the file."""
    import sys

    found = chosen(Path(sys.argv[1]))
    lines = (line for heading, words in found.items() for line in ("", f"[{heading}]", *written(words)))
    TARGET.write_text(_HEADING + _LICENCE + "\n".join(lines) + "\n", "utf-8")
    print({heading: len(words) for heading, words in found.items()})


if __name__ == "__main__":
    main()
