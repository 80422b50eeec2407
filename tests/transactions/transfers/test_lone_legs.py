"""What names an own account, or gives its number, is a transfer without its other leg; others' names make none."""

import pytest
from bson import ObjectId

from app.accounts.documents import new_account
from app.merchants.names import merchant_of
from app.transactions.transfers.lone_legs import LoneLegs
from tests.imports.undo.undoing import undo
from tests.transactions.builders import a_transaction, an_account, balance, category_id
from tests.transactions.transfers.households import FROM_ACCOUNT, TO_ACCOUNT
from tests.transactions.transfers.test_evidence import imported, paired, spent

IBAN = "DE89370400440532013000"
OWN = ["Jar One", "Rainy Days", "Tagesgeld Plus", "Épargne Noël", "New Roof", "Sparkonto Anna", "Pot 3", "Копилка Дом"]
MOVES = [
    *("SEPA transfer to {}", "Transfer from {}", "Überweisung an {}", "Umbuchung {}", "Dauerauftrag {}", "To {}"),
    *("Virement vers {}", "Transferencia a {}", "Bonifico a {}", "Przelew na {}", "Overboeking naar {}", "Von {}"),
    *("Överföring till {}", "Overføring til {}", "STANDING ORDER TO {} REF 4471", "Transfer to {} Edith Marlow"),
]
# What somebody else may be called, too, beside any text; and what a text says of others beside any name.
COMMON = ["Cash", "Main", "Savings", "Visa", "Amazon", "Everyday", "Anna", "Anna Field", "Rent", "Migros", "Revolut"]
SHOPS = [
    *("{} DELI", "{} STORES 0231", "CARD PURCHASE {}", "VISA {} STARBUCKS", "{} GMBH", "TWINT {}", "VENMO *{}"),
    *("{}", "Apple Pay {}", "Card payment to {}", "Swish {}", "REFUND {}", "{} BACK", "Lastschrift {} Rechnung 44"),
]
OTHERS = [
    *(
        "Transfer to {} Bakery",
        "Transfer to {} Ltd",
        "Transfer fee {}",
        "INTEREST {}",
        "Zelle payment to {}",
        "TWINT {}",
    ),
    *("{}", "{} BAR", "Card payment to {}", "Transfer to Priya Okoro {}", "SUPERMARKET {}", "Lastschrift {}"),
]


def household(*names, number=""):
    """Accounts of some names, the first of them the statement's."""
    found = [new_account(ObjectId(), name, "checking", "EUR") for name in ("Hauptkonto", *names)]
    found[-1]["identifiers"] = [number] if number else []
    return found, LoneLegs(found, ["Edith Marlow"])


def is_transfer(text, *names, number="", given="", amount=-5000):
    accounts, lone_legs = household(*names, number=number)
    merchant = merchant_of(text, "") or None
    found = lone_legs.is_one_of(accounts[0]["_id"], amount, text, merchant, given)
    assert lone_legs.may_be(text, counterparty=given) or not found
    return found


@pytest.mark.parametrize("name", OWN)
def test_an_own_accounts_name_beside_words_for_moving_money_is_a_transfer(name):
    texts = [text.format(name) for text in MOVES]
    assert [text for text in texts if not is_transfer(text, "Visa", name)] == []


@pytest.mark.parametrize("name", COMMON)
def test_a_name_that_others_have_too_makes_no_purchase_a_transfer(name):
    texts = [text.format(name) for text in SHOPS]
    assert [text for text in texts if is_transfer(text, name, "Jar One")] == []


@pytest.mark.parametrize("name", ["Amazon", "Anna", "Anna Field", "Rent", "Migros", "Revolut"])
def test_nor_does_it_make_one_of_a_payment_to_them(name):
    texts = [text.format(name) for text in (*MOVES, *TO_ACCOUNT, *FROM_ACCOUNT)]
    assert [text for text in texts if is_transfer(text, name, "Jar One")] == []


@pytest.mark.parametrize("name", ["Jar One", "Rainy Days", "New Roof", "Lisbon"])
def test_whoever_else_is_named_is_paid(name):
    texts = [text.format(name) for text in OTHERS]
    assert [text for text in texts if is_transfer(text, name)] == []


@pytest.mark.parametrize("name", ["Main", "Everyday", "Savings", "Joint", "Lisbon"])
def test_a_bare_word_is_an_account_where_money_goes_to_it(name):
    assert is_transfer(f"SEPA transfer to {name}", name)
    assert is_transfer(f"Transfer from {name}", name, amount=5000)


