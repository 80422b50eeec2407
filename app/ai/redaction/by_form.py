"""Finds what has a form of its own: links, e-mail and network addresses, handles, wallets, IBANs, places on a map."""

import re
from collections.abc import Iterator

from app.ai.redaction.spans import Finder, Span


def matches(kind: str, pattern: re.Pattern[str], group: int = 0) -> Finder:
    """Returns a finder of what matches a pattern, or of a group in it."""

    def find(text: str) -> Iterator[Span]:
        return (Span(*match.span(group), kind) for match in pattern.finditer(text))

    return find


_URL = re.compile(r"(?:https?://|ftp://|www\.|\b(?:t|wa|m)\.me/)[^\s\0]{1,500}", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w@.])(?:[a-z0-9-]{2,63}\.){1,4}(?:com|org|net|info|biz|io|me|app|dev|eu|de|at|ch|fr|es|it|nl|be|pl|pt|se|dk|"
    r"fi|cz|ie|uk|us|ca|au|nz|in|jp|cn|br|mx|za|ru|tr|link|page|shop|store|online)\b(?:/[^\s\0]{0,500})?",
    re.IGNORECASE,
)
_AT = r"(?: ?[\[({<] ?(?:at|@|ät|arroba) ?[\])}>] ?| ?@ ?| (?:at|arroba) (?=[\w-]{2,40} (?:dot|punkt|point|punto) ))"
_DOT = r"(?: ?[\[({<] ?(?:dot|punkt|point|punto|\.) ?[\])}>] ?| ?\. ?(?=\w)| (?:dot|punkt|point|punto) )"
_EMAIL = re.compile(rf"(?<![\w.+%-])[\w.+%'-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{2,63}}){{1,4}}", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@])(?:[\w.-]{2,64}@[a-z]{2,20}\b|@[\w][\w.-]{1,40}|\$[a-z]\w{1,20}\b)", re.IGNORECASE)
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b", re.IGNORECASE)
_ETHEREUM = re.compile(r"\b0x[0-9a-fA-F]{40}\b")
_BITCOIN = re.compile(
    r"\b(?:(?:bc1|ltc1|tb1)[02-9ac-hj-np-z]{20,71}|[13LMT][1-9A-HJ-NP-Za-km-z]{25,34}|r[1-9A-HJ-NP-Za-km-z]{24,34}|"
    r"addr1[0-9a-z]{30,110}|[48][1-9A-HJ-NP-Za-km-z]{94})\b"
)
_MAC = re.compile(
    r"(?<![\w:-])(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\w:-])|(?<![\w.])(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}(?![\w]|\.\w)",
    re.IGNORECASE,
)
_IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d]|\.\d)(?::\d{1,5})?")
_IPV6 = re.compile(
    r"(?<![\w:])(?=[0-9a-f:]*[a-f]|(?:[^:\s]*:){4}|[0-9a-f:]*::)(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:%\w+)?(?![\w:])",
    re.IGNORECASE,
)
_COORDINATES = re.compile(
    r"-?\d{1,3}\.\d{3,}°? ?[NSEWO]?[,;/] ?-?\d{1,3}\.\d{3,}°?(?: ?[NSEWO]\b)?"
    r"|-?\d{1,3}\.\d{4,}°? ?[NSEWO]? -?\d{1,3}\.\d{4,}°?(?: ?[NSEWO]\b)?"
    r"|\d{1,3}° ?\d{1,2}['′’] ?(?:\d{1,2}(?:[.,]\d+)?(?:\"|''|″|′′|”)? ?)?[NSEWO]\b"
    r"|\b[NSEW] ?\d{1,3}° ?\d{1,2}(?:[.,]\d+)?['′’]?(?: ?\d{1,2}(?:[.,]\d+)?[\"″])?"
    r"(?:,? [NSEW] ?\d{1,3}° ?\d{1,2}(?:[.,]\d+)?['′’]?)?",
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ -]?\d[ -]?\d(?:[ .-]{0,2}[A-Za-z0-9]){11,30}")
_SHORTEST_IBAN = 15


def _ibans(text: str) -> Iterator[Span]:
    """IBANs, spaced or not; the match is shortened until it is valid, as words may follow."""
    for match in _IBAN.finditer(text):
        ends = range(match.end(), match.start() + _SHORTEST_IBAN - 1, -1)
        end = next((end for end in ends if text[end - 1].isalnum() and _is_iban(text[match.start() : end])), 0)
        if end:
            yield Span(match.start(), end, "iban")


def _is_iban(number: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(re.sub(r"[ .-]", "", number)))


FINDERS: tuple[Finder, ...] = (
    matches("url", _URL),
    matches("email", _EMAIL),
    matches("handle", _HANDLE),
    matches("url", _DOMAIN),
    matches("reference", _UUID),
    matches("crypto", _ETHEREUM),
    matches("crypto", _BITCOIN),
    _ibans,
    matches("mac", _MAC),
    matches("ip", _IPV6),
    matches("ip", _IPV4),
    matches("coordinates", _COORDINATES),
)
