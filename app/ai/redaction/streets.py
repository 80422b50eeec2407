"""Finds street addresses and postcodes, as they are written in several languages."""

import re
from collections.abc import Iterator

from app.ai.redaction.allowed_words import is_allowed
from app.ai.redaction.by_form import matches
from app.ai.redaction.spans import Finder, Span

_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|close|crescent|square|sq|place|pl|terrace|"
    r"way|highway|hwy|parkway|pkwy|mews|gardens|grove|marg|nagar|chowk|colony|salai|vihar|enclave)"
)
# A word of a street's name: no word that stands between an amount and a place.
_WORD = r"(?!(?:at|in|on|to|for|from|near|and|with|of|per|x|euros?|eur|usd|gbp|dollars?|pounds?)\b)[\w'.-]{1,20}"
_NUMBER_FIRST = re.compile(
    rf"(?<![\d.,/:-])\d{{1,5}}[a-z]?(?:[-/]\d{{1,4}}[a-z]?)?,? (?:{_WORD} ){{1,3}}{_STREET}\b\.?"
    r"(?:,? (?:apt|apartment|unit|suite|flat|floor|#)\.? ?\w{1,5}\b)?",
    re.IGNORECASE,
)
_COMPOUND = (
    r"(?:str\.?|stra(?:ß|ss)e|gasse|allee|platz|weg|damm|ufer|chaussee|straat|laan|gracht|plein|kade|"
    r"gatan|vägen|vagen|gata|vej|gade|veien|katu|utca)"
)
_ROMANCE = (
    r"(?:rue|avenue|boulevard|calle|c/|carrer|avenida|av\.|paseo|viale|piazza|rua|travessa|"
    r"praça|ulica|ulicy|ul\.|aleja|al\.|os\.|plac)"
)
_NR = r"(?:n[º°.]? ?|nr\.? ?|no\.? ?)?"
_IN_ONE_WORD = re.compile(
    rf"\b([\w-]{{2,30}}{_COMPOUND})[, ]{{1,2}}{_NR}\d{{1,4}} ?(?:[a-z]\b)?(?![.,]\d)", re.IGNORECASE
)
_ALWAYS_A_STREET = re.compile(r"str\.?$|stra(?:ß|ss)e$|straat$|gasse$|gatan$", re.IGNORECASE)
# Other than streets, ways and places are called so, too: `via PayPal 12`.
_VIA = re.compile(
    rf"\b(?:via|plaza|largo|corso) ((?:[\w'.-]{{1,20}},? ){{1,4}}){_NR}\d{{1,4}}\b(?![.,]\d)(?:[/-]\d{{1,4}})?",
    re.IGNORECASE,
)
_NUMBER_LAST = re.compile(
    r"\b(?:[\w-]{2,20} ){1,2}(?:stra(?:ß|ss)e|str\.|allee|platz|weg|straat|laan|utca) \d{1,4}(?![.,]\d)[a-z]?\b"
    rf"|\b{_ROMANCE} ?(?:[\w'.-]{{1,20}},? ){{1,4}}{_NR}\d{{1,4}}\b(?![.,]\d)(?:[/-]\d{{1,4}})?"
    rf"|\b(?:{_WORD} ){{1,2}}(?:street|road|avenue|lane|boulevard|crescent|marg|nagar),?"
    rf" {_NR}\d{{1,4}}[a-z]?\b(?![.,]\d)",
    re.IGNORECASE,
)
_GERMAN = re.compile(
    r"\b(?:am|an der|an den|unter den|hinter der|bei der) (?:[\w-]{2,20} ){0,2}"
    r"[\w-]{0,20}(?:markt|bach|berg|hof|park|dom|kirche|wald|feld|graben|tor|linden|mühle|brunnen|wiesen?|garten|gärten|rain|anger|"
    r"see|teich|hang|grund|heide) \d{1,3} ?(?:[a-z]\b)?(?![.,:]?\d)",
    re.IGNORECASE,
)
_FRENCH = re.compile(
    r"(?<![\d.,/:-])\d{1,4},? ?(?:(?:bis|ter|quater) )?,? ?"
    r"(?:rue|avenue|av\.|boulevard|bd|chemin|place|allées?|impasse|quai|route|cours)"
    r"(?: (?:de l'|de la|de|des|du|le|la|les|d'))? ?[\w'’-]{2,20}(?: [\w'’-]{3,20}){0,2}",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"\b(?:p\.? ?o\.? ?box|postfach|boîte postale|apartado(?: de correos)?|casella postale|caixa postal|postbus|"
    r"skrytka(?: pocztowa)?|flat|apartment|apt\.?|house no\.?|plot(?: no\.?)?|door no\.?) ?#?\d[\w/ -]{0,9}\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d)\b"  # British, Canadian
    r"|\b[1-9]\d{3} ?(?!KR|ZL|RS|FT|LE|AT|IN|ON|TO|AM|PM|ML|KM|KG)[A-Z]{2}\b(?! ?\d)"  # Dutch
    r"|\b\d{2}-\d{3}\b(?![.,-]?\d)|\b\d{3} \d{2} (?=[^\W\d_a-z])|\b\d{4}-\d{3}\b|\b\d{5}-\d{3,4}\b"
    r"|,? \b(?!RS|KR|FT|ZL)(?:[A-Z]{2}|(?<=, )[a-z]{2}) \d{5}\b(?!,?\.?\d)"
    r"|\b(?:[A-Z]{1,3}-|(?:D|A|CH|F|B|L|I|E|NL|DK|SE|PL)[- ])\d{4,5}\b(?= [^\W\d_])"
)
_LABELLED_POSTCODE = re.compile(
    r"\b(?:cp|cap|plz|zip|pin|post ?code|postal code|zip code|pin ?code|code postal|postleitzahl|código postal)\b:? ?"
    r"((?=[a-z]{0,3}\d)[a-z0-9]{2,8}(?:[ -](?=[a-z]?\d)[a-z0-9]{2,4})?)\b(?![.,]\d)",
    re.IGNORECASE,
)


def _in_one_word(text: str) -> Iterator[Span]:
    """`Lindenweg 5`; but `Catering 50` and `Parkplatz 5` say what was paid."""
    for match in _IN_ONE_WORD.finditer(text):
        if _ALWAYS_A_STREET.search(match[1]) or not is_allowed(match[1]):
            yield Span(*match.span(), "address")


def _via(text: str) -> Iterator[Span]:
    for match in _VIA.finditer(text):
        if not all(map(is_allowed, re.findall(r"[^\W\d_]+", match[1]))):
            yield Span(*match.span(), "address")


FINDERS: tuple[Finder, ...] = (
    matches("address", _BOX),
    _in_one_word,
    _via,
    matches("address", _NUMBER_LAST),
    matches("address", _GERMAN),
    matches("address", _FRENCH),
    matches("address", _NUMBER_FIRST),
    matches("postcode", _POSTCODE),
    matches("postcode", _LABELLED_POSTCODE, 1),
)
