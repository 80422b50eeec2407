"""Tells balances and limits that a bank's message ends with from the money that moved."""

import re2

from app.ai.local.dates import FILLER

_OF_WHAT = (
    r"avl|avbl|aval|avlbl|avail|available|current|closing|opening|clear|clr|total|updated|ledger|remaining|rem|net"
    r"|your|ur"
    r"|account|acct|a/c|ac|wallet|card|outstanding"
)
_LEFT = (
    r"bal|balance|lmt|limit|limits|funds|cr\.?\s?limit|credit\s?limit|credit\s?lmt|o/s|outstanding|amount due"
    r"|min(?:imum|\.)? due"
)
_ABROAD = (
    r"kontostand|saldo|verfügbar|verfügbarer betrag|verfügungsrahmen|solde|disponible|saldo disponible"
    r"|saldo disponibile"
    r"|saldo atual|disponibile|disponível|beschikbaar|bakiye|bakiyeniz|kalan limit|saldot|dostępne środki|limite"
)
# Words that may stand between the word and its sum: `Avl Bal in A/c XX12 as on 05-Nov is`.
_BETWEEN = (
    rf"(?:[\s:.=,()*-]|{FILLER}|\b(?:is|now|of|as|on|in|at|for|the|your|a/c|ac|acct|account|card|after|this|txn|no"
    r"|ist|beträgt|neu|neuer|est|es|de|di|actual|attuale|atual|nouveau|xx?[x*]*\d*|\d{1,4}"
    r"|\d{0,2}[-/ ]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/ ]?\d{0,4})\b){0,40}$"
)
_SURE = re2.compile(
    rf"(?:^|[^a-z])(?:(?:{_OF_WHAT})\.?\s?(?:a/c\s)?(?:{_LEFT})|(?:avl|avbl|avail|available) (?:credit|cash)"
    rf"|(?:{_LEFT})\s?(?::|-|=|\bis\b|\bnow\b))(?:[^a-z]|$){_BETWEEN}"
)
_LIKELY = re2.compile(rf"(?:^|[^a-zà-ÿ])(?:bal|balance|{_ABROAD})\.?{_BETWEEN}")
_LONGEST = 80


def is_balance(before: str) -> bool:
    """Whether the folded text in front of a sum says that it is what is left or may be spent."""
    return bool(_SURE.search(before[-_LONGEST:]))


def may_be_balance(before: str) -> bool:
    """Whether it may say so: beside another sum it does."""
    return bool(_LIKELY.search(before[-_LONGEST:]))
