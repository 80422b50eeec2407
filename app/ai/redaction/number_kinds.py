"""Tells what a long number is: a card, a national id, a phone, the number of an account."""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module

# Modules of python-stdnum for numbers of people that are digits alone.
_NATIONAL = (
    "us.ssn us.itin de.idnr fr.nir fr.nif it.codicefiscale nl.bsn be.nn "
    "pl.pesel se.personnummer dk.cpr no.fodselsnummer "
    "ee.ik lt.asmens lv.pvn cz.rc sk.rc ro.cnp bg.egn hr.oib si.emso gr.amka pt.nif ch.ssn at.vnr tr.tckimlik br.cpf "
    "ca.sin au.tfn in_.aadhaar za.idnr il.idnr cn.ric kr.rrn cl.rut ar.dni co.nit pe.cui th.pin my.nric gb.nhs"
)
_CARD, _PHONE = range(13, 20), range(7, 16)


def kind_of(number: str, digits: str, region: str) -> str:
    """Returns the kind of a number that is not to leave, by its check digits and the country it is read in."""
    from stdnum import luhn

    if len(digits) in _CARD and luhn.is_valid(digits):
        return "card"
    phone_like = number.lstrip(" (").startswith(("+", "0"))
    if phone_like and _is_phone(number, digits, region):
        return "phone"
    if any(is_valid(digits) for is_valid in _national_ids()):
        return "national_id"
    if not phone_like and _is_phone(number, digits, region):
        return "phone"
    return "account_number" if len(digits) >= _CARD[0] - 5 else "number"


def _is_phone(number: str, digits: str, region: str) -> bool:
    """Whether it is a phone number of the region, or of any country behind a plus."""
    if len(digits) not in _PHONE:
        return False
    import phonenumbers

    plain = f"{'+' if number.startswith('+') else ''}{digits}"  # digits alone: no parameter that is slow to read
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(plain, region or None)))
    except phonenumbers.NumberParseException:
        return False


@lru_cache(maxsize=1)
def _national_ids() -> list[Callable[[str], bool]]:
    return [import_module(f"stdnum.{name}").is_valid for name in _NATIONAL.split()]
