"""The words by which receipts name their total, their tax, and what is neither an item nor a shop (labels.txt)."""

import re
from pathlib import Path

_SECTION = re.compile(r"\[(\w+)\]")


def _read() -> dict[str, list[str]]:
    """The phrases of each section."""
    sections: dict[str, list[str]] = {}
    name = ""
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if heading := _SECTION.match(line):
            name = heading[1]
        elif line and not line.startswith("#"):
            sections.setdefault(name, []).extend(line.split(" | "))
    return sections


_PHRASES = _read()


def _any_of(section: str) -> str:
    return "(?:" + "|".join(_PHRASES[section]) + ")"


def _words(section: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_any_of(section)}(?!\w)")


TOTAL, WEAK_TOTAL, SUBTOTAL = _words("total"), _words("weak_total"), _words("subtotal")
TAX, INCLUSIVE, TAX_TABLE = _words("tax"), _words("inclusive"), _words("tax_table")
PAYMENT, REFUND, TITLE = _words("payment"), _words("refund"), _words("title")
DAY, NOT_A_DAY = _words("day"), _words("not_a_day")
SELLER = re.compile(rf"{_any_of('seller')}\s*:\s*(?P<name>.*\w.*)", re.IGNORECASE)
FROM_SELLER = re.compile(
    rf"(?:(?:your|ihre|votre|su|la tua|uw)\s+)?{_any_of('paper')}"
    r"\s+(?:from|at|with|von|bei|de|chez|du|en|da|presso|van|bij)\s+(?P<name>.*\w.*)",
    re.IGNORECASE,
)
CONTACT = re.compile(rf"(?<!\w){_any_of('contact')}(?!\w)|@|\.(?:com|de|fr|es|it|nl|co|net|org|uk)(?!\w)")
# A number beside a street, a postcode beside a town.
ADDRESS = re.compile(
    rf"(?<!\w)\d+\s*\w?,?\s+(?:[\w.'-]+\s+){{0,4}}{_any_of('street')}(?!\w)"
    rf"|(?<!\w){_any_of('street')}\.?\s+(?:[\w.'-]+\s+){{0,5}}\d+(?!\w)"
    r"|\w*(?:straße|strasse|str\.|weg|platz|gasse|allee|straat|laan|plein|kade|gracht)\s+\d+"
    r"|^\s*(?:[a-z]{1,2}-)?\d{4,6}\s+\w+|(?<!\w)[a-z]{2}\s+\d{5}(?!\w)|(?<!\w)[a-z]{1,2}\d{1,2}[a-z]?\s+\d[a-z]{2}(?!\w)",
)
