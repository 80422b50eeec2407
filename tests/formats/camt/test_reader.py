"""CAMT.052, .053 and .054 in their versions, and what is only XML."""

import io
import tracemalloc
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.camt.reader import CamtReader
from app.formats.camt.xml import MAX_ELEMENT
from app.formats.interface import Hints, Ignored, ReadError, Rejected, Row
from app.formats.registry import recognise

READER = CamtReader()
IBAN = "DE02120300000000202051"
ACCOUNT = f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
MESSAGES = {
    "053": ("BkToCstmrStmt", "Stmt"),
    "052": ("BkToCstmrAcctRpt", "Rpt"),
    "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}


def balance(code, amount, currency="EUR", day="2024-05-01", mark="CRDT"):
    kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    return f'<Bal>{kind}<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>'


def entry(amount="10.00", mark="DBIT", details="", more="", status="BOOK", day="<Dt>2024-05-03</Dt>", currency="EUR"):
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Sts>{status}</Sts>'
        f"<BookgDt>{day}</BookgDt><ValDt><Dt>2024-05-04</Dt></ValDt>{more}"
        f"{f'<NtryDtls>{details}</NtryDtls>' if details else ''}</Ntry>"
    )


def payment(amount=None, debtor="", creditor="", text="", more=""):
    parties = f"<Dbtr><Nm>{debtor}</Nm></Dbtr>" * bool(debtor) + f"<Cdtr><Nm>{creditor}</Nm></Cdtr>" * bool(creditor)
    own = f'<Amt Ccy="EUR">{amount}</Amt>' if amount else ""
    return f"<TxDtls>{own}{more}<RltdPties>{parties}</RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"


def document(*statements, kind="053", version="02"):
    message, statement = MESSAGES[kind]
    inner = "".join(f"<{statement}>{content}</{statement}>" for content in statements)
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}"
    return f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{space}"><{message}>{inner}</{message}></Document>'


def layout_and_records(text, **hints):
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    layout = READER.infer(file, Hints(**hints))
    return layout, list(READER.records(file, layout))


def only_row(*entries, **options):
    [row] = layout_and_records(document(ACCOUNT + "".join(entries), **options))[1]
    return row


@pytest.mark.parametrize("kind", sorted(MESSAGES))
@pytest.mark.parametrize("version", ["02", "04", "08", "10", "13"])
def test_every_message_in_every_version(kind, version):
    text = document(ACCOUNT + entry(details=payment(creditor="Shop", text="Order 7")), kind=kind, version=version)
    assert recognise(text.encode(), "statement.csv").format == "camt"
    layout, [row] = layout_and_records(text)
    assert (layout.message, layout.accounts) == (f"camt.{kind}", [IBAN])
    assert (row.date, row.value_date, row.amount, row.currency) == (date(2024, 5, 3), date(2024, 5, 4), -10, "EUR")
    assert (row.account, row.payee, row.description) == (IBAN, "Shop", "Shop Order 7")


WHOLE = document(ACCOUNT + entry(details=payment(creditor="Bäcker", text="Brot & mehr".replace("&", "&amp;"))))


@pytest.mark.parametrize(
    "content",
    [
        WHOLE.encode(),
        b"\xef\xbb\xbf" + WHOLE.encode(),
        b"\r\n  " + WHOLE.encode(),
        WHOLE.encode("utf-16"),
        WHOLE.encode("utf-16-le"),
        WHOLE.encode("latin-1"),
        WHOLE.replace("UTF-8", "ISO-8859-1").encode(),
        WHOLE.replace("UTF-8", "windows-1252").encode("cp1252"),
        WHOLE.replace("UTF-8", "no-such-code").encode(),
        WHOLE.replace(' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"', "").encode(),
        WHOLE.replace("</", "</n:").replace("<", "<n:").replace("<n:/n:", "</n:").replace("<n:?", "<?")
        .replace("xmlns=", "xmlns:n=").encode(),
        WHOLE.replace("<Document", "<Envelope><Header/><Document").encode() + b"</Envelope>",
        WHOLE.replace("><", ">\n\t<").encode(),
    ],
)  # fmt: skip
def test_one_statement_in_many_wrappings(content):
    assert recognise(content[:4096], "x").format == "camt"
    [row] = layout_and_records(content)[1]
    assert row.description == "Bäcker Brot & mehr"


