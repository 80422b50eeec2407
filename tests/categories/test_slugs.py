"""Slugs of names in any script."""

import pytest

from app.categories.slugs import LONGEST, free_slug, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Board games", "board-games"),
        ("Café & Kuchen", "cafe-kuchen"),
        ("Straße", "strasse"),
        ("Łódź trip 2026", "lodz-trip-2026"),
        ("外食", "外食"),
        ("☕", "category"),
        ("---", "category"),
    ],
)
def test_a_slug_holds_the_words_of_a_name(name, slug):
    assert slug_of(name) == slug


def test_a_long_name_gives_a_bounded_slug():
    assert len(slug_of("word " * 40)) <= LONGEST


def test_a_taken_slug_gets_a_number():
    assert free_slug("Coffee", {"coffee", "coffee-2"}) == "coffee-3"
