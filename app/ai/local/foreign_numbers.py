"""Numbers spelled in the language of the writer's locale: `trente-cinq`, `zweihundertfünfzig`, `दो सौ पचास`."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from app.ai.local.tokens import Token, word_set

# Values with their words; `+` lists the words between parts, `~` those of a half added to a magnitude.
_WORDS = {
    "fr": """
        0 zéro 1 un une 2 deux 3 trois 4 quatre 5 cinq 6 six 7 sept 8 huit 9 neuf 10 dix 11 onze 12 douze 13 treize
        14 quatorze 15 quinze 16 seize 20 vingt vingts 30 trente 40 quarante 50 cinquante 60 soixante 70 septante 80
        huitante octante 90 nonante 100 cent cents 1000 mille 1000000 million millions 1000000000 milliard milliards
        mrd + et ~ demi demie
    """,
    "es": """
        0 cero 1 un uno una 2 dos 3 tres 4 cuatro 5 cinco 6 seis 7 siete 8 ocho 9 nueve 10 diez 11 once 12 doce" "
        13 trece 14 catorce 15 quince 16 dieciséis dieciseis 17 diecisiete 18 dieciocho 19 diecinueve 20 veinte 21
        veintiuno veintiún veintiuna 22 veintidós veintidos 23 veintitrés veintitres 24 veinticuatro 25 veinticinco
        26 veintiséis 27 veintisiete 28 veintiocho 29 veintinueve 30 treinta 40 cuarenta 50 cincuenta 60 sesenta 70
        setenta 80 ochenta 90 noventa 100 cien ciento 200 doscientos doscientas 300 trescientos trescientas 400
        cuatrocientos cuatrocientas 500 quinientos quinientas 600 seiscientos seiscientas 700 setecientos
        setecientas 800 ochocientos ochocientas 900 novecientos novecientas 1000 mil 1000000 millón millon millones
        1000000000000 billón billones + y ~ medio media
    """,
    "it": """
        0 zero 1 un uno una 2 due 3 tre tré 4 quattro 5 cinque 6 sei 7 sette 8 otto 9 nove 10 dieci 11 undici 12" "
        dodici 13 tredici 14 quattordici 15 quindici 16 sedici 17 diciassette 18 diciotto 19 diciannove 20 venti
        vent 30 trenta trent 40 quaranta quarant 50 cinquanta cinquant 60 sessanta sessant 70 settanta settant 80
        ottanta ottant 90 novanta novant 100 cento cent 1000 mille mila 1000000 milione milioni mln 1000000000
        miliardo miliardi mld + e ~ mezzo mezza
    """,
    "pt": """
        0 zero 1 um uma 2 dois duas 3 três 4 quatro 5 cinco 6 seis 7 sete 8 oito 9 nove 10 dez 11 onze 12 doze" " 13
        treze 14 catorze quatorze 15 quinze 16 dezesseis dezasseis 17 dezessete dezassete 18 dezoito 19 dezenove
        dezanove 20 vinte 30 trinta 40 quarenta 50 cinquenta 60 sessenta 70 setenta 80 oitenta 90 noventa 100 cem
        cento 200 duzentos duzentas 300 trezentos trezentas 400 quatrocentos quatrocentas 500 quinhentos quinhentas
        600 seiscentos seiscentas 700 setecentos setecentas 800 oitocentos oitocentas 900 novecentos novecentas 1000
        mil 1000000 milhão milhões 1000000000 bilhão bilhões mil-milhões 1000000000000 trilhão trilhões + e ~ meio
        meia
    """,
    "de": """
        0 null 1 ein eins eine einen einem einer 2 zwei zwo 3 drei 4 vier 5 fünf 6 sechs sech 7 sieben sieb 8" "
        acht 9 neun 10 zehn 11 elf 12 zwölf 20 zwanzig 30 dreißig dreissig 40 vierzig 50 fünfzig 60 sechzig 70
        siebzig 80 achtzig 90 neunzig 100 hundert 1000 tausend 1000000 million millionen mio 1000000000 milliarde
        milliarden mrd + und ~ halbe halb
    """,
    "nl": """
        0 nul 1 een één 2 twee 3 drie 4 vier 5 vijf 6 zes 7 zeven 8 acht 9 negen 10 tien 11 elf 12 twaalf 13" "
        dertien 14 veertien 15 vijftien 16 zestien 17 zeventien 18 achttien 19 negentien 20 twintig 30 dertig 40
        veertig 50 vijftig 60 zestig 70 zeventig 80 tachtig 90 negentig 100 honderd 1000 duizend 1000000 miljoen mln
        1000000000 miljard mld + en ën ~ half halve
    """,
    "sv": """
        0 noll 1 en ett 2 två 3 tre 4 fyra 5 fem 6 sex 7 sju 8 åtta 9 nio 10 tio 11 elva 12 tolv 13 tretton 14" "
        fjorton 15 femton 16 sexton 17 sjutton 18 arton 19 nitton 20 tjugo 30 trettio 40 fyrtio 50 femtio 60 sextio
        70 sjuttio 80 åttio 90 nittio 100 hundra 1000 tusen 1000000 miljon miljoner mn 1000000000 miljard miljarder
        md + och ~ halv
    """,
    "tr": """
        0 sıfır 1 bir 2 iki 3 üç 4 dört 5 beş 6 altı 7 yedi 8 sekiz 9 dokuz 10 on 20 yirmi 30 otuz 40 kırk 50 elli
        60 altmış 70 yetmiş 80 seksen 90 doksan 100 yüz 1000 bin 1000000 milyon 1000000000 milyar ~ buçuk
    """,
    "hi": """
        0 शून्य 1 एक 2 दो 3 तीन 4 चार 5 पांच पाँच 6 छह छः छे 7 सात 8 आठ 9 नौ 10 दस 11 ग्यारह 12 बारह 13 तेरह 14" "
        चौदह 15 पंद्रह पन्द्रह 16 सोलह 17 सत्रह 18 अठारह 19 उन्नीस 20 बीस 21 इक्कीस 22 बाईस बाइस 23 तेईस तेइस 24
        चौबीस 25 पच्चीस 26 छब्बीस 27 सत्ताईस सत्ताइस 28 अट्ठाईस अट्ठाइस 29 उनतीस उन्तीस 30 तीस 31 इकतीस इकत्तीस 32
        बत्तीस 33 तैंतीस 34 चौंतीस 35 पैंतीस 36 छत्तीस 37 सैंतीस 38 अड़तीस 39 उनतालीस 40 चालीस 41 इकतालीस 42 बयालीस
        43 तैंतालीस 44 चौवालीस चवालीस 45 पैंतालीस 46 छियालीस 47 सैंतालीस 48 अड़तालीस 49 उनचास 50 पचास 51 इक्यावन 52
        बावन 53 तिरेपन तिरपन 54 चौवन 55 पचपन 56 छप्पन 57 सत्तावन 58 अट्ठावन 59 उनसठ 60 साठ 61 इकसठ 62 बासठ 63 तिरेसठ
        तिरसठ 64 चौंसठ 65 पैंसठ 66 छियासठ 67 सड़सठ 68 अड़सठ 69 उनहत्तर 70 सत्तर 71 इकहत्तर 72 बहत्तर 73 तिहत्तर 74
        चौहत्तर 75 पचहत्तर 76 छिहत्तर 77 सतहत्तर 78 अठहत्तर 79 उन्यासी 80 अस्सी 81 इक्यासी 82 बयासी 83 तिरासी 84
        चौरासी 85 पचासी 86 छियासी 87 सत्तासी 88 अट्ठासी 89 नवासी 90 नब्बे 91 इक्यानवे 92 बानवे 93 तिरानवे 94 चौरानवे
        95 पचानवे पंचानवे 96 छियानवे 97 सत्तानवे 98 अट्ठानवे 99 निन्यानवे 100 सौ 1000 हजार हज़ार 100000 लाख 10000000
        करोड़ करोड़ 1000000000 अरब + और
    """,
}
# In these one word holds many parts: fünfunddreißig, trentacinque.
_COMPOUNDING = frozenset(["de", "nl", "sv", "it", "tr"])
_LONGEST_WORD = 60
_MOST_WORDS = 12
_HALF = Decimal("0.5")
_TEEN_TENS = (60, 80)
# quatre-vingt
_FOUR, _SCORE = 4, 20


class _Language(NamedTuple):
    """The number words of a language."""

    values: Mapping[str, int]
    glue: frozenset[str]
    halves: frozenset[str]
    compounding: bool


@lru_cache(maxsize=16)
def _language(code: str) -> _Language | None:
    if code not in _WORDS:
        return None
    words, _, halves = _WORDS[code].partition("~")
    numbers, _, glue = words.partition("+")
    values: dict[str, int] = {}
    value = 0
    for word in numbers.split():
        if word.isdecimal():
            value = int(word)
        else:
            values[word] = value
    return _Language(values, word_set(glue), word_set(halves), code in _COMPOUNDING)


def magnitude_of(word: str, language: str) -> int | None:
    """Returns the thousand, million and so on that a word of a language names."""
    known = _language(language)
    value = known.values.get(word, 0) if known else 0
    return value if value >= 1000 else None


def read_spelled(tokens: Sequence[Token], i: int, language: str) -> tuple[Decimal, int] | None:
    """Returns the value of the number words that begin at token `i`, and the place behind them."""
    known = _language(language)
    first = _parts_of(tokens[i].low, language)
    if known is None or first is None:
        return None
    parts, end = [first], i + 1
    while len(parts) < _MOST_WORDS and (at := _next_word(tokens, end, known)) < len(tokens):
        more = _parts_of(tokens[at].low, language)
        if more is None or not _may_follow(parts[-2:], more):
            break
        parts, end = [*parts, more], at + 1
    value = _sum_of([value for part in parts for value in part])
    return _with_half(tokens, end, value, parts[-1][-1], known)


def _next_word(tokens: Sequence[Token], i: int, known: _Language) -> int:
    """The place of the next part, past a hyphen or a small word between parts."""
    if i + 1 < len(tokens) and (tokens[i].low in known.glue or (tokens[i].text == "-" and tokens[i].glued)):
        return i + 1
    return i


def _may_follow(before: Sequence[Sequence[int]], part: Sequence[int]) -> bool:
    """Whether a word continues a number: smaller than what it is added to, or a magnitude."""
    last, first = before[-1][-1], part[0]
    if last == _SCORE and len(before) > 1 and before[-2][-1] == _FOUR:
        last = _FOUR * _SCORE
    if first >= 100:
        return first >= 1000 or last < 100 or last >= 1000
    if last in _TEEN_TENS and first < _SCORE:
        return True
    return first < _trailing(last) or (last == _FOUR and first == _SCORE)


def _trailing(value: int) -> int:
    """The power of ten below which something can be added: 10 behind 30, 100 behind 200, nothing behind 7."""
    power = 1
    while value and value % (power * 10) == 0:
        power *= 10
    return power


@lru_cache(maxsize=2048)
def _parts_of(word: str, language: str) -> tuple[int, ...] | None:
    """The values of the parts that a word is made of; None if it is no number."""
    known = _language(language)
    if known is None:
        return None
    if word in known.values:
        return (known.values[word],)
    if not known.compounding or len(word) > _LONGEST_WORD:
        return None
    found = _split(word, known)
    return tuple(found) if found and len(found) > 1 else None


def _split(word: str, known: _Language) -> list[int] | None:
    """The parts of a compound word, the longest that fit; `best` holds the way to each place in it."""
    best: list[list[int] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(end):
            piece, way = word[start:end], best[start]
            if way is None or best[end] is not None:
                continue
            if piece in known.values:
                best[end] = [*way, known.values[piece]]
            elif way and piece in known.glue and end < len(word):
                best[end] = way
    return best[len(word)]


def _sum_of(values: Sequence[int]) -> Decimal:
    """The number that parts make: those below a thousand are added, hundreds and magnitudes multiply."""
    total = current = 0
    for value in values:
        if value >= 1000:
            if not current and total and value > total:
                total *= value
            else:
                total, current = total + max(current, 1) * value, 0
        elif value == 100:
            current = max(current, 1) * 100
        elif value == _SCORE and current % 100 == _FOUR:
            current += _FOUR * _SCORE - _FOUR
        else:
            current += value
    return Decimal(total + current)


def _with_half(tokens: Sequence[Token], i: int, value: Decimal, last: int, known: _Language) -> tuple[Decimal, int]:
    """`deux millions et demi`, `iki buçuk`: half of the last magnitude more."""
    at = i + 1 if i < len(tokens) and tokens[i].low in known.glue else i
    if at < len(tokens) and tokens[at].low in known.halves and (at > i or not known.glue):
        return value + _HALF * (last if last >= 1000 else 1), at + 1
    return value, i
