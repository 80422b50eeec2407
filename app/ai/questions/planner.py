"""Plans a question without any service: its words, what they mean, and the plan they make."""

from collections.abc import Sequence
from dataclasses import replace

from app.ai.questions.assembling import plan_of
from app.ai.questions.checks import problems_of
from app.ai.questions.comparing import ImpossiblePeriod
from app.ai.questions.draft import Draft, Drafting
from app.ai.questions.examples import not_understood
from app.ai.questions.follow_ups import followed, follows
from app.ai.questions.gaps import Gaps, unknown_places
from app.ai.questions.marks import Mark, find_marks
from app.ai.questions.periods import read_periods
from app.ai.questions.plan import NotUnderstood, Plan
from app.ai.questions.refusals import Refused
from app.ai.questions.spelling import mended, tongue_of
from app.ai.questions.vocabulary import Setting, Vocabulary
from app.ai.questions.words import LONGEST_QUESTION, Word, split_words

_MOST_UNKNOWN = 12


def plan_question(
    question: str, vocabulary: Vocabulary, setting: Setting, previous: Plan | None = None
) -> Plan | NotUnderstood:
    """Returns the plan of a question, or why it has none; every word of it is accounted for.

    `previous` is the plan of the question before, for one that follows it (`and in October?`).
    """
    words = split_words(question)
    tongue = tongue_of(words)
    if not words or len(question) > LONGEST_QUESTION:
        return not_understood("nothing" if not words else "long", tongue.code)
    marks = find_marks(words, tongue, vocabulary, setting)
    unknown = unknown_places(words, marks)
    if len(unknown) > _MOST_UNKNOWN:
        return not_understood("words", tongue.code)
    if unknown:
        words = mended(words, unknown, tongue, vocabulary)
        marks = find_marks(words, tongue, vocabulary, setting)
    gaps = Gaps(question, words, tongue, vocabulary)
    filled = gaps.filled(marks)
    if gaps.unknown:
        return not_understood("words", tongue.code, ", ".join(gaps.unknown))
    try:
        if previous is not None:
            draft = _draft(_relative(filled), words, vocabulary, setting)
            if not draft.refusal and follows(draft):
                return _following(previous, draft, vocabulary, setting)
        return _planned(_draft(filled, words, vocabulary, setting), vocabulary, setting)
    except (Refused, ImpossiblePeriod) as refused:
        return not_understood(str(refused), tongue.code)


def _draft(marks: Sequence[Mark], words: Sequence[Word], vocabulary: Vocabulary, setting: Setting) -> Draft:
    return Drafting(words, vocabulary).read(read_periods(marks, setting))


def _relative(marks: Sequence[Mark]) -> list[Mark]:
    """The marks of a question that follows another, in which the previous month is the one before that one's."""
    return [_without_period(mark) if mark.get("relative") else mark for mark in marks]


def _without_period(mark: Mark) -> Mark:
    return mark._replace(meanings=tuple(each for each in mark.meanings if each.concept != "period"))


def _planned(draft: Draft, vocabulary: Vocabulary, setting: Setting) -> Plan:
    if draft.points_back:
        raise Refused("previous")
    plan = plan_of(draft, vocabulary, setting)
    if problems_of(plan):
        raise Refused("several")
    return plan


def _following(previous: Plan, draft: Draft, vocabulary: Vocabulary, setting: Setting) -> Plan:
    new = plan_of(_without_periods(draft), vocabulary, setting, whole=False)
    plan = followed(previous, draft, new, setting)
    if problems_of(plan):
        raise Refused("several")
    return plan


def _without_periods(draft: Draft) -> Draft:
    """The draft without its periods, which count from those of the question before."""
    said = {
        concept: meanings for concept, meanings in draft.said.items() if concept not in ("relative", "compare", "than")
    }
    return replace(draft, periods=[], said=said)
