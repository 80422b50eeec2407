"""The other side of a payment: the words behind `at`, `from` or `to`, else the name a note begins with."""

from collections.abc import Sequence

from app.ai.local.tokens import Token, word_set

_LEADS = ("at", "@", "from", "to", "bei", "chez", "presso", "en", "em", "da", "via")
_ENDS = word_set(
    "at @ from to for on in with via by and or of using because while when since after before during"
    " using per through was is were yesterday today tonight tomorrow last this next it that which who"
    " but minus plus about around für am mit und pour avec et por con y e com em no na il la le di der"
    " die das"
)
_ARTICLES = word_set(
    "the a an my our your his her their some another der die das le la les el los il lo o um"
)
_NO_PLACES = word_set(
    "home work school airport university lunch dinner breakfast noon midnight night morning me us him her"
    " them you myself savings saving account checking bank cash work church least most once all first buy"
    " get pay eat bed one's somebody someone friend friends"
)
_GENERIC = word_set(
    "order coffee lunch dinner breakfast brunch groceries grocery rent gas fuel petrol taxi bus train ticket"
    " tickets drinks drink beer beers wine snack snacks food meal meals salary wage wages paycheck"
    " refund bonus income interest dividend gift haircut parking toll tolls utilities electricity water"
    " internet phone bill bills insurance shoes clothes shirt books book medicine pharmacy doctor"
    " dentist gym movie cinema concert tip donation subscription membership tea pizza burger sandwich"
    " coffees lunches shopping transfer transferred withdrawal atm cash deposit fee fees tax taxes loan"
    " mortgage repair car flight flights hotel hostel fruit bread milk vegetables meat fish cake"
    " icecream ice cream monthly weekly daily new old big small large total price cost costs payment"
    " expense supermarket restaurant bar café cafe bakery miete kaffee mittagessen loyer café déjeuner"
    " alquiler almuerzo affitto pranzo aluguel almoço kostet"
)
_NO_NAMES = word_set(
    "i we he she they you it i'm i've i'd we've just only have has had did do was were is are be been"
    " will would can could should paid pay spent spend bought buy purchased got get gave give received"
    " earned sold cost costs charged ordered moved transfer transferred sent withdrew withdrawal"
    " deposited saved today yesterday please add there here for about another what when where how not"
    " no yes so then also this that these those"
)
_LONGEST_NAME = 5
_LONGEST_LEAD = 3


def payee_of(tokens: Sequence[Token]) -> str | None:
    """The payee named by the tokens of one clause, in which signs stand for the amounts and dates."""
    for lead in _LEADS:
        for i, token in enumerate(tokens):
            if token.low == lead and (name := _name_behind(tokens, i + 1)):
                return name
    return _name_after_paid(tokens) or _leading_name(tokens)


def _name_behind(tokens: Sequence[Token], i: int) -> str | None:
    while i < len(tokens) and tokens[i].low in _ARTICLES:
        i += 1
    words = _run_of_words(tokens, i)
    return None if not words or words[0].low in _NO_PLACES else _written(words)


def _run_of_words(tokens: Sequence[Token], i: int) -> list[Token]:
    """The tokens of a name from place `i`: up to a small word or a sign that ends a phrase."""
    words: list[Token] = []
    while i < len(tokens) and len(words) < 2 * _LONGEST_NAME and _continues(tokens, i, len(words)):
        words.append(tokens[i])
        i += 1
    while words and not (words[-1].is_word or words[-1].is_number):
        words.pop()
    return words


def _continues(tokens: Sequence[Token], i: int, length: int) -> bool:
    token = tokens[i]
    if token.is_word:
        return token.low not in _ENDS or (token.glued and length > 0)
    joins = token.text == "&" or (token.glued and i + 1 < len(tokens) and tokens[i + 1].glued)
    return length > 0 and (token.is_number or (token.text in "&'-." and joins))


def _name_after_paid(tokens: Sequence[Token]) -> str | None:
    """`paid netflix 15.99`, `paid the landlord`: a name right behind the verb."""
    for i, token in enumerate(tokens[:-1]):
        if token.low in {"paid", "pay", "paying", "sent", "tipped"}:
            words = _run_of_words(tokens, i + 1)
            if words and not any(
                word.low in _GENERIC | _NO_NAMES | _NO_PLACES | _ARTICLES for word in words[:2]
            ):
                return _written(words)
    return None


def _leading_name(tokens: Sequence[Token]) -> str | None:
    words = _run_of_words(tokens, 0)
    if not words or len(words) > _LONGEST_LEAD or words[0].low in _NO_NAMES | _ARTICLES:
        return None
    return None if words[0].low in _GENERIC or _is_past_tense(words[0]) else _written(words)


def _is_past_tense(word: Token) -> bool:
    return word.text.islower() and word.text.endswith("ed") and len(word.text) > len("ebbed")


def _written(words: Sequence[Token]) -> str:
    """The words as they stand; in capitals at the front if the writer used no capitals at all."""
    text = "".join((word.text if word.glued else f" {word.text}") for word in words).strip()
    return text if text != text.lower() else " ".join(part[:1].upper() + part[1:] for part in text.split(" "))
