"""Questions and their plans: the files beside this one hold them, each plan above the questions that mean it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ai.questions import NotUnderstood, Plan, Vocabulary, plan_question, problems_of
from tests.ai.questions.asked import SETTING, VOCABULARY, ask, expanded, written

PLANNED = [*written("english.txt"), *written("further.txt"), *written("other_languages.txt")]
REFUSED = list(written("refused.txt"))
FOLLOWED = list(written("follow_ups.txt"))


def by_plan(questions):
    plans = {}
    for question, plan in questions:
        plans.setdefault(plan, []).append(question)
    return plans.items()


@pytest.mark.parametrize(("plan", "questions"), by_plan(PLANNED))
def test_questions_that_mean_the_same_have_one_plan(plan, questions):
    assert {question: ask(question) for question in questions} == dict.fromkeys(questions, plan)


@pytest.mark.parametrize("question", [question for question, _ in PLANNED[:: len(PLANNED) // 60]])
def test_case_and_signs_at_the_end_do_not_matter(question):
    plan = ask(question).casefold()
    assert ask(question.lower()).casefold() == plan
    assert ask(f"  {question.rstrip('?.')} ?! ").casefold() == plan


def test_what_is_not_about_ones_own_past_money_has_no_plan():
    answers = {question: ask(question) for question, _ in REFUSED}
    assert not {question: plan for question, plan in answers.items() if not plan.startswith("not understood")}


def test_a_refusal_has_questions_that_are_understood_in_the_language_of_the_question():
    for question in ("What is the weather?", "Wie wird das Wetter heute?", "Quel temps fait-il ?", "¿Qué tiempo hace?"):
        refused = plan_question(question, VOCABULARY, SETTING)
        assert isinstance(refused, NotUnderstood)
        assert 3 <= len(refused.examples) <= 5
        plans = [plan_question(example, VOCABULARY, SETTING) for example in refused.examples]
        assert all(isinstance(plan, Plan) for plan in plans), refused.examples


@pytest.mark.parametrize(("questions", "plan"), FOLLOWED)
def test_a_question_that_follows_changes_the_plan_before(questions, plan):
    previous = None
    for question in questions.split(" > "):
        assert isinstance(previous, Plan | None), questions
        asked = plan_question(question, VOCABULARY, SETTING, previous)
        shown, previous = ask(question, previous), asked
    assert shown == plan


def test_a_question_that_follows_nothing_is_refused():
    for question in (
        "and in October?",
        "what about last month?",
        "how many of them?",
        "compared with the year before?",
    ):
        assert ask(question).startswith("not understood")


words = st.sampled_from(sorted({word for question, _ in PLANNED for word in question.split()}))
texts = st.lists(words, min_size=1, max_size=12).map(" ".join) | st.text(max_size=80)


@settings(max_examples=120, deadline=None)
@given(texts, st.none() | st.sampled_from([question for question, _ in PLANNED]))
def test_any_text_has_a_possible_plan_or_none(text, before):
    previous = plan_question(before, VOCABULARY, SETTING) if before else None
    plan = plan_question(text, VOCABULARY, SETTING, previous)
    assert isinstance(plan, NotUnderstood) or not problems_of(plan)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([question for question, _ in PLANNED]), st.sampled_from(["weather", "zzyzx", "elephants", "joke"])
)
def test_one_word_that_is_not_understood_refuses_the_question(question, word):
    assert ask(f"{word} {question}").startswith("not understood")


COMMON = ["garbage", "market", "presence", "county", "thus", "currency", "completed", "form", "horses", "boats", "post"]


@pytest.mark.parametrize("word", COMMON)
def test_a_common_word_is_no_misspelt_one(word):
    assert ask(f"How much did I spend on {word} last month?").startswith("not understood")


def test_twenty_thousand_merchants_and_hostile_texts_take_no_time():
    names = [
        f"{a}{b}{c} {d}"
        for a in "bcdfghklmnp"
        for b in ("arlo", "itte", "ompa", "une")
        for c in "aeiou"
        for d in range(95)
    ]
    many = Vocabulary(VOCABULARY.categories.values(), [*names, "Rewe"])
    asked = [
        "how much did I spend at bombax last month",
        "how much at " + "bittea " * 60,
        "a" * 500,
        "at " * 160,
        "1-1-" * 120,
    ]
    for question in asked:
        plan_question(question, many, SETTING)
        start = time.perf_counter()
        plan_question(question, many, SETTING)
        assert time.perf_counter() - start < 0.5


def test_a_shop_that_is_called_like_a_common_word_is_one_where_it_is_written_as_a_name():
    assert ask("How much did I pay Next in October?") == "sum expense from=2026-10-01 merchant=Next to=2026-10-31"
    assert ask("How much will I pay next month?").startswith("not understood")


def test_choices_of_the_files_are_spread():
    assert expanded("(a|b) c") == ["a c", "b c"]
