"""Charges stated beside an entry are part of it where the balances say so; what is only announced is no entry."""

from decimal import Decimal
from io import BytesIO

import pytest

from app.formats.camt.reader import CamtReader
from app.formats.interface import Hints, Row


def balance(code, amount):
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
        "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-31</Dt></Dt></Bal>"
    )


def entry(amount, charges="", status="BOOK", details=""):
    side = "DBIT" if amount.startswith("-") else "CRDT"
    return (
        f"<Ntry><Amt Ccy='EUR'>{amount.lstrip('-')}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>{status}</Sts>"
        f"<BookgDt><Dt>2026-10-05</Dt></BookgDt>{charges}{details}<AddtlNtryInf>Text {amount}</AddtlNtryInf></Ntry>"
    )


def record(amount, included, side="DBIT"):
    indicator = f"<ChrgInclInd>{included}</ChrgInclInd>" if included else ""
    return f"<Chrgs><Rcrd><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{indicator}</Rcrd></Chrgs>"


def old(amount, _):
    return f"<Chrgs><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd></Chrgs>"


def read(*entries, balances=()):
    stated = "".join(balance(code, amount) for code, amount in zip(("OPBD", "CLBD"), balances, strict=False))
    text = (
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.04'><BkToCstmrStmt><Stmt><Acct><Id><Othr><Id>77"
        f"</Id></Othr></Id></Acct>{stated}{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    )
    file = BytesIO(text.encode())
    layout = CamtReader().infer(file, Hints())
    file.seek(0)
    return [each.amount if isinstance(each, Row) else each.reason for each in CamtReader().records(file, layout)]


def decimals(*texts):
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(("charges", "included"), [(record, "false"), (record, "0"), (record, ""), (old, "")])
def test_charges_on_top_are_part_of_the_entry_where_the_balances_say_so(charges, included):
    entries = [entry("-10.00", charges("1.50", included)), entry("25.00"), entry("-4.00", charges("0.20", included))]
    assert read(*entries, balances=("100.00", "109.30")) == decimals("-11.50", "25.00", "-4.20")


@pytest.mark.parametrize("included", ["true", "1", "false", ""])
def test_charges_within_the_amount_or_booked_alone_stay_out_of_it(included):
    charged = entry("-10.00", record("1.50", included))
    assert read(charged, entry("25.00"), balances=("100.00", "115.00")) == decimals("-10.00", "25.00")
    assert read(charged, entry("-1.50"), balances=("100.00", "88.50")) == decimals("-10.00", "-1.50")


@pytest.mark.parametrize("balances", [(), ("100.00", "70.00")])
def test_without_balances_that_prove_it_the_amount_is_that_of_the_entry(balances):
    assert read(entry("-10.00", record("1.50", "false")), balances=balances) == decimals("-10.00")


def test_charges_paid_back_come_in():
    assert read(entry("10.00", record("1.50", "false", "CRDT")), balances=("100.00", "111.50")) == decimals("11.50")


@pytest.mark.parametrize("shape", ["{}", "<Cd>{}</Cd>"])
@pytest.mark.parametrize(("status", "reason"), [("INFO", "information"), ("FUTR", "future entry")])
def test_what_informs_or_lies_ahead_is_no_entry(shape, status, reason):
    found = read(entry("-10.00", status=shape.format(status)), entry("25.00"), balances=("100.00", "125.00"))
    assert found == [reason, Decimal("25.00")]


def payment(amount):
    return f"<TxDtls><Amt Ccy='EUR'>{amount}</Amt><RltdPties><Cdtr><Nm>P {amount}</Nm></Cdtr></RltdPties></TxDtls>"


@pytest.mark.parametrize("between", ["", "</NtryDtls><NtryDtls>"])
def test_payments_of_a_batch_are_rows_if_they_add_up_to_it_else_the_batch_is_one(between):
    parts = f"<NtryDtls>{payment('25.00')}{between}{payment('35.00')}</NtryDtls>"
    assert read(entry("-60.00", details=parts)) == decimals("-25.00", "-35.00")
    assert read(entry("-61.00", details=parts)) == decimals("-61.00")
