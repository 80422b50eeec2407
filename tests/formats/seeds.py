"""Small sound statements of every format, by the name of the reader that reads it."""

import gzip
import io
import zipfile

import xlsxwriter

CSV = (
    (
        b"Date,Description,Amount,Balance\n2024-01-03,Coffee,-4.50,95.50\n2024-01-17,Rent,-50.00,45.50\n"
        b"2024-01-25,Salary,1234.56,1280.06\n"
    ),
    "sep=;\nBuchungstag;Wertstellung;Empfänger;Verwendungszweck;Soll;Haben\n"
    '03.01.2024;04.01.2024;"Bäckerei; Müller";Brötchen;4,50;\n17.01.2024;17.01.2024;Miete;;1.050,00;\n'
    "25.01.2024;25.01.2024;Arbeit GmbH;Lohn;;2.500,00\n".encode("cp1252"),
    "Datum\tBeschreibung\tBetrag\r\n03/04/24\tKaffee\t(4,50)\r\n28/04/24\tErstattung\t12,00 CR\r\n".encode("utf-16"),
)
OFX = (
    (
        b"OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
        b"<CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>DE1<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20240101"
        b"<DTEND>20240131<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20240103120000[-5:EST]<TRNAMT>-4.50<FITID>1<NAME>Coffee"
        b"<MEMO>Beans &amp; more</STMTTRN><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20240125<TRNAMT>100,00<FITID>2<NAME>Pay"
        b"</STMTTRN></BANKTRANLIST><LEDGERBAL><BALAMT>95.50<DTASOF>20240131</LEDGERBAL></STMTRS></STMTTRNRS>"
        b"</BANKMSGSRSV1></OFX>"
    ),
    (
        b'<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200" VERSION="211"?><OFX><CREDITCARDMSGSRSV1>'
        b"<CCSTMTTRNRS><CCSTMTRS><CURDEF>USD</CURDEF><CCACCTFROM><ACCTID>4111</ACCTID></CCACCTFROM><BANKTRANLIST><STMTTRN>"
        b"<TRNTYPE>POS</TRNTYPE><DTPOSTED>20240103</DTPOSTED><TRNAMT>-4.50</TRNAMT><FITID>1</FITID><NAME>Coffee</NAME>"
        b"</STMTTRN></BANKTRANLIST></CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>"
    ),
)
QIF = (
    (
        b"!Account\nNGiro\nTBank\nDEUR\n^\n!Type:Bank\nD1/13'24\nT-4.50\nPCoffee\nMBeans\nLFood\n^\nD1/25'24\nT1,100.00\nPPay\n"
        b"SSalary\n$1,000.00\nSBonus\n$100.00\n^\n"
    ),
    b"!Type:CCard\nD31.01.2024\nU-1.004,50\nT-1.004,50\nPLaptop\nN17\nCX\n^\n",
)
MT940 = (
    (
        b":20:STARTUMS\r\n:25:12345678/1234567890\r\n:28C:00001/001\r\n:60F:C240101EUR100,00\r\n:61:2401030103D4,50NMSC"
        b"NONREF//B1\r\n:86:105?00LASTSCHRIFT?20Brot und ?21Kaffee?32Baecker\r\n:61:240125C100,00NTRFREF\r\nmore\r\n"
        b":86:Pay\r\n:62F:C240131EUR195,50\r\n-\r\n"
    ),
    (
        b"{1:F01BANKDEFF}{2:O940}{4:\n:20:X\n:25:NL00BANK0123456789\n:28C:1\n:60F:D240101EUR10,00\n:61:240102RC1,\n"
        b":86:/NAME/Shop/REMI/Back/\n:62F:D240102EUR11,00\n-}"
    ),
)
_ENTRY = (
    '<Ntry><Amt Ccy="EUR">4.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2024-01-03</Dt></BookgDt>'
    "<ValDt><DtTm>2024-01-04T00:00:00</DtTm></ValDt><AcctSvcrRef>A1</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Cdtr>"
    "<Nm>Baker</Nm></Cdtr></RltdPties><RmtInf><Ustrd>Bread</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
)
CAMT = (
    (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
        "<BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct><Bal><Tp>"
        '<CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>'
        f"2024-01-01</Dt></Dt></Bal>{_ENTRY}</Stmt></BkToCstmrStmt></Document>"
    ).encode(),
)
JSON = (
    (
        b'{"transactions": [{"date": "2024-01-03", "amount": "-4.50", "currency": "EUR", "description": "Coffee", '
        b'"tags": ["a"], "category": "coffee"}]}'
    ),
    (
        b'[{"Booking date": "2024-01-13", "value": {"amount": -4.5, "currency": "EUR"}, "text": "Coffee"}, '
        b'{"Booking date": "2024-01-25", "value": {"amount": 100, "currency": "EUR"}, "text": "Pay"}]'
    ),
    b'{"date": "2024-01-13", "amount": 12.10, "memo": "One"}\n{"date": "2024-01-14", "amount": -3, "memo": "Two"}\n',
)


def _workbook():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(
            (["Date", "Text", "Amount"], ["2024-01-03", "Coffee", -4.5], ["2024-01-25", "Pay", 1234.56])
        ):
            sheet.write_row(row, 0, line)
    return target.getvalue()


def _zip(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


SEEDS = {
    "csv": CSV,
    "ofx": OFX,
    "qif": QIF,
    "mt940": MT940,
    "camt": CAMT,
    "json": JSON,
    "workbook": (_workbook(),),
    "archive": (_zip(january=CSV[0], february=OFX[0]), gzip.compress(CSV[0], mtime=0), _zip(book=_workbook())),
}