@pytest.mark.parametrize("written", [IBAN, "DE89 3704 0044 0532 0130 00", "0532013000"])
@pytest.mark.parametrize("text", ["Sparrate", "Miete Oktober", "Nora Berg", "Überweisung", "Zwupp"])
def test_an_own_number_decides_whatever_the_purpose(text, written):
    assert is_transfer(text, "Nordbank", number=IBAN, given=written)
    assert not written.startswith("DE") or is_transfer(f"{text} {written}", "Nordbank", number=IBAN)


@pytest.mark.parametrize("text", ["Überweisungsgebühr", "INTEREST", "CARD PURCHASE xxxx3000 TESCO"])
def test_fees_and_interest_are_none_and_a_cards_last_digits_are_that_of_a_purchase(text):
    assert not is_transfer(text, "Nordbank", number=IBAN, given=IBAN if "X" not in text.upper() else "")


def test_the_number_of_somebody_else_is_stronger_than_a_name():
    text = "SEPA transfer to Rainy Days"
    assert not is_transfer(text, "Rainy Days", number=IBAN, given="DE02500105170137075030")
    assert is_transfer(text, "Rainy Days", given="DE02500105170137075030")


def test_the_name_of_an_account_in_the_files_own_column_is_enough():
    assert is_transfer("set by", "Jar One", given="Jar One")
    assert not is_transfer("set by", "Amazon", given="Amazon")


@pytest.mark.parametrize("text", ["VISA DEBIT PURCHASE TESCO 0231", "CARD PURCHASE xxxx3000 TESCO"])
def test_purchases_with_a_word_or_number_of_an_account_are_told_at_a_glance(text):
    _, lone_legs = household("Visa", "Nordbank", number=IBAN)
    assert not lone_legs.may_be(text)


@pytest.fixture
def giro(user):
    return an_account(user, "Everyday", "EUR")


ROWS = ("2026-10-03,SEPA transfer to Jar One,-80.00", "2026-10-04,TESCO STORES,-7.00", "2026-10-05,PRIYA OKORO,-9.00")


def kinds(user, account):
    rows = user.all("/transactions", account_id=account["id"])
    return {row["description"]: (row["kind"], row["category"]) for row in rows}


@pytest.mark.usefixtures("worker")
class TestImports:
    """Through real imports."""

    def test_a_row_that_names_an_account_is_a_transfer_without_its_other_leg(self, user, giro):
        pot = an_account(user, "Jar One", "EUR", type="savings")
        imported(user, giro, *ROWS)
        assert (kinds(user, giro)["SEPA transfer to Jar One"], spent(user)) == (("transfer",) * 2, ("0.00", "16.00"))
        imported(user, pot, "2026-10-05,Deposit,80.00")
        assert (paired(user), spent(user)) == ([("SEPA transfer to Jar One", "Deposit")], ("0.00", "16.00"))

    def test_the_account_may_be_made_later(self, user, giro):
        imported(user, giro, *ROWS)
        assert spent(user) == ("0.00", "96.00")
        pot = an_account(user, "Jar One", "EUR", type="savings")
        imported(user, pot, "2026-10-30,Interest,1.00")
        assert (kinds(user, giro)["SEPA transfer to Jar One"][0], spent(user)) == ("transfer", ("1.00", "16.00"))
        assert (paired(user), balance(user, giro)) == ([], "-96.00")

    def test_undoing_the_import_that_opened_the_account_takes_it_back(self, user, giro):
        imported(user, giro, "2026-10-03,Transfer to New Roof,-80.00")
        before = kinds(user, giro)
        for _ in range(2):
            result = user.imported(
                b"!Account\nNNew Roof\nTBank\n^\n!Type:Bank\nD10/09/2026\nT1.00\nPInterest\n^\n", "a.qif"
            )
            assert kinds(user, giro) == {"Transfer to New Roof": ("transfer", "transfer")} != before
            undo(user, result)
            assert (kinds(user, giro), paired(user)) == (before, [])

    def test_what_the_user_said_stays(self, user, giro):
        imported(user, giro, *ROWS)
        [row] = [row for row in user.all("/transactions") if "Jar" in row["description"]]
        user.patch(f"/transactions/{row['id']}", {"category_id": category_id(user, "groceries")})
        pot = an_account(user, "Jar One", "EUR", type="savings")
        imported(user, pot, "2026-10-30,Interest,1.00")
        assert kinds(user, giro)["SEPA transfer to Jar One"] == ("expense", "groceries")

    def test_what_was_entered_by_hand_is_looked_at_as_well(self, user, giro):
        a_transaction(user, giro, amount="-20.00", date="2026-10-02", description="Transfer to Jar One")
        pot = an_account(user, "Jar One", "EUR", type="savings")
        imported(user, pot, "2026-10-30,Interest,1.00")
        assert kinds(user, giro)["Transfer to Jar One"][0] == "transfer"
