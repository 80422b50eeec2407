"""What is said to a question without a plan: the reason, and questions that have one."""

from app.ai.questions.plan import NotUnderstood

_REASONS = {
    "nothing": "The question says nothing that could be worked out from transactions.",
    "long": "The question is too long.",
    "words": "The question has words that are not understood",
    "future": "Questions about the future are not answered, only about what has happened.",
    "what_if": "Advice, budgets and what-if questions are not answered, only what has happened.",
    "vague": "The question is not exact enough: name the period, such as `last month`.",
    "rates": "Only per day, week or month can be worked out.",
    "others": "Only questions about your own money are answered.",
    "several": "The question asks several things at once; ask them one by one.",
    "dearer": "Prices are not known, only what was paid.",
    "command": "Only questions are answered; nothing is bought, paid or moved.",
    "which": "It is not clear which of them is asked for.",
    "rank": "The question ranks or compares, but does not say what.",
    "groups": "The question groups in a way that cannot be worked out.",
    "compare": "It is not clear what is to be compared; name both periods.",
    "period": "The question names a day or period that does not exist.",
    "periods": "The question names several periods; ask about them one by one.",
    "mixed": "The question mixes names of different kinds; ask about them one by one.",
    "currencies": "The question names several currencies; ask about them one by one.",
    "weekdays": "The question names several weekdays; ask about them one by one.",
    "amounts": "The amounts in the question exclude each other.",
    "account": "The question names an account that is not known.",
    "tag": "The question names a tag that is not known.",
    "number": "The question has a number whose meaning is not clear.",
    "previous": "The question follows another one that is not known.",
}
_OUTSIDE = frozenset(["future", "what_if", "others", "dearer", "command", "period", "previous", "amounts", "long"])
_EXAMPLES = {
    "en": (
        "How much did I spend on groceries last month?",
        "What were my 5 largest expenses this year?",
        "Compare dining this month with last month",
        "How often did I shop at Amazon in the last 90 days?",
        "What is my net worth?",
    ),
    "de": (
        "Wie viel habe ich letzten Monat für Lebensmittel ausgegeben?",
        "Was waren meine 5 größten Ausgaben dieses Jahr?",
        "Wie oft war ich im Oktober im Restaurant?",
        "Wie hoch ist mein Kontostand?",
    ),
    "fr": (
        "Combien ai-je dépensé en courses le mois dernier ?",
        "Quelles sont mes 5 plus grosses dépenses cette année ?",
        "Combien de fois suis-je allé au restaurant en octobre ?",
        "Quel est le solde de mon compte ?",
    ),
    "es": (
        "¿Cuánto gasté en supermercado el mes pasado?",
        "¿Cuáles son mis 5 gastos más grandes este año?",
        "¿Cuántas veces fui al restaurante en octubre?",
        "¿Cuál es el saldo de mi cuenta?",
    ),
}


def not_understood(reason: str, code: str, words: str = "") -> NotUnderstood:
    """Returns the refusal for a reason, with examples in the language of the question."""
    sentence = _REASONS.get(reason, _REASONS["nothing"])
    if reason == "words":
        sentence = f"{sentence}: {words[:80]}." if words else f"{sentence}."
    return NotUnderstood(sentence, _EXAMPLES[code], reason in _OUTSIDE)
