"""What statements say of the other account, and of what both legs of a movement carry."""

import io

import pytest

from app.formats.interface import Hints, Ignored, Row
from app.formats.registry import recognise


def read(content, name):
    reader, file = recognise(content.encode(), name), io.BytesIO(content.encode())
    return list(reader.records(file, reader.infer(file, Hints())))


def a_register(*lines, account="Everyday", kind="Bank"):
    head = f"!Account\nN{account}\nTBank\n^\n!Type:{kind}\nD9/13/26\nT-9.00\nPBaker\nLFood\n^\n"
    body = "\n".join(["D9/14/26", "T-200.00", "PMonthly set aside", *lines])
    return f"{head}{body}\n^\nD9/15/26\nT-1.00\nPTram\n^\n"


NAMES = ["Rainy Day", "Sparkonto", "Épargne", "貯金", "Assets:Savings", "Tagesgeld (DE12)"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("written", ["L[{}]", "L[{}]/Holiday", "L[{}]\nS[{}]\n$-200.00", "SFood\nE\n$0\nL[{}]"])
def test_an_account_in_brackets_is_a_transfer_where_all_parts_are(name, written):
    _, row, _ = read(a_register(*written.format(name, name).split("\n")), "a.qif")
    mixed = "SFood" in written
    assert (row.is_transfer, row.counterparty_account) == ((False, "") if mixed else (True, name))


@pytest.mark.parametrize("category", ["Food", "Food:[Bread]", "[]", "Rainy Day", ""])
def test_a_category_is_no_account(category):
    _, row, _ = read(a_register(f"L{category}"), "a.qif")
    assert not row.is_transfer


@pytest.mark.parametrize("payee", ["Opening Balance", "Anfangsbestand", "Alkusaldo", "Initial"])
def test_a_first_record_of_the_account_with_itself_is_its_opening_balance(payee):
    head = "!Account\nNEveryday\nTBank\n^\n!Type:Bank\n"
    content = f"{head}D9/1/26\nT100.00\nP{payee}\nL[Everyday]\n^\nD9/2/26\nT-1.00\nPTram\n^\n"
    first, _ = read(content, "a.qif")
    assert isinstance(first, Ignored)


def test_a_later_record_of_the_account_with_itself_is_no_transfer():
    _, row, _ = read(a_register("L[everyday]"), "a.qif")
    assert isinstance(row, Row)
    assert not row.is_transfer


def test_an_investment_is_a_transfer_only_where_it_moves_cash():
    moved, earned = (
        read(f"!Type:Invst\nD9/14/26\nN{action}\nT200.00\nL[Giro]\n^\n", "a.qif")[0] for action in ("XIn", "Div")
    )
    assert (moved.is_transfer, earned.is_transfer) == (True, False)


OFX = """OFXHEADER:100
DATA:OFXSGML

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>111<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><STMTTRN><TRNTYPE>XFER<DTPOSTED>20260914<TRNAMT>-20.00<FITID>A100000001<NAME>Moved
<{tag}><ACCTID>998877<ACCTTYPE>SAVINGS</{tag}></STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


@pytest.mark.parametrize("tag", ["BANKACCTTO", "CCACCTTO"])
def test_ofx_names_the_account_paid_to(tag):
    [row] = read(OFX.format(tag=tag), "a.ofx")
    assert (row.counterparty_account, row.account, row.is_transfer) == ("998877", "111", False)


IBAN = "DE89370400440532013000"
MT940 = (
    ":20:START\n:25:10020030/1234567\n:28C:1/1\n:60F:C260901EUR100,00\n:61:2609140914D20,00NTRFNONREF\n"
    ":86:{}\n:62F:C260914EUR80,00\n-\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "166?00SEPA?20EREF+{reference}?21SVWZ+put aside?31{iban}?32Ines Calder",
        "/TRTP/SEPA/IBAN/{iban}/BIC/COBADEFF/NAME/Ines Calder/REMI/put aside/EREF/{reference}",
        "/EREF/{reference}//CNTP/{iban}/COBADEFF/Ines Calder///REMI/USTD//put aside/",
        "EREF+{reference} SVWZ+put aside IBAN+{iban}",
    ],
)
@pytest.mark.parametrize(("reference", "kept"), [("E2E-88213", "E2E-88213"), ("NOTPROVIDED", ""), ("NONREF", "")])
def test_mt940_gives_account_and_end_to_end_reference(text, reference, kept):
    [row] = read(MT940.format(text.format(reference=reference, iban=IBAN)), "a.sta")
    assert (row.counterparty_account, row.reference, row.is_transfer) == (IBAN, kept, False)


CAMT = """<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Id>1</Id><Acct><Id><IBAN>{own}</IBAN></Id><Ccy>EUR</Ccy></Acct><Ntry><Amt Ccy="EUR">20.00</Amt>
<CdtDbtInd>{way}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-09-14</Dt></BookgDt><NtryDtls><TxDtls>
<Refs><EndToEndId>{reference}</EndToEndId></Refs><RltdPties>
<DbtrAcct><Id><IBAN>{debtor}</IBAN></Id></DbtrAcct><CdtrAcct><Id><IBAN>{creditor}</IBAN></Id></CdtrAcct>
</RltdPties></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""
OWN = "DE02120300000000202051"


@pytest.mark.parametrize("way", ["DBIT", "CRDT"])
@pytest.mark.parametrize(("reference", "kept"), [("E2E-88213", "E2E-88213"), ("NOTPROVIDED", "")])
def test_camt_gives_the_other_account_whichever_way_money_goes(way, reference, kept):
    debtor, creditor = (OWN, IBAN) if way == "DBIT" else (IBAN, OWN)
    content = CAMT.format(own=OWN, way=way, reference=reference, debtor=debtor, creditor=creditor)
    [row] = read(content, "a.xml")
    assert (row.counterparty_account, row.reference) == (IBAN, kept)
