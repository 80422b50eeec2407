"""Find the column with the account's own number, never one with the other party's."""

import re

from app.formats.common.header_words import normalised
from app.formats.csv.columns.profiles import Profile, is_primary_role

_IBAN = re.compile(r"[a-z]{2}\d{2}[a-z0-9]{10,30}")
_NUMBER = re.compile(r"[\d*x./-]{8,34}")
# Headers that may stand for either side's account; what stands in the column decides.
_EITHER_SIDE = re.compile(r"iban|konto|cislo uctu|rachun|szamla|номер сч|账号|卡号|帐号")
_FEWEST_DIGITS = 6
_BANK_CODE = re.compile(r"bic|blz|bankleitzahl|swift|sort code|bank code|开户行")
MIN_CONSTANT = 3  # lines in which a plain number must not change to be taken for an account's


def own_account_column(profiles: list[Profile], used: set[int], headed: bool) -> int | None:
    """The column that names the own account on every line, None if there is none."""
    free = [p for p in profiles if p.index not in used and p.distinct]
    named = [p for p in free if is_primary_role(p, "account") and not p.weight("counter_account")]
    fit = [p for p in named if p.filled >= 0.99 and _is_own(p)]
    if not fit and not any(p.weight("account") for p in profiles):
        fit = [p for p in free if p.filled >= 0.99 and _is_constant_number(p, headed)]
    return min(fit, key=_rank).index if fit else None


def other_account_column(profiles: list[Profile], used: set[int]) -> int | None:
    """The column with the number of the other party's account; None where there is none, or several that differ."""
    numbers = [p for p in profiles if p.index not in used and _are_numbers(p)]
    # What banks call just `IBAN` or `Konto` is the other party's where it differs from line to line.
    named = [p for p in numbers if p.weight("counter_account")]
    named = named or [p for p in numbers if p.weight("account") and p.distinct > 1]
    ibans = [p for p in named if any(_IBAN.fullmatch(value.replace(" ", "")) for value in p.values)] or named
    # Of sender and recipient one is the owner, sometimes the one, sometimes the other.
    return ibans[0].index if len(ibans) == 1 else None


def _are_numbers(profile: Profile) -> bool:
    numbers = sum(count for value, count in profile.values.items() if is_account_number(value))
    if not numbers or _BANK_CODE.search(normalised(profile.header)):
        return False
    return 2 * numbers >= sum(profile.values.values())


def _is_own(profile: Profile) -> bool:
    """Whether the accounts are one's own: they do not change from line to line, or the header says whose they are."""
    if profile.distinct == 1 or not _EITHER_SIDE.search(profile.header.casefold()):
        return True
    whole = profile.weight("account") >= 2.8 and "auftrag" in profile.header.casefold()
    return whole or profile.distinct <= 0.2 * sum(profile.values.values())


def is_account_number(text: str) -> bool:
    """Whether a text is mostly digits: an IBAN, a bank's number."""
    digits = sum(map(str.isdigit, text))
    return digits >= _FEWEST_DIGITS and 2 * digits > sum(map(str.isalpha, text))


def _is_constant_number(profile: Profile, headed: bool) -> bool:
    if profile.distinct != 1 or (headed and profile.roles):
        return False
    value, count = profile.values.most_common(1)[0]
    bare = value.replace(" ", "").strip("'\"")
    if _IBAN.fullmatch(bare):
        return True
    return count >= MIN_CONSTANT and profile.dates == 0 and bool(_NUMBER.fullmatch(bare))


def _rank(profile: Profile) -> tuple[bool, float, int]:
    """Numbers before names, plain words before parts of a header, left before right."""
    digits = sum(any(c.isdigit() for c in value) for value in profile.values)
    return (not digits, -profile.weight("account"), profile.index)
