"""Decides whether a clause is an expense, income, or a transfer between own accounts."""

from collections.abc import Sequence
from typing import Any, Literal

import re2

from app.ai.local.movements import is_sent, names_own_account, sent_by_somebody, sent_to_somebody, words_of

Kind = Literal["expense", "income", "transfer"]


def _words(alternatives: str) -> Any:
    return re2.compile(rf"(?:^|[^\pL\pM])(?:{alternatives})(?:[^\pL\pM]|$)")


# Tried from the top; the first that occurs decides.
_PAID_BACK = (
    r"paid (?:him|her|them|[a-z]{3,}) back|paid back|(?:i|we|i've|we've) (?:refunded|reimbursed)"
    r"|(?:j'ai|nous avons|on a) (?:remboursé|rendu)|devolví|reembolsé|devolvi|reembolsei|ho (?:rimborsato|restituito)"
    r"|zurückgezahlt|zurückbezahlt|zurück gezahlt|heb .{0,20}terugbetaald"
)
_REFUNDED = (
    r"refund(?:ed|s|ing)?|returned (?:to|me|us|into)|back (?:to|on|onto|into) my|reimburse(?:d|ment|ments)?"
    r"|cash ?back|reversal|reversed|chargeback|rebate"
    r"|(?:rück)?erstattung(?:en)?|(?:zurück)?erstattet|gutschrift(?:en)?|gutgeschrieben|rückzahlung|rückbuchung"
    r"|rücküberweisung"
    r"|zurückbekommen|zurück bekommen|zurückerhalten|zurück erhalten|storno|rembours(?:ement|é|ée|és|ées|ements)"
    r"|devoluci[oó]n(?:es)?|devuelto|devolvieron|devolvió|reembolso|reembolsaron|reembolsado|reembolsó|abonaron"
    r"|nota de crédito"
    r"|rimborso|rimborsi|rimborsat[oaie]|restituit[oaie]|reembolsad[oa]|reembolsaram|devolução|devolveram|devolveu"
    r"|estorno|estornad[oa]"
    r"|terugbetaling|terugbetaald|teruggave|teruggekregen|terugontvangen|återbetalning|återbetalat|återbetald"
    r"|återbäring"
    r"|tilbagebetaling|refusion|refundert|refundering|zwrot|zwrotu|zwrócono|iade|iadesi|wapas|wapis|refund aaya|वापस"
    r"|रिफंड"
)
_DEBITED = (
    r"debited|debit of|debit by|dr\.? by|withdrawn|spent (?:on|using|from|via|at)|abgebucht|belastet"
    r"|débité|debitad[oa]|addebitat[oa]|afgeschreven"
)
_IN_FOR_SURE = (
    r"(?:got|get|been|was|were|am) paid|paid me|pays me|paid us|(?:gave|sent|owed|transferred|venmoed|lent"
    r"|handed) (?:me|us)"
    r"|received?|receiving|earn(?:ed|s|ing)?|sold|won|win|winnings|borrowed|credited|credit of|credit by|a credit"
    r"|payday"
    r"|got (?:back|an?|my|the)? ?(?:refund|bonus|salary|paycheck|raise|dividend|tip|tips)|inherited"
    r"|erhalten|bekommen|bekam|verdient|verkauft|geerbt|gewonnen|eingegangen|eingang|überwiesen bekommen"
    r"|(?:mir|uns)(?: [^ ]+){0,3} (?:gegeben|gezahlt|überwiesen|geschickt|geschenkt|gesendet)"
    r"|reçu(?:e|s|es)?|gagné(?:e|s|es)?|vendu(?:e|s|es)?|touché|encaissé|perçue?|créditée?|(?:m'a|m'ont|nous a"
    r"|nous ont) (?:donné|payé(?:e|s|es)?|envoyé|versé|rendu"
    r"|viré|offert)"
    r"|recib[ií]|recibimos|gané|vend[ií]|cobré|cobramos|cobrado|ingresaron|heredé|recibid[oa]"
    r"|(?:me|nos) (?:pag[oó]|pagaron|di[oó]|dieron|envi[oó]|enviaron|transfiri[oó]|transfirieron|hizo|hicieron"
    r"|deposit[oó]|depositaron|regal[oó])"
    r"|ricevut[oaie]|guadagnat[oa]|vendut[oa]|incassat[oa]|accreditat[oaie]|accredito|(?:mi|ci) (?:ha|hanno) (?:dato"
    r"|pagat[oaie]|pagad[oa]s?|inviato|mandato|versato)"
    r"|recebi|recebemos|recebid[oa]|ganhei|(?:me|nos) (?:pagou|pagaram|deu|deram|enviou|mandou|transferiu|depositou)"
    r"|creditad[oa]|caiu"
    r"|ontvangen|ontving|kreeg|gekregen|verdiend|verkocht|bijgeschreven|fick|fått|mottog|tjänade|sålde|sålt|modtog"
    r"|solgte|solgt|mottok"
    r"|otrzymałem|otrzymałam|dostałem|dostałam|wpływ|wpłynęło|sprzedałem|sprzedałam|zarobiłem|sattım|kazandım|yattı"
    r"|geldi"
    r"|[^ ]{3,} ne(?: [^ ]+){0,3} (?:bheja|bheje|bheji|diya|diye)|mila|mili|mile|aaya|aayi|aaye|becha|bech diya|मिला"
    r"|मिले|मिली|जमा|बेचा|receive hua|receive hue"
)
_OUT_FOR_SURE = (
    r"paid|pay|spent|spend|spending|bought|buy|purchased?|ordered|costs?"
    r"|charged|fined|gave|donated|tipped|lent|debited|debit|invoiced|treated"
)
_MOVED = (
    r"transfer(?:red|ring)?|moved?|wired|shifted|withdr[ae]w|withdrawal|atm|saved|topped up"
    r"|(?:in|to|into|from)(?: my| the)? savings|überwiesen|virement|transferí|trasferito|transferi|abgehoben|abgehoben"
    r"|retiré|saqué|retirei|saquei|prelevato|prelievo|opgenomen|geldautomat|bankomat"
)
_OUT_ABROAD = (
    r"bezahlt|gezahlt|gekauft|eingekauft|ausgegeben|getankt|bestellt|gespendet|gegessen|kostet|kostete|payé|acheté"
    r"|dépensé|réglé"
    r"|commandé|donné|coûté|pagué|pagamos|compré|compramos|gasté|gastamos|cost[oó]|pagato|comprato|speso|ordinato"
    r"|costato|paguei"
    r"|comprei|gastei|gastamos|custou|betaald|gekocht|uitgegeven|besteld|kostte|betalade|betalat|köpte|köpt"
    r"|spenderade|kostade|handlade"
    r"|zapłaciłem|zapłaciłam|wydałem|wydałam|kupiłem|kupiłam|ödedim|harcadım|aldım|kharch|kharcha|diya|diye|kharida"
    r"|bhara|bharwaya"
    r"|dalwaya|खर्च|खरीदा|दिया|दिए"
)
_IN_PROBABLY = (
    r"salary|wages?|paycheck|payroll|income|bonus|dividends?|interest|deposit(?:ed)?|pension|royalt(?:y|ies)|stipend"
    r"|allowance"
    r"|gehalt|lohn|weihnachtsgeld|urlaubsgeld|taschengeld|dividende|salaire|salario|sueldo|nómina|nomina|aguinaldo"
    r"|stipendio|salário"
    r"|ordenado|décimo terceiro|salaris|loon|vakantiegeld|lön|lønn|løn|kindergeld|pfand|zurück|pensja|wynagrodzenie"
    r"|maaş|maaşım|tankhwah|वेतन"
    r"|तनख्वाह"
)
_SURE: list[tuple[Any, Kind]] = [
    (_words(r"paid (?:me|us) back|(?:paid|pays) (?:me|us)"), "income"),
    (_words(_PAID_BACK), "expense"),
    (_words(_REFUNDED), "income"),
    (_words(_DEBITED), "expense"),
    (_words(_IN_FOR_SURE), "income"),
    (_words(_OUT_FOR_SURE), "expense"),
]
_ORDER: list[tuple[Any, Kind]] = [
    (_words(_MOVED), "transfer"),
    (_words("sent|send|venmoed"), "expense"),
    (_words(_OUT_ABROAD), "expense"),
    (_words(_IN_PROBABLY), "income"),
]
_GOT = re2.compile(r"(?:^|[^a-z])(?:got|get)\s*$")
_FROM_SOMEONE = re2.compile(r"^\s*(?:from|back|as|for)(?:[^a-z]|$)")
_OUT_OF_SAVINGS = re2.compile(r"from (?:my |the )?savings")


def kind_of(before: str, behind: str) -> tuple[Kind, bool]:
    """Returns the kind that the folded text of a clause names before and behind its amount, and whether a word says so.

    Where no word does, a `+` or `-` in front of the amount decides.
    """
    if _GOT.search(before) and _FROM_SOMEONE.search(behind):
        return "income", True
    clause = " ".join(f"{before} {behind}".split())
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