@pytest.mark.parametrize(
    ("mark", "reversal", "amount", "payee"),
    [
        ("DBIT", "", "-10", "Creditor"),
        ("CRDT", "", "10", "Debtor"),
        # The mark is that of the entry itself; the parties are those of the entry it takes back.
        ("CRDT", "<RvslInd>true</RvslInd>", "10", "Creditor"),
        ("DBIT", "<RvslInd>true</RvslInd>", "-10", "Debtor"),
        ("DBIT", "<RvslInd>false</RvslInd>", "-10", "Creditor"),
    ],
)
def test_direction_and_other_party(mark, reversal, amount, payee):
    row = only_row(entry(mark=mark, more=reversal, details=payment(debtor="Debtor", creditor="Creditor")))
    assert (row.amount, row.payee) == (Decimal(amount), payee)


def test_the_other_party_is_not_the_holder_of_the_account():
    parties = f"<Dbtr><Nm>Other</Nm></Dbtr><Cdtr><Nm>Me</Nm></Cdtr><CdtrAcct><Id><IBAN>{IBAN}</IBAN></Id></CdtrAcct>"
    assert only_row(entry(details=f"<TxDtls><RltdPties>{parties}</RltdPties></TxDtls>")).payee == "Other"


@pytest.mark.parametrize(
    "party",
    [
        "<Cdtr><Pty><Nm>Shop</Nm></Pty></Cdtr>",
        "<Cdtr><Agt><FinInstnId><Nm>Shop</Nm></FinInstnId></Agt></Cdtr>",
        "<Cdtr><Id/></Cdtr><UltmtCdtr><Nm>Shop</Nm></UltmtCdtr>",
        "<Dbtr><Nm>Shop</Nm></Dbtr>",
    ],
)
def test_a_party_stands_in_several_places(party):
    assert only_row(entry(details=f"<TxDtls><RltdPties>{party}</RltdPties></TxDtls>")).payee == "Shop"


@pytest.mark.parametrize(
    ("details", "more", "description"),
    [
        ("<TxDtls><RmtInf><Ustrd>one</Ustrd><Ustrd>two</Ustrd></RmtInf></TxDtls>", "", "one two"),
        (f"<TxDtls><RmtInf><Ustrd>{'x' * 140}</Ustrd><Ustrd>yz</Ustrd></RmtInf></TxDtls>", "", "x" * 140 + "yz"),
        (
            "<TxDtls><RmtInf><Strd><CdtrRefInf><Ref>RF18 5390</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>",
            "",
            "RF18 5390",
        ),
        ("<TxDtls><AddtlTxInf>Fee of May</AddtlTxInf></TxDtls>", "", "Fee of May"),
        ("", "<AddtlNtryInf>Interest</AddtlNtryInf>", "Interest"),
        ("<TxDtls><Refs><EndToEndId>INV-7</EndToEndId></Refs></TxDtls>", "", "INV-7"),
        ("<Btch><PmtInfId>SALARIES</PmtInfId></Btch>", "", "SALARIES"),
        ("", "<BkTxCd><Prtry><Cd>NTRF+116</Cd></Prtry></BkTxCd>", "NTRF+116"),
        ("<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs></TxDtls>", "", ""),
    ],
)
def test_what_an_entry_says(details, more, description):
    said = only_row(entry(details=details, more=more)).description
    assert said.startswith(description) if description else said == ""


def test_pending_and_information():
    text = document(ACCOUNT + entry(status="PDNG") + entry(status="INFO") + entry(status="<Cd>BOOK</Cd>"), kind="052")
    pending, information, booked = layout_and_records(text)[1]
    assert (pending.pending, booked.pending) == (True, False)
    assert isinstance(information, Ignored)
    assert [record.row for record in (pending, information, booked)] == [1, 2, 3]


@pytest.mark.parametrize("day", ["<DtTm>2024-05-03T23:59:59-11:00</DtTm>", "<Dt>2024-05-03+02:00</Dt>", "2024-05-03"])
def test_the_day_is_the_one_written(day):
    assert only_row(entry(day=day)).date == date(2024, 5, 3)


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (entry(amount="12..34"), "bad_amount"),
        (entry(amount="1.234,50"), "bad_amount"),
        (entry(amount="-5.00"), "bad_amount"),
        (entry(amount=""), "bad_amount"),
        (entry(mark="BOTH"), "no_direction"),
        (entry(day="<Dt>2024-02-30</Dt>"), "bad_date"),
        ('<Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>', "no_date"),
    ],
)
def test_a_broken_entry_is_rejected_and_the_rest_is_read(broken, code):
    first, second = layout_and_records(document(ACCOUNT + broken + entry()))[1]
    assert (first.row, first.code, second.row, second.amount) == (1, code, 2, -10)


