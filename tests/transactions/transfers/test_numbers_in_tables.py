"""The other party's account number, as tables of banks have it in a column of its own."""

import pytest

pytestmark = pytest.mark.usefixtures("worker")

GIRO, SAVINGS, LANDLORD = "DE02120300000000202051", "DE89370400440532013000", "DE12500105170648489890"


HEADER = "Buchungstag;Verwendungszweck;Auftraggeber/Empfänger;IBAN Gegenkonto;Betrag;Währung"


def opened(user, name, kind):
    return user.post("/accounts", {"name": name, "type": kind, "currency": "EUR"}).json["id"]


def imported(user, account_id, *lines):
    return user.imported("\n".join([HEADER, *lines, ""]).encode(), account_id=account_id)["transfers"]


def imported_by_number(user, number, *lines):
    written = [f"{HEADER};IBAN Auftragskonto", *(f"{line};{number}" for line in lines), ""]
    return user.imported("\n".join(written).encode(), f"{number}.csv")["transfers"]


def test_the_number_of_an_own_account_makes_a_transfer_whatever_else_the_text_says(user):
    rent, aside = ("14.10.2026;Miete;H. Herr", LANDLORD), ("14.10.2026;Urlaub;M. Muster", SAVINGS)
    imported_by_number(user, GIRO, *(f"{text};{number};-500,00;EUR" for text, number in (rent, aside)))
    assert imported_by_number(user, SAVINGS, f"15.10.2026;Urlaub;M. Muster;{GIRO};500,00;EUR") == 1
    kinds = {row["description"]: row["kind"] for row in user.all("/transactions") if row["amount"] == "-500.00"}
    assert kinds == {"M. Muster Urlaub": "transfer", "H. Herr Miete": "expense"}


def test_one_name_beside_two_unknown_numbers_is_the_owners(user):
    giro, savings = opened(user, "Giro", "checking"), opened(user, "Pot", "savings")
    imported(user, giro, f"14.10.2026;Sparen;Max Muster;{SAVINGS};-500,00;EUR")
    assert imported(user, savings, f"15.10.2026;Sparen;Max Muster;{GIRO};500,00;EUR") == 1


def test_an_unknown_number_and_another_text_are_no_transfer(user):
    giro, savings = opened(user, "Giro", "checking"), opened(user, "Pot", "savings")
    imported(user, giro, f"14.10.2026;Dauerauftrag;;{LANDLORD};-500,00;EUR")
    assert imported(user, savings, "15.10.2026;Umbuchung;;;500,00;EUR") == 0


def test_a_friend_who_pays_back_from_the_account_that_was_paid_is_no_owner(user):
    giro, savings = opened(user, "Giro", "checking"), opened(user, "Pot", "savings")
    imported(user, giro, f"14.10.2026;Konzert;Nora Quist;{LANDLORD};-500,00;EUR")
    assert imported(user, savings, f"15.10.2026;Konzert;Nora Quist;{LANDLORD};500,00;EUR") == 0
