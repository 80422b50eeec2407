"""Days of the year with a name: fixed ones, n-th weekdays and those that move with Easter."""

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter  # type: ignore[import-untyped]

from app.ai.local.calendar_rules import make_date, nth_weekday, weekday_until

Rule = Callable[[int], date | None]


def _fixed(month: int, day: int) -> Rule:
    return lambda year: make_date(year, month, day)


def _nth(month: int, weekday: int, n: int, plus: int = 0) -> Rule:
    def rule(year: int) -> date | None:
        day = nth_weekday(year, month, weekday, n)
        return day and day + timedelta(days=plus)

    return rule


def _easter(plus: int) -> Rule:
    return lambda year: easter(year) + timedelta(days=plus) if 1583 <= year <= 9990 else None


def _before(month: int, day: int, weekday: int) -> Rule:
    def rule(year: int) -> date | None:
        limit = make_date(year, month, day)
        return limit and weekday_until(limit, weekday)

    return rule


# Days of lunar calendars, as kept from 2015 to 2027; other years are not known here.
_LUNAR_NEW_YEAR = """
2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10
2025-01-29 2026-02-17 2027-02-06
"""
_EID_AL_FITR = """
2015-07-17 2016-07-06 2017-06-25 2018-06-15 2019-06-04 2020-05-24 2021-05-13 2022-05-02 2023-04-21 2024-04-10
2025-03-30 2026-03-20 2027-03-09
"""
_EID_AL_ADHA = """
2015-09-24 2016-09-11 2017-09-01 2018-08-21 2019-08-11 2020-07-31 2021-07-20 2022-07-09 2023-06-28 2024-06-16
2025-06-06 2026-05-27 2027-05-16
"""


def _listed(days: str) -> Rule:
    known = {day.year: day for day in map(date.fromisoformat, days.split())}
    return known.get


# Where one name begins another, the longer one stands first.
HOLIDAYS: dict[str, Rule] = {
    r"(?:chinese|lunar) new year": _listed(_LUNAR_NEW_YEAR),
    r"eid al[- ]fitr": _listed(_EID_AL_FITR),
    r"eid al[- ]adha": _listed(_EID_AL_ADHA),
    r"new year'?s? eve": _fixed(12, 31),
    r"new year(?:'?s)?(?: day)?": _fixed(1, 1),
    r"(?:christmas|xmas|x-mas) eve": _fixed(12, 24),
    r"(?:christmas|xmas|x-mas)(?: day)?": _fixed(12, 25),
    r"boxing day": _fixed(12, 26),
    r"(?:saint |st\.? )?valentine'?s?(?: day)?": _fixed(2, 14),
    r"(?:saint|st\.?) patrick'?s?(?: day)?": _fixed(3, 17),
    r"(?:st\.?|saint) george'?s? day": _fixed(4, 23),
    r"(?:all saints'?|all hallows'?)(?: day)?": _fixed(11, 1),
    r"all souls'?(?: day)?": _fixed(11, 2),
    r"(?:halloween|all hallows'? eve)(?: day| night)?": _fixed(10, 31),
    r"(?:independence day|fourth of july)": _fixed(7, 4),
    r"(?:veterans'?|veteran's|remembrance|armistice) day": _fixed(11, 11),
    r"juneteenth|freedom day|emancipation day": _fixed(6, 19),
    r"groundhog(?:'?s)? day": _fixed(2, 2),
    r"(?:april fools?'?|april fool's|all fools'?)(?: day)?": _fixed(4, 1),
    r"earth day": _fixed(4, 22),
    r"(?:international workers'?|international worker's|may|labou?r's|workers') day": _fixed(5, 1),
    r"cinco de mayo": _fixed(5, 5),
    r"(?:star wars|may the (?:fourth|4th)) day": _fixed(5, 4),
    r"(?:international )?women'?s'? day": _fixed(3, 8),
    r"(?:international )?men'?s day": _fixed(11, 19),
    r"(?:international )?children'?s day": _fixed(6, 1),
    r"teachers'? day|teacher's day": _fixed(9, 10),
    r"youth day": _fixed(5, 4),
    r"singles'? day|single's day": _fixed(11, 11),
    r"guy fawkes(?: day| night)?|bonfire night": _fixed(11, 5),
    r"bastille day": _fixed(7, 14),
    r"canada day": _fixed(7, 1),
    r"australia day": _fixed(1, 26),
    r"anzac day": _fixed(4, 25),
    r"inauguration day": _fixed(1, 20),
    r"(?:world )?arbor day": _nth(4, 4, -1),
    r"pi day": _fixed(3, 14),
    r"epiphany|three kings'? day": _fixed(1, 6),
    r"beltane": _fixed(5, 1),
    r"black friday": _nth(11, 3, 4, plus=1),
    r"cyber monday": _nth(11, 3, 4, plus=4),
    r"thanksgiving(?: day)?|thanks giving(?: day)?": _nth(11, 3, 4),
    r"(?:mlk|martin luther king(?:,? jr\.?)?)(?:'?s)?(?: day)?": _nth(1, 0, 3),
    r"(?:presidents'?|president's|washington's birthday)(?: day)": _nth(2, 0, 3),
    r"memorial day": _nth(5, 0, -1),
    r"labou?r day": _nth(9, 0, 1),
    r"columbus day|indigenous peoples'? day": _nth(10, 0, 2),
    r"mother'?s'? day": _nth(5, 6, 2),
    r"father'?s'? day": _nth(6, 6, 3),
    r"victoria day": _before(5, 24, 0),
    r"election day": _nth(11, 0, 1, plus=1),
    r"super ?bowl(?: sunday)?": _nth(2, 6, 2),
    r"easter monday": _easter(1),
    r"easter saturday|holy saturday": _easter(-1),
    r"easter(?: sunday| day)?": _easter(0),
    r"good friday": _easter(-2),
    r"(?:maundy|holy) thursday": _easter(-3),
    r"palm sunday": _easter(-7),
    r"ash wednesday": _easter(-46),
    r"(?:mardi gras|fat tuesday|shrove tuesday|pancake day)": _easter(-47),
    r"ascension(?: day| thursday)?": _easter(39),
    r"(?:pentecost|whit sunday)": _easter(49),
    r"whit monday": _easter(50),
    r"trinity sunday": _easter(56),
    r"corpus christi": _easter(60),
}
