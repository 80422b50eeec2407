"""Amounts without a currency: `coffee 4.50`, `paid 10 for 2 tickets`.

Each number gets points for standing where prices stand and loses some for standing where quantities do.
"""

from collections.abc import Container, Sequence
from decimal import Decimal

from app.ai.local.amounts import Amount
from app.ai.local.locales import Writing
from app.ai.local.number_words import Quantity, read_quantity
from app.ai.local.tokens import Token, word_set

_MONEY_WORDS = word_set(
    "for paid pay spent spend cost costs was of received earned got gave is total worth owe owed"
    " was were war est comes came transferred moved sent : = about around approx roughly only just withdrew deposited"
    " sold refund"
    " refunded price saved tip plus bezahlt für payé pour pagué pagado por pagato per paguei gastei"
    " gasté kostet ausgegeben erhalten"
)
_AFTER_PRICE = word_set(
    "at from on for to in with via @ by and , . ; ! ? ) yesterday today + & bei im für chez à en con em da presso"
    " each apiece chacun chacune ciascuno ciascuna cada per pro stück"
)
_LABELS = word_set(
    "# no nr number room table order invoice flight route line platform gate unit apt apartment highway"
    " section page chapter floor bus tram train seat row version level type model terminal pin code zip"
    " ref id am aged age at phone tel call iphone xbox playstation windows week day series episode"
    " season part step game top"
)
_MEASURES = word_set(
    "% percent pct km kg g mg lb lbs oz ml l cl m cm mm mile miles minute minutes min mins hour hours"
    " hr hrs h day days week weeks month months year years yr yrs night nights people persons person"
    " guests times x pcs pc pieces piece items litre litres liter liters gallon gallons inch inches"
    " feet pack packs point points degrees gb mb tb mph kwh o'clock guys kids friends children adults"
    " st nd rd th"
)
_BULK_NOUNS = word_set(
    "groceries fees taxes utilities clothes shoes supplies snacks drinks gas news earnings savings"
    " electronics bills glasses jeans pants trousers business wages dividends expenses"
)
_OF = word_set("of")
# Close behind these a small number is one of people or of things.
_DIVIDED = word_set(
    "divided between among geteilt aufgeteilt teilen partagé partagée divisé dividido dividida repartido diviso divisa"
    " dividi condiviso gedeeld delat each apiece person personne persona pessoa split"
)
_EACH = word_set("a an each apiece chacun chacune ciascuno ciascuna l'uno l'una l'unité per pro")
_AMONG = word_set("durch unter zu auf en entre por par in into per tra door met på between among by for für pour voor")
_NEAR = 3
_COUNTABLE_UP_TO = 60
_LONGEST_PLAIN_DIGITS = 7
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def plain_amounts(
    tokens: Sequence[Token], spans: Sequence[tuple[int, int]], writing: Writing, currency: str
) -> list[tuple[Amount, int]]:
    """Returns candidates with their points, in order; `spans` are places of the text read as something else."""
    taken = {place for start, stop in spans for place in range(start, stop)}
    found: list[tuple[Amount, int]] = []
    i = 0
    while i < len(tokens):
        quantity = read_quantity(tokens, i, writing)
        if quantity is None or _overlaps(tokens, quantity, taken):
            i += 1
            continue
        if not (quantity.spelled and quantity.value == 1) and not _is_label_or_measure(tokens, quantity):
            amount = Amount(quantity.value, currency, quantity.start, quantity.end, named=False)
            found.append((amount, _points(tokens, quantity, taken)))
        i = quantity.end
    return found


def _overlaps(tokens: Sequence[Token], quantity: Quantity, taken: Container[int]) -> bool:
    start, end = tokens[quantity.start].start, tokens[quantity.end - 1].end
    return any(place in taken for place in range(start, end))


