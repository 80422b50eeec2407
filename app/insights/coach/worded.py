"""Advice in a language model's words, where it is allowed and keeps to the facts; what is advised stays as it is."""

from collections.abc import Sequence
from dataclasses import replace

from app.ai.redaction import Redactor
from app.insights.coach.advice import Advice
from app.insights.coach.prompt import Told, prompt_about, read_answer
from app.insights.wording import Wording
from app.transactions import service as transactions


def worded(wording: Wording, advice: Sequence[Advice]) -> list[Advice]:
    """Returns the advice, each piece in the model's words if those can be used."""
    if not advice or not wording.goes_on:
        return list(advice)
    redactor = transactions.redactor(wording.scope)
    told = [Told(redactor.redact(each.title), redactor.redact(each.text)) for each in advice]
    answer = wording.ask(prompt_about(told), redactor.counts)
    said, faults = read_answer(answer, told) if answer else ({}, [])
    for fault in faults:
        wording.drop("coach", fault)
    wording.used += len(said)
    return [_reworded(each, said.get(place), redactor) for place, each in enumerate(advice)]


def _reworded(advice: Advice, said: Told | None, redactor: Redactor) -> Advice:
    if said is None:
        return advice
    return replace(advice, title=redactor.restore(said.title), text=redactor.restore(said.text))
