"""Days told as other languages do: `vor 3 Tagen`, `hace una semana`, `lundi dernier`, `letzten Samstag`, `kal`."""

from datetime import date
from typing import Any

from app.ai.local import calendar_rules as rules
from app.ai.local.calendar_words import DIGIT_DAY, MONTH, MONTHS, SURE_WEEKDAY, WEEKDAYS
from app.ai.local.date_rule import OPTIONAL_YEAR, Rule, Setting, looks_ahead, rule, year_in

_NEAR_BY_DAYS = {
    0: "heute früh,heute morgen,heute mittag,heute abend,heut,ce matin,ce midi,ce soir,cet après-midi,esta mañana,"
    "esta tarde,"
    "esta noche,stamattina,stasera,stamani,questa mattina,oggi pomeriggio,esta manhã,hoje de manhã,hoje cedo,esta"
    " noite,vandaag,vanochtend,"
    "vanmorgen,vanmiddag,vanavond,idag,i dag,i morse,ikväll,i kväll,dzisiaj,dziś,dzis,bugün,bu sabah,aaj,aaj subah,आज",
    -1: "gestern abend,gestern früh,gestern nacht,hier soir,hier matin,anoche,ayer por la tarde,ieri sera,ieri"
    " mattina,ontem à noite,"
    "gisteren,gisteravond,igår,i går,igår kväll,i gaar,wczoraj,dün,dün akşam,beeti raat,बीते कल",
    -2: "vorgestern abend,avant hier,antier,antes de ayer,l'altroieri,altroieri,altro ieri,avantieri,antes de ontem,"
    "eergisteren,"
    "förrgår,i förrgår,i forgårs,przedwczoraj,evvelsi gün,önceki gün",
    1: "morgen früh,imorgon,i morgon,i morgen,jutro,yarın",
    2: "übermorgen,après-demain,pasado mañana,dopodomani,depois de amanhã,overmorgen,i övermorgon,pojutrze",
}
_NEAR = {word: days for days, words in _NEAR_BY_DAYS.items() for word in words.split(",")}
# Hindi has one word for yesterday and tomorrow: money that was spent was spent yesterday.
_EITHER = {"kal": 1, "कल": 1, "parso": 2, "parson": 2, "parsoun": 2, "परसों": 2}
_COUNTS_OF = """
1 ein eine einen einem einer un une uno una um uma een en ett bir ek एक
2 zwei zwo deux dos due dois duas twee två iki do दो ein_paar un_par_de un_paio_di paar
3 drei trois tres tre três drie üç teen तीन quelques unos algunos alcuni alguns enkele några birkaç kuch einigen
4 vier quatre cuatro quattro quatro fyra dört chaar char चार
5 fünf cinq cinco cinque vijf fem beş paanch panch पांच पाँच
6 sechs six seis sei zes sex altı chhe छह
7 sieben sept siete sette sete zeven sju yedi saat सात
8 acht huit ocho otto oito åtta sekiz aath आठ
9 neun neuf nueve nove negen nio dokuz nau नौ
10 zehn dix diez dieci dez tien tio on das दस
"""
_COUNTS = {
    word.replace("_", " "): int(number)
    for number, *words in map(str.split, _COUNTS_OF.split("\n")[1:-1])
    for word in words
}
_UNITS_OF = {
    "day": "tag tage tagen jour jours día días dia dias giorno giorni dag dagen dagar gün din दिन dzień dni",
    "week": "woche wochen semaine semaines semana semanas settimana settimane week weken vecka veckor hafta hafte"
    " हफ्ते हफ़्ते",
    "month": "monat monate monaten mois mes meses mese mesi mês maand maanden månad månader ay mahine mahina महीने",
    "year": "jahr jahre jahren an ans année années año años anno anni ano anos jaar år yıl saal साल",
}
_UNITS = {word: unit for unit, words in _UNITS_OF.items() for word in words.split()}