def _is_label_or_measure(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """Numbers that are never a price: room 12, 5 kg, 20 %, phone numbers, A4, years."""
    before = tokens[quantity.start - 1] if quantity.start else None
    behind = tokens[quantity.end] if quantity.end < len(tokens) else None
    if behind and behind.low in _EACH:
        return False
    if tokens[quantity.start].text == "401" and quantity.scaled:
        return True  # 401k, an account
    if before and _labels(before, tokens[quantity.start]) and not _has_cents(quantity):
        return True
    if behind and (behind.low in _MEASURES or _joins(behind, tokens, quantity.end)):
        return True
    return _is_identifier(tokens[quantity.start], before) if not quantity.spelled else False


def _labels(before: Token, number: Token) -> bool:
    hangs = before.is_word or before.text in "/:#*_." or (before.text == "-" and before.glued)
    glued_word = number.glued and hangs
    return before.low in _LABELS or (glued_word and before.text != ":") or (before.text == "x" and number.glued)


def _joins(behind: Token, tokens: Sequence[Token], i: int) -> bool:
    """Whether letters or further digits hang on the number, as in `5kg`, `555-1234` or `3/4`."""
    if behind.glued and (behind.is_word or behind.is_number):
        return True
    more = i + 1 < len(tokens) and tokens[i + 1].is_number
    return more and behind.text in "-/:" and tokens[i + 1].glued


def _is_identifier(number: Token, before: Token | None) -> bool:
    digits = number.text
    if not digits.isdecimal():
        return digits.count(".") > 2
    is_year = len(digits) == 4 and _FIRST_YEAR <= int(digits) < _LAST_YEAR
    year_said = is_year and before is not None and before.low in {"in", "since", "year", "from", "by", "until", "("}
    return len(digits) > _LONGEST_PLAIN_DIGITS or year_said or (len(digits) > 1 and digits[0] == "0")


def _has_cents(quantity: Quantity) -> bool:
    return not quantity.spelled and quantity.value.as_tuple().exponent == -2


def _points(tokens: Sequence[Token], quantity: Quantity, taken: Container[int]) -> int:
    points = 3 if _has_cents(quantity) else 2 if quantity.scaled and not quantity.spelled else 0
    points -= 2 if quantity.spelled else 0
    return points + _points_before(tokens, quantity) + _points_behind(tokens, quantity, taken)


def _points_before(tokens: Sequence[Token], quantity: Quantity) -> int:
    if quantity.start == 0:
        return 1
    before = tokens[quantity.start - 1]
    if (
        before.low in _OF
        and tokens[quantity.start - 2 : quantity.start - 1]
        and tokens[quantity.start - 2].low == "out"
    ):
        return -2
    if _counts_people(tokens, quantity):
        return -4
    if before.low in _MONEY_WORDS or before.text in "+-−":
        return 2
    return 1 if before.is_word else 0


def _counts_people(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """`geteilt durch 3`, `25 per person for 4`: among how many, or for how many."""
    near = {token.low for token in tokens[max(0, quantity.start - _NEAR) : quantity.start]}
    led = tokens[quantity.start - 1].low in _AMONG and not near.isdisjoint(_DIVIDED)
    return led and quantity.value < _COUNTABLE_UP_TO and not _has_cents(quantity)


def _points_behind(tokens: Sequence[Token], quantity: Quantity, taken: Container[int]) -> int:
    if quantity.end == len(tokens):
        return 2
    behind = tokens[quantity.end]
    if behind.low in _AFTER_PRICE or behind.start in taken:
        return 2
    return -3 if _is_counted(behind, quantity.value) else 0


def _is_counted(behind: Token, value: Decimal) -> bool:
    """Whether the word behind a small whole number is a plural, so that the number counts things."""
    plural = behind.low.endswith("s") and not behind.low.endswith(("ss", "'s")) and behind.low not in _BULK_NOUNS
    return behind.is_word and plural and value % 1 == 0 and 1 < value <= _COUNTABLE_UP_TO
