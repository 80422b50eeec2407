"""Pay is income whoever pays it, a refund reduces what the shop is filed under, own accounts are a bank's own words."""

import pytest

from app.merchants.guesses import guess
from app.merchants.names import clean_merchant

PAY = """SALARY|PAYROLL|DIRECT DEP|DIRECT DEPOSIT|Wages|SAL CR|GEHALT|LOHN|Bezüge|Besoldung|SALAIRE|PAIE|Nómina|Sueldo
STIPENDIO|SALÁRIO|Ordenado|Salaris|LOON|WYNAGRODZENIE|Pensja|LÖN|LØN|LØNN|PALKKA|MZDA|Výplata|MUNKABÉR|Maaş ödemesi
зарплата|заработная плата|заробітна плата|工资|给料|給料|給与""".replace("\n", "|").split("|")
EMPLOYERS = (
    "MAPLE SCHOOL DIST",
    "ST MARY HOSPITAL",
    "OLIVE GARDEN",
    "REWE Markt GmbH",
    "ALLIANZ VERSICHERUNG",
    "Starbucks",
    "Hotel Adler",
    "STADTWERKE ULM",
)
REFUNDS = """REFUND|Reversal|Chargeback|Rückerstattung|Erstattung|Storno|Remboursement|Devolución|Rimborso
Reembolso|Estorno
Terugbetaling|Zwrot|Återbetalning|Tilbakebetaling|Refusjon|Tilbagebetaling|Palautus|Hyvitys|Vrácení|Visszatérítés|Iade
Возврат|Повернення|退款|返金|Gutschrift Retoure|Rücksendung|Warenrückgabe|Credit note|Note de crédit|Extourne
Nota de crédito|Anulación|Reintegro|Devolução|Nota di credito|Creditnota|Retourzending|Nota kredytowa|Kreditnota
Dobropis|Vrátenie|Povrat|Возмещение|환불|반품|返品""".replace("\n", "|").split("|")
SHOPS = {
    "ZALANDO": "clothing",
    "MIGROS ZUERICH": "groceries",
    "IKEA 0417": "household",
    "Shell": "fuel",
    "H&M": "clothing",
}
RENT = """Rent|Monthly rent|Miete|Kaltmiete|Garagenmiete|Loyer|Alquiler|Affitto|Huur|Aluguel|Czynsz|Hyra|Husleje|Husleie
Vuokra|Nájem|Аренда|房租|家賃""".replace("\n", "|").split("|")
OWN = """INTERNAL TRANSFER|Own account transfer|Transfer to savings|Umbuchung|Übertrag auf eigenes Konto
Virement interne
Giroconto|Traspaso entre cuentas propias|Overboeking eigen rekening|Przelew własny|Transferência própria
Överföring mellan egna konton|Overføring egne kontoer|Převod mezi vlastními účty|Virman|Перевод между своими счетами
Autopay payment - thank you|Credit card payment""".replace("\n", "|").split("|")
OTHERS = ("NADIA STONE", "Blorptronix Ltd", "SAVINGS BANK OF QUORNBY MORTGAGE DEPT", "ZALANDO")


def category_of(text, amount):
    found = guess(clean_merchant(text), text, amount)
    return found.category if found else None


@pytest.mark.parametrize("word", PAY)
def test_pay_is_pay_whoever_pays_it(word):
    assert {category_of(f"{word} {employer}", 100) for employer in EMPLOYERS} == {"salary"}
    assert "salary" not in {category_of(f"{word} {employer}", -100) for employer in EMPLOYERS}


@pytest.mark.parametrize("word", REFUNDS)
def test_a_refund_is_filed_where_the_shop_is(word):
    assert {shop: category_of(f"{word} {shop}", 100) for shop in SHOPS} == SHOPS
    assert category_of(f"{word} 4471", 100) == "refunds"


@pytest.mark.parametrize("rail", ["Venmo cashout", "Umbuchung", "Virement interne", "Internal transfer"])
@pytest.mark.parametrize(
    ("shop", "slug"), [("ZALANDO", "clothing"), ("IKEA 0417", "household"), ("STARBUCKS", "coffee")]
)
def test_a_refund_by_a_shop_is_no_transfer_however_it_came(rail, shop, slug):
    assert category_of(f"{rail} refund {shop}", 100) == slug


@pytest.mark.parametrize("word", RENT)
def test_rent_from_a_tenant_is_income_and_rent_that_comes_back_is_none(word):
    assert category_of(f"{word} Quornby 3 10/2026", 95000) == "other-income"
    assert category_of(f"Refund {word} Quornby 3", 95000) != "other-income"


@pytest.mark.parametrize("word", [*RENT, "Mortgage", "Hypothek"])
def test_rent_that_is_paid_is_spending(word):
    assert category_of(f"{word} Quornby 3 10/2026", -95000) == "rent-mortgage"


@pytest.mark.parametrize("word", OWN)
@pytest.mark.parametrize("amount", [-100, 100])
def test_words_for_own_accounts_count_where_nobody_else_is_named(word, amount):
    moves = {"transfer", "savings-investments"}
    assert category_of(word, amount) in moves
    assert category_of(f"{word} 12345", amount) in moves
    assert not {category_of(f"{word} {other}", amount) for other in OTHERS} & moves