def _either(words: dict[str, Any]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_FAR = rf"(?P<n>\d{{1,3}}|{_either(_COUNTS)})\s+(?P<unit>{_either(_UNITS)})"
_LAST = (
    "letzten letzte letzter letztem vergangenen vergangene vorigen vorige afgelopen förra geçen pichle"
    " dernier dernière passé passée pasado pasada scorso scorsa passado passada último última ultimo ultima"
)
_NEXT = (
    "nächsten nächste kommenden kommende volgende komende nästa gelecek agle prochain prochaine próximo próxima"
    " prossimo prossima"
)
_STEPS = dict.fromkeys(_LAST.split(), -1) | dict.fromkeys(_NEXT.split(), 1)
_STEPS |= {
    "que viene": 1,
    "que vem": 1,
    "diesen": 0,
    "diese": 0,
    "este": 0,
    "esta": 0,
    "questo": 0,
    "ce": 0,
    "cette": 0,
    "deze": 0,
}
_STEP = rf"(?P<step>{_either(_STEPS)})"
_PERIODS = {"woche": "week", "semaine": "week", "semana": "week", "settimana": "week", "week": "week", "veckan": "week"}
_PERIODS |= {
    "hafta": "week",
    "hafte": "week",
    "monat": "month",
    "mois": "month",
    "mes": "month",
    "mese": "month",
    "mês": "month",
}
_PERIODS |= {"maand": "month", "månaden": "month", "ay": "month", "mahine": "month", "jahr": "year", "année": "year"}
_PERIODS |= {"año": "year", "anno": "year", "ano": "year", "jaar": "year", "året": "year"}
_PERIOD = rf"(?P<unit>{_either(_PERIODS)})"
_WEEK = "(?:woche|semaine|semana|settimana|week|veckan?)"
_FIRST = "premier|primero|primeiro|primo|ersten|erster|eerste|första"


def _near(match: Any, setting: Setting) -> date | None:
    return rules.add_days(setting.reference, _NEAR[match.group("word")])


def _either_way(match: Any, setting: Setting) -> date | None:
    days = _EITHER[match.group("word")]
    return rules.add_days(setting.reference, days if setting.future else -days)


def _moved(match: Any, setting: Setting, sign: int) -> date | None:
    said = match.group("n")
    count = int(said) if said.isdecimal() else _COUNTS[said]
    return rules.add_units(setting.reference, sign * count, _UNITS[match.group("unit")])


def _ago(match: Any, setting: Setting) -> date | None:
    return _moved(match, setting, -1)


def _ahead(match: Any, setting: Setting) -> date | None:
    return _moved(match, setting, 1)


def _weekday(match: Any, setting: Setting) -> date | None:
    return rules.weekday_in_week(setting.reference, WEEKDAYS[match.group("w")], _STEPS[match.group("step")])


def _weekday_before(match: Any, setting: Setting) -> date | None:
    """`i måndags`: the latest one before today."""
    day = rules.add_days(setting.reference, -1)
    return day and rules.weekday_until(day, WEEKDAYS[match.group("w")])


def _period(match: Any, setting: Setting) -> date | None:
    return rules.add_units(setting.reference, _STEPS[match.group("step")], _PERIODS[match.group("unit")])


def _first_of_month(match: Any, setting: Setting) -> date | None:
    month = MONTHS[match.group("m")]
    if year := year_in(match, setting):
        return rules.make_date(year, month, 1)
    return rules.nearest_year(setting.reference, month, 1, looks_ahead(match, setting))


def _day_first(match: Any, setting: Setting) -> date | None:
    """`am 15.11.`: day before month in every locale that writes so."""
    day, month = int(match.group("a")), int(match.group("b"))
    return rules.nearest_year(setting.reference, month, day, setting.future)


def _day_of_month(match: Any, setting: Setting) -> date | None:
    return rules.day_of_month(setting.reference, int(match.group("d")), setting.future)


_DAY_MONTH = rf"(?P<a>{DIGIT_DAY})\.\s?(?P<b>1[0-2]|0?[1-9])"

RULES: list[Rule] = [
    rule(rf"(?P<word>{_either(_NEAR)})", _near, 2),
    rule(rf"(?P<word>{_either(_EITHER)})", _either_way, 2),
    rule(rf"(?:vor|il y a|hace|há|fa|för)\s+(?:etwa\s+|environ\s+|unos\s+)?{_FAR}(?:\s+sedan)?", _ago),
    rule(rf"{_FAR}\s+(?:fa|atrás|geleden|sedan|önce|evvel|pehle|पहले|temu|siden)", _ago),
    rule(rf"(?:dans|dentro de|en|tra|fra|daqui a|em|om|in|over)\s+{_FAR}", _ahead, 2),
    rule(rf"{_FAR}\s+(?:sonra|later|baad|बाद)", _ahead, 2),
    rule(rf"{_STEP}\s+(?P<w>{SURE_WEEKDAY})", _weekday),
    rule(rf"(?P<w>{SURE_WEEKDAY})\s+{_STEP}", _weekday),
    rule(rf"{_STEP}\s+{_WEEK}\s+(?:am\s+|el\s+)?(?P<w>{SURE_WEEKDAY})", _weekday),
    rule(rf"(?P<w>{SURE_WEEKDAY})\s+(?:de\s+|della\s+|da\s+)?(?:la\s+)?{_STEP}\s+{_WEEK}", _weekday),
    rule(rf"i\s+(?P<w>{SURE_WEEKDAY})s", _weekday_before),
    rule(rf"{_STEP}\s+{_PERIOD}", _period, 1),
    rule(rf"{_PERIOD}\s+{_STEP}", _period, 1),
    rule(rf"(?:{_FIRST})\s+(?:de\s+)?(?P<m>{MONTH}){OPTIONAL_YEAR}", _first_of_month),
    rule(rf"(?:am|vom|zum|seit|ab|den|le|el|il|em|op)\s+{_DAY_MONTH}\.?", _day_first, 2),
    rule(rf"{_DAY_MONTH}\.", _day_first, 1),
    rule(
        rf"(?:am|vom|den|el d[ií]a|el|le|il|no dia|dia|op de)\s+(?P<d>{DIGIT_DAY})\.?"
        r"(?:\s+(?:des monats|du mois|de este mes))?",
        _day_of_month,
        1,
    ),
]
