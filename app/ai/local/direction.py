"""Decides whether a clause is an expense, income, or a transfer between own accounts."""

from collections.abc import Sequence
from typing import Any, Literal

import re2

from app.ai.local.movements import is_sent, names_own_account, sent_by_somebody, sent_to_somebody, words_of

Kind = Literal["expense", "income", "transfer"]


def _words(alternatives: str) -> Any:
    return re2.compile(rf"(?:^|[^a-zà-ÿ])(?:{alternatives})(?:[^a-zà-ÿ]|$)")


# Tried from the top; the first that occurs decides.
_IN_FOR_SURE = (
    r"(?:got|get|been|was|were|am) paid|paid me|pays me|paid us|(?:gave|sent|owed|transferred|venmoed) me"
    r"|received?|receiving|refund(?:ed|s)?|reimburse(?:d|ment)|earn(?:ed|s|ing)?|sold|won|cash ?back"
    r"|got (?:back|an?|my|the)? ?(?:refund|bonus|salary|paycheck|raise|dividend)|payday"
    r"|inherited|erhalten|bekommen|verdient|verkauft|reçu|gagné|vendu|recibí|gané|vendí|cobré|ricevuto|guadagnato|venduto"
    r"|recebi|ganhei|vendi|remboursement|erstattung|reembolso|rimborso"
)
_OUT_FOR_SURE = (
    r"paid|pay|spent|spend|spending|bought|buy|purchased?|ordered|costs?"
    r"|charged|fined|gave|donated|tipped|lent"
)
_MOVED = (
    r"transfer(?:red|ring)?|moved?|wired|shifted|withdr[ae]w|withdrawal|atm|saved|topped up"
    r"|(?:in|to|into|from)(?: my| the)? savings|überwiesen|virement|transferí|trasferito|transferi|abgehoben"
)
_OUT_ABROAD = (
    r"bezahlt|gekauft|ausgegeben|payé|acheté|dépensé|pagué|compré|gasté|pagato"
    r"|comprato|speso|paguei|comprei|gastei"
)
_IN_PROBABLY = (
    r"salary|wages?|paycheck|payroll|income|bonus|dividends?|interest|deposit(?:ed)?|pension|royalt(?:y|ies)|stipend|allowance"
    r"|gehalt|lohn|salaire|salario|nómina|nomina|stipendio|salário"
)
_SURE: list[tuple[Any, Kind]] = [(_words(_IN_FOR_SURE), "income"), (_words(_OUT_FOR_SURE), "expense")]
_ORDER: list[tuple[Any, Kind]] = [
    (_words(_MOVED), "transfer"),
    (_words("sent|send|venmoed"), "expense"),
    (_words(_OUT_ABROAD), "expense"),
    (_words(_IN_PROBABLY), "income"),
]
_GOT = re2.compile(r"(?:^|[^a-z])(?:got|get)\s*$")
_FROM_SOMEONE = re2.compile(r"^\s*(?:from|back|as)(?:[^a-z]|$)")
_OUT_OF_SAVINGS = re2.compile(r"from (?:my |the )?savings")


def kind_of(before: str, behind: str) -> tuple[Kind, bool]:
    """Returns the kind that the folded text of a clause names before and behind its amount, and whether a word says so.

    Where no word does, a `+` or `-` in front of the amount decides.
    """
    if _GOT.search(before) and _FROM_SOMEONE.search(behind):
        return "income", True
    clause = f"{before} {behind}"
    found = _first(_SURE, clause) or _of_sent_money(clause) or _first(_ORDER, clause)
    if found:
        return found, True
    return ("income", True) if before.endswith("+") else ("expense", before.endswith(("-", "−")))


def _first(order: Sequence[tuple[Any, Kind]], clause: str) -> Kind | None:
    return next((kind for pattern, kind in order if pattern.search(clause)), None)


def _of_sent_money(clause: str) -> Kind | None:
    """What money is that was sent: a transfer only to an own account, else whoever is named is paid, or pays."""
    words = words_of(clause)
    if not is_sent(words):
        return None
    if names_own_account(words):
        return "transfer"
    if sent_by_somebody(words):
        return "income"
    return "expense" if sent_to_somebody(words) else None


def is_outgoing(kind: Kind, clause: str) -> bool:
    """Whether the amount is negative: expenses, and transfers unless they come out of savings."""
    return kind == "expense" or (kind == "transfer" and not _OUT_OF_SAVINGS.search(clause))
