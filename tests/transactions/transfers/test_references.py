"""A reference that both statements give is stronger than a rate, and reaches further than days."""

import pytest

from tests.transactions.builders import an_account, workspace_of
from tests.transactions.transfers.test_evidence import offered, paired

pytestmark = pytest.mark.usefixtures("worker")

CAMT = """<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Id>1</Id><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct><Ntry><Amt Ccy="{currency}">{amount}</Amt>
<CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><NtryDtls><TxDtls>
<Refs><EndToEndId>{reference}</EndToEndId></Refs><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt>
</BkToCstmrStmt></Document>"""

OUT = {"iban": "DE02120300000000202051", "currency": "EUR", "amount": "250.00", "side": "DBIT", "day": "2026-04-01"}
INTO = {"iban": "DE02500105170137075030", "currency": "USD", "amount": "271.30", "side": "CRDT", "day": "2026-04-11"}


def statement(user, leg, reference, text):
    content = CAMT.format(**leg, reference=reference, text=text)
    return user.imported(content.encode(), "statement.xml")


@pytest.mark.parametrize("first", [0, 1])
def test_two_currencies_meet_by_their_reference_without_a_rate(user, first):
    legs = [(OUT, "Exchange order"), (INTO, "Exchange received")]
    for leg, text in legs[first:] + legs[:first]:
        statement(user, leg, "FX-7731-0042", text)
    assert paired(user) == [("Exchange order", "Exchange received")]


def test_other_references_and_none_do_not(user):
    statement(user, OUT, "FX-7731-0042", "Exchange order")
    statement(user, INTO, "FX-7731-0043", "Exchange received")
    assert paired(user) == []


def test_a_reference_of_a_shop_makes_no_transfer(user):
    statement(user, OUT, "ORDER-55121", "REWE MARKT")
    statement(user, {**INTO, "currency": "EUR", "amount": "250.00"}, "ORDER-55121", "REWE MARKT")
    assert (paired(user), offered(user)) == ([], [])


def test_references_are_found_by_an_index(user, db):
    statement(user, OUT, "FX-7731-0042", "Exchange order")
    query = {"workspace_id": workspace_of(user).workspace_id, "reference": {"$in": ["FX-7731-0042"], "$gt": ""}}
    plan = db["transactions"].find(query).explain()["queryPlanner"]  # of so few any index will do
    assert "workspace_id_1_reference_1" in str(plan)


def test_a_number_in_the_text_is_that_of_the_account(user):
    pot = an_account(user, "Unlike", "EUR", type="savings")
    statement(user, {**INTO, "currency": "EUR", "amount": "250.00", "day": "2026-04-03"}, "NOTPROVIDED", "Credit")
    other = user.imported(b"Date,Description,Amount,Currency\n2026-04-03,Credit,250.00,EUR\n", account_id=pot["id"])
    assert other["created"] == 1
    statement(user, OUT, "NOTPROVIDED", "Payment order DE02 5001 0517 0137 0750 30")
    [(_, into)] = paired(user)
    [leg] = [row for row in user.all("/transactions") if row["amount"] == "250.00" and row["transfer_id"]]
    assert (into, leg["account_id"] != pot["id"]) == ("Credit", True)