def test_the_banks_reference_is_the_id_unless_it_is_none_or_a_counter():
    references = ["2024050300001", "NONREF", "0000000000", "17"]
    entries = [entry(more=f"<AcctSvcrRef>{reference}</AcctSvcrRef>") for reference in references]
    rows = layout_and_records(document(ACCOUNT + "".join(entries)))[1]
    assert [row.external_id for row in rows] == ["2024050300001", None, None, None]


def batch(*amounts, entry_amount="30.00", reference="2024050300001"):
    details = "".join(payment(amount, creditor=f"Worker {n}") for n, amount in enumerate(amounts, 1))
    return entry(
        entry_amount, details=details, more=f"<AcctSvcrRef>{reference}</AcctSvcrRef><AddtlNtryInf>Batch</AddtlNtryInf>"
    )


def test_payments_that_add_up_to_their_entry_are_rows_of_their_own():
    first, second = layout_and_records(document(ACCOUNT + batch("10.00", "20.00")))[1]
    assert [(row.amount, row.payee) for row in (first, second)] == [(-10, "Worker 1"), (-20, "Worker 2")]
    assert (first.external_id, second.external_id) == ("2024050300001/1", "2024050300001/2")


@pytest.mark.parametrize("amounts", [("10.00", "20.01"), ("10.00", None), (None, None)])
def test_payments_that_do_not_add_up_stay_one_booking(amounts):
    row = only_row(batch(*amounts))
    assert (row.amount, row.description, row.payee, row.external_id) == (-30, "Batch", "", "2024050300001")


def test_a_batch_of_both_directions_adds_up_too():
    back = "<CdtDbtInd>CRDT</CdtDbtInd>"
    details = payment("50.00", creditor="Shop") + payment("20.00", creditor="Shop", more=back)
    assert [row.amount for row in layout_and_records(document(ACCOUNT + entry("30.00", details=details)))[1]] == [
        -50,
        20,
    ]


@pytest.mark.parametrize("where", ["InstdAmt", "TxAmt", "CntrValAmt"])
def test_the_amount_before_conversion_is_kept(where):
    amounts = f'<AmtDtls><{where}><Amt Ccy="USD">11.00</Amt></{where}></AmtDtls>'
    for row in (only_row(entry(details=f"<TxDtls>{amounts}</TxDtls>")), only_row(entry(more=amounts))):
        assert (row.original_amount, row.original_currency) == (-11, "USD")


def test_statements_tell_their_periods_and_balances():
    period = "<FrToDt><FrDtTm>2024-05-01T00:00:00</FrDtTm><ToDtTm>2024-05-31T23:59:59</ToDtTm></FrToDt>"
    text = document(
        period + ACCOUNT + balance("PRCD", "5.00", mark="DBIT") + balance("CLBD", "-0") + balance("CLBD", "7")
    )
    layout, rows = layout_and_records(text)
    assert rows == []
    [stated] = layout.statements
    assert (stated["account"], stated["opening"], stated["closing"]) == (IBAN, "-5.00", "7")
    assert (stated["from"], stated["to"]) == ("2024-05-01", "2024-05-31")


def test_pages_of_a_statement_open_and_close_with_interim_balances():
    first = ACCOUNT + balance("OPBD", "100") + balance("ITBD", "90") + entry()
    second = ACCOUNT + balance("ITBD", "90") + balance("CLBD", "80") + entry()
    layout, rows = layout_and_records(document(first, second))
    assert [(one["opening"], one["closing"]) for one in layout.statements] == [("100", "90"), ("90", "80")]
    assert [row.balance for row in rows] == [90, 80]


def test_an_interim_report_closes_nothing():
    layout, _ = layout_and_records(
        document(ACCOUNT + balance("PRCD", "100") + balance("ITBD", "90") + entry(), kind="052")
    )
    assert (layout.statements[0]["opening"], layout.statements[0]["closing"]) == ("100", None)


def test_accounts_and_currencies_stay_apart():
    other = "<Acct><Id><Othr><Id>US-99</Id></Othr></Id></Acct>"
    text = document(ACCOUNT + entry() + entry(currency="CHF"), other + entry(currency="USD"))
    assert [(row.account, row.currency) for row in layout_and_records(text)[1]] == [
        (IBAN, "EUR"),
        (IBAN, "CHF"),
        ("US-99", "USD"),
    ]


