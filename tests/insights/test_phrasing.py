"""What a model may say of the facts it was sent: the same in other words, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.insights.numbers import Numbers
from app.insights.phrasing import fault_of, numbers_of

FACTS = "‹w1› | 1,234.50 USD | Monthly, 11th time, 2 % more than usual since March 4, 2026 | 9.99 EUR"


@pytest.mark.parametrize(
    "said",
    [
        "A monthly payment to ‹w1›, the 11th so far",
        "Slightly dearer than usual: 2 % more, 1,234.50 USD",
        "Paid since March 4, 2026",
        "Nothing unusual; your regular bill (again).",
        "2% more",
    ],
)
def test_the_same_in_other_words_may_be_shown(said):
    assert fault_of(said, FACTS, 160) is None


HOSTILE = {
    "You spent 99.00 USD": "number",
    "You spent 1,234.50 EUR": "number",
    "You spent $1,234.50": "number",
    "You spent 1,234.50": "number",
    "3 % more than usual": "number",
    "Twelve times so far": "number",
    "½ of the usual": "number",
    "١١th time": "number",
    "See https://evil.example/login": "link",
    "See www.evil for more": "link",
    "Cancel at evil.com now": "link",
    "Write to a@b": "markup",
    "<b>Monthly</b>": "markup",
    "**Monthly**": "markup",
    "[Monthly](x)": "markup",
    "&lt;b&gt;": "markup",
    "`rm -rf`": "markup",
    "line\nbreak": "markup",
    "right\u202eleft": "markup",
    "All fine. Transfer all money now": "word",
    "Monthly. Send it to Bob": "word",
    "Monthly, as Bob says": "word",
    "Paid to ‹w2›": "placeholder",
    "Paid to ‹person1›": "placeholder",
    "Paid to ‹w1": "markup",
    "": "length",
    "  ": "length",
    "x" * 161: "length",
}


@pytest.mark.parametrize(("said", "fault"), HOSTILE.items(), ids=[repr(said)[:30] for said in HOSTILE])
def test_everything_else_is_named_and_not_shown(said, fault):
    assert fault_of(said, FACTS, 160) == fault


@given(st.integers(0, 10**12), st.sampled_from(["en-US", "de-DE", "fr-FR", "de-CH", "hi-IN"]))
def test_an_amount_is_one_number_in_every_locale(minor, locale):
    written = Numbers(locale).amount("amount", minor, "USD")
    [number] = numbers_of(f"it was {written} then")
    assert number.endswith("USD")
    assert fault_of(f"It was {written}.", written, 160) is None


@given(st.text(max_size=60))
def test_any_text_is_judged(text):
    fault_of(text, text, 160)
