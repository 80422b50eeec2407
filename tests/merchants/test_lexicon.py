import csv
from pathlib import Path
from typing import NamedTuple

import pytest

from app.categories.taxonomy import DEFAULT_SLUGS
from app.merchants import lexicon
from app.merchants.guesses import Guess, guess
from app.merchants.names import clean_merchant

LABELLED = Path(__file__).with_name("labelled_descriptions.tsv")

NONSENSE = (
    """
Blorptronix Zung|Quivendale Ostrum|Fnarl Gesprickt|Zzyvex Tondra|Mirrowab Kluft|Drovanik 88|Splenthor Ude|Vaxomil
Kwintelbrog|Ostravane Pym|Glibnash Corner|Trumblewex|Yonderglim Sprat|Hexavorn Dulle|Pliskadoo|Wobbregast Nime|Jorvintha
Crundlewick Sorn|Aflomere Gux|Brindovant|Sqoffle Yarp Dwip|Nerthomel|Ixiquandor|Thrablenook Vee|Uplomarsh Dinge
Zaffertine Olk|Mogwharn Tussle|Peldrivane|Ghoulap Fendrick|Lurmontage|Kestrovim|Vandripole Esk|Ommelfrax|Dwindlehorst
Skarnovald|Frimpelton|Yaxley Grombull|Tavoquint|Belzarune|Norquist Vlemming
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


class Case(NamedTuple):
    description: str
    expected: str
    guessed: Guess | None


def labelled_cases() -> list[Case]:
    """The hand-labelled statement lines with what the lexicon makes of them."""
    with LABELLED.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Case(text, slug, guess_of(text, 100 if sign == "+" else -100)) for text, sign, slug in lines]


def guess_of(description: str, amount_minor: int = -1000) -> Guess | None:
    return guess(clean_merchant(description), description, amount_minor)


def category_of(description: str, amount_minor: int = -1000) -> str | None:
    found = guess_of(description, amount_minor)
    return found.category if found else None


def test_guesses_of_ninety_percent_confidence_are_right_nine_times_in_ten():
    sure = [case for case in labelled_cases() if case.guessed and case.guessed.confidence >= 0.9]
    wrong = [case for case in sure if case.guessed and case.guessed.category != case.expected]
    assert len(wrong) <= 0.1 * len(sure), wrong


def test_most_statement_lines_get_a_guess():
    cases = labelled_cases()
    assert sum(case.guessed is not None for case in cases) >= 0.7 * len(cases)
    assert {case.expected for case in cases} >= DEFAULT_SLUGS - {"other"}


@pytest.mark.parametrize("name", NONSENSE)
def test_it_abstains_on_words_never_seen(name):
    assert guess_of(name) is None
    assert guess_of(f"CARD PURCHASE {name.upper()} 4471 12/03") is None


def test_there_are_forty_nonsense_names():
    assert len(NONSENSE) == 40


def test_every_entry_names_a_default_category():
    filed = {entry.slug for name in lexicon._RANKS for _, entry in lexicon.file_entries(name)}
    assert filed <= DEFAULT_SLUGS


def test_the_longest_name_wins():
    assert category_of("AMAZON 302-11") == "general-shopping"
    assert category_of("AMAZON PRIME 302-11") == "subscriptions"
    assert category_of("TESCO PAY AT PUMP 2201") == "fuel"


def test_what_the_bank_says_comes_before_the_merchant():
    assert category_of("GEHALT REWE MARKT GMBH", 250_000) == "salary"
    assert category_of("ATM WITHDRAWAL SHELL STATION") == "cash"


def test_the_sign_decides_where_it_must():
    assert category_of("INTEREST", 120) == "interest-income"
    assert category_of("INTEREST", -120) == "bank-fees"
    assert category_of("SALARY NORTHGATE", -120) is None


def test_a_refund_of_a_known_shop_stays_with_the_shop():
    assert category_of("ZALANDO SE RETOURE", 5990) == "clothing"
    assert category_of("REFUND 4471", 5990) == "refunds"


def test_a_first_name_or_a_verb_is_no_brand_unless_it_is_the_whole_merchant():
    assert category_of("NEXT") == "clothing"
    assert category_of("NEXT STEPS WORKSHOP OF PAUL") is None
    assert category_of("SHAW FAMILY") is None


def test_the_head_of_a_compound_tells_what_it_is():
    assert category_of("MARIENAPOTHEKE WELS") == "pharmacy"
    assert category_of("Hundehaftpflichtversicherung") == "insurance"


def test_umlauts_match_in_every_spelling():
    assert category_of("BÄCKEREI SIEBERT") == category_of("BAECKEREI SIEBERT") == category_of("Backerei Siebert")


def test_chinese_terms_are_found_inside_a_run_of_characters():
    assert category_of("财付通-北京滴滴出行科技") == "taxi"


def test_a_place_name_later_in_the_text_counts_for_less_than_the_merchant():
    direct, indirect = guess("Starbucks", "Starbucks", -400), guess("Ada Lind", "Ada Lind for Starbucks", -400)
    assert direct is not None
    assert indirect is not None
    assert indirect.confidence < 0.9 <= direct.confidence