BOMB = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<?xml version="1.0"?><Document><CstmrCdtTrfInitn/></Document>', "not_a_statement"),
        ("<Document><!-- nothing --></Document>", "not_a_statement"),
        ('<?xml version="1.0"?><rss/>', "not_a_statement"),
        ('<?xml version="1.0"?>', "malformed_xml"),
        (WHOLE[:-30], "malformed_xml"),
        (WHOLE.replace("<Ntry>", "<Ntry><"), "malformed_xml"),
        (WHOLE.replace("<Document", f"{BOMB}<Document"), "unsafe_xml"),
        (f"<!-- {'x' * 100_000} -->{BOMB}<Document/>", "unsafe_xml"),
        ("<Document><BkToCstmrStmt><Stmt>" + "<a>" * 1_000_000, "too_deep"),
        ("<Document><BkToCstmrStmt><Stmt><Ntry>" + "<sibling/>" * 400_000, "not_a_statement"),
        (document(ACCOUNT + entry(amount="1" * 5_000_000)), "element_too_large"),
        (document(ACCOUNT + entry(currency="E" * 5_000_000)), "element_too_large"),
        (
            "<Document><BkToCstmrStmt>" + "<Stmt><Id/></Stmt>" * 30_000 + "</BkToCstmrStmt></Document>",
            "too_many_statements",
        ),
    ],
)
def test_what_is_no_statement_is_refused(text, code):
    with pytest.raises(ReadError) as caught:
        layout_and_records(text)
    assert caught.value.code == code


def test_a_message_without_statements_is_empty():
    assert layout_and_records(document())[1] == []


def test_memory_stays_flat():
    peaks = []
    for count in (300, 2000):
        file = io.BytesIO(document(ACCOUNT + entry(details=payment(creditor="Shop", text="x" * 500)) * count).encode())
        layout = READER.infer(file, Hints())
        tracemalloc.start()
        assert sum(1 for _ in READER.records(file, layout)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + MAX_ELEMENT // 4


def test_records_can_be_begun_anywhere_and_left_early():
    file = io.BytesIO(document(ACCOUNT + entry() * 5).encode())
    layout = READER.infer(file, Hints())
    assert next(READER.records(file, layout, 3)).row == 4
    assert not file.closed


bookings = st.lists(
    st.tuples(
        st.dates(date(1990, 1, 1), date(2070, 12, 31)),
        st.integers(-(10**9), 10**9).map(lambda minor: Decimal(minor).scaleb(-2)),
        st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40),
    ),
    max_size=6,
)


@given(bookings, st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_a_rendered_statement_reads_back(written, encoding):
    entries = [
        entry(str(abs(amount)), "DBIT" if amount < 0 else "CRDT", payment(text=escape(text)), day=f"<Dt>{day}</Dt>")
        for day, amount, text in written
    ]
    rows = layout_and_records(document(ACCOUNT + "".join(entries)).encode(encoding))[1]
    assert [(row.date, row.amount, row.description) for row in rows] == [
        (day, amount, " ".join(text.split())) for day, amount, text in written
    ]


@given(st.binary(max_size=200), st.integers(0, len(WHOLE)), st.integers(0, 60))
def test_whatever_stands_in_a_file_it_is_read_or_refused(noise, at, cut):
    content = WHOLE.encode()[:at] + noise + WHOLE.encode()[at + cut :]
    try:
        records = layout_and_records(content)[1]
    except ReadError:
        return
    assert all(isinstance(record, Row | Rejected | Ignored) for record in records)


@pytest.mark.usefixtures("worker")
def test_a_statement_is_imported_proved_and_known_again(user):
    first = ACCOUNT + balance("OPBD", "100") + balance("CLBD", "80") + entry() + entry()
    second = ACCOUNT + balance("OPBD", "80") + balance("CLBD", "85") + entry("5.00", "CRDT", payment(debtor="Anna"))
    content = document(first, second).encode()
    result = user.imported(content, "export.xml")
    assert (result["format"], result["created"], result["balance_proof"]) == ("camt", 3, "proved")
    [account] = user.get("/accounts").json["data"]
    assert (account["currency"], account["opening_balance"], account["balance"]) == ("EUR", "100.00", "85.00")
    reread = user.imported(content, "export.xml")
    assert (reread["created"], reread["duplicate"]) == (0, 3)
