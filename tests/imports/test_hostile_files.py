"""Files made to harm, and files that broke on their way: a clear problem, in seconds and in bounded memory."""

import gzip
import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from app.formats.interface import Hints, ReadError, Rejected, Row
from app.formats.registry import recognise
from tests.spreadsheets import ods, sheet_xml, xls, xlsx, zipped

ROOT = Path(__file__).parents[2]
HEADER = "Date,Description,Amount\n"
LINES = "".join(f"2026-01-{day:02},Shop {day},-{day}.50\n" for day in range(1, 29))
STATEMENT = (HEADER + LINES).encode()
OFX = b"OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKMSGSRSV1></BANKMSGSRSV1></OFX>\n"
MEGABYTES = 1 << 20

# Reads a file as the worker does, and says how it ended and what it took.
READING = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from app.formats.registry import recognise
from app.formats.interface import Hints, ReadError
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
with open(sys.argv[1], "rb") as file:
    try:
        reader = recognise(file.read(65536), sys.argv[2])
        layout = reader.infer(file, Hints(file_name=sys.argv[2]))
        code, lines = "", sum(1 for _ in reader.records(file, layout))
    except ReadError as error:
        code, lines = error.code, 0
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
seconds = time.process_time() - began + used[1].ru_utime + used[1].ru_stime
print(json.dumps({"code": code, "lines": lines, "seconds": seconds, "grown": (used[0].ru_maxrss - before) >> 10}))
"""


def reading(content, name, tmp_path):
    """The outcome of reading a file in a process of its own that may not take more than 2 GB in all."""
    path = tmp_path / "content"
    path.write_bytes(content)
    command = [sys.executable, "-c", READING, path, name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def records(content, name="statement.csv"):
    file = io.BytesIO(content)
    reader = recognise(file.read(65536), name)
    layout = reader.infer(file, Hints(file_name=name))
    return layout, list(reader.records(file, layout))


def refused(content, name="statement.csv"):
    with pytest.raises(ReadError) as caught:
        records(content, name)
    return caught.value.code


# -- bombs


def deflated(megabytes):
    """So many megabytes of zero bytes as raw deflate: each is the same piece, as what came before it is forgotten."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(MEGABYTES)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * megabytes + packer.flush()


def zip_of(stream, checksum, names, declared):
    """A zip file whose members all are this stream, each declared as so many bytes; the stream is there once only."""
    fixed = (20, 0, 8, 0, 0, checksum, len(stream), declared)
    ends = (0, 0, 0, 0, 0, 0)
    central = b"".join(
        struct.pack("<4sHHHHHHLLLHHHHHLL", b"PK\x01\x02", 20, *fixed, len(name), *ends) + name for name in names
    )
    body = struct.pack("<4sHHHHHLLLHH", b"PK\x03\x04", *fixed, len(names[0]), 0) + names[0] + stream
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, len(names), len(names), len(central), len(body), 0)
    return body + central + end


@pytest.fixture(scope="module")
def two_gigabytes():
    """2 GB of zeros in 2 MB; a bomb of 10 GB is refused no later, as nothing is read beyond the limit."""
    return deflated(2048), 0x4DBDF21C  # their CRC-32


def a_zip_bomb(stream, checksum):
    return zip_of(stream, checksum, [b"giro.csv"], 2048 * MEGABYTES)


def a_zip_bomb_that_lies(stream, checksum):
    return zip_of(stream, checksum, [b"giro.csv"], 1000)


def a_zip_bomb_of_overlapping_members(stream, checksum):
    return zip_of(stream, checksum, [b"giro.csv"] * 50, 2048 * MEGABYTES)


def a_gzip_bomb(stream, checksum):
    return b"\x1f\x8b\x08\0\0\0\0\0\0\3" + stream + struct.pack("<LL", checksum, 2048 * MEGABYTES & 0xFFFFFFFF)


def a_workbook_bomb(stream, checksum):
    return zip_of(stream, checksum, [b"xl/worksheets/sheet1.xml"], 2048 * MEGABYTES)


@pytest.mark.parametrize(
    "bomb", [a_zip_bomb, a_zip_bomb_that_lies, a_zip_bomb_of_overlapping_members, a_gzip_bomb, a_workbook_bomb]
)
def test_bombs_are_refused_by_what_comes_out_of_them(bomb, two_gigabytes, tmp_path):
    found = reading(bomb(*two_gigabytes), "giro.zip", tmp_path)
    assert found["code"] in ("archive_too_large", "damaged_archive")
    assert (found["seconds"] < 10, found["grown"] < 100) == (True, True), found


def test_an_archive_of_very_many_members_is_refused(tmp_path):
    content = zip_of(b"\3\0", 0, [f"{number}.csv".encode() for number in range(65_000)], 0)
    found = reading(content, "giro.zip", tmp_path)
    assert (found["code"], found["seconds"] < 5, found["grown"] < 100) == ("too_many_members", True, True), found


def test_an_archive_that_lies_about_the_length_of_its_list_is_refused():
    content = bytearray(zipped({"giro.csv": STATEMENT}))
    content[-10:-6] = struct.pack("<L", 2**31)
    assert refused(bytes(content), "giro.zip") == "too_many_members"


BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BILLION_LAUGHS, OUTSIDE])
@pytest.mark.parametrize(
    "form",
    [
        lambda doctype: xlsx(
            {"S": []},
            parts={
                "xl/worksheets/sheet1.xml": doctype
                + sheet_xml([["Date", "Text", "Amount"], ["2026-01-05", "PLACE", -1]]).replace("PLACE", "&a11;&a;")
            },
        ),
        lambda doctype: (
            f"{doctype}<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
            "xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='S'><Table><Row><Cell>"
            "<Data ss:Type='String'>&a11;&a;</Data></Cell></Row></Table></Worksheet></Workbook>"
        ).encode(),
        lambda doctype: (
            f"{doctype}<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'>"
            "<BkToCstmrStmt>&a11;&a;</BkToCstmrStmt></Document>"
        ).encode(),
        lambda doctype: f"{doctype}<OFX><SIGNONMSGSRSV1>&a11;&a;</SIGNONMSGSRSV1></OFX>".encode(),
    ],
    ids=["workbook", "XML spreadsheet", "CAMT", "OFX"],
)
def test_entities_of_xml_are_never_expanded(form, doctype, tmp_path):
    found = reading(form(doctype), "statement", tmp_path)
    assert (found["lines"] <= 2, found["seconds"] < 5, found["grown"] < 100) == (True, True, True), found


# -- far too wide, long and deep


def a_sheet_with_one_cell_far_out():
    row = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    body = sheet_xml([["Date", "Text", "Amount"], ["2026-01-05", "Tea", -1]]).replace(
        "</sheetData>", row + "</sheetData>"
    )
    return xlsx({"S": []}, parts={"xl/worksheets/sheet1.xml": body})


def an_ods_that_repeats_a_cell():
    content = ods({"S": [["Date", "Text", "Amount"], ["2026-01-05", "Tea", -1]]})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    many = b'<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    rows = b'<table:table-row table:number-rows-repeated="1048576">' + many + b"</table:table-row></table:table>"
    return zipped({**parts, "content.xml": parts["content.xml"].replace(b"</table:table>", rows)})


def a_workbook_with_one_cell_far_out():
    sparse = [[None] * 255 + [1.0]] + [[]] * 65_532 + [["end"]]
    return xls([["Date", "Text", "Amount"], *sparse])


HOSTILE = {
    "a table of 100,000 columns": (("Date,Amount" + ",x" * 100_000 + "\n" + LINES).encode(), "too_many_columns"),
    "a sheet of 100,000 columns": (xlsx({"S": [["Date", "Amount", *["x"] * 100_000]]}), "too_many_columns"),
    "a cell in the far corner": (a_sheet_with_one_cell_far_out(), "workbook_too_large"),
    "a cell repeated": (an_ods_that_repeats_a_cell(), "damaged_workbook"),
    "an old sheet with far cells": (a_workbook_with_one_cell_far_out(), "workbook_too_large"),
    "a line of 100 MB": (b"2026-01-05," + b"x" * (100 * MEGABYTES), "line_too_long"),
    "a field of 100 MB": (HEADER.encode() + b'2026-01-05,"' + b"x\n" * (50 * MEGABYTES), "no_amount_column"),
    "a million quotation marks": ((HEADER + LINES).encode() + b'"' * 1_000_000 + b"\n", ""),
    "lines of quotation marks": ((HEADER + LINES).encode() + b'"\n' * 200_000, ""),
    "NUL bytes": (b"\0" * 1_000_000, "empty_file"),
    "text with NUL bytes": (STATEMENT.replace(b"Shop", b"Sh\0p"), "not_a_statement"),
    "JSON that is deep": (b"[" * 5_000_000, "bad_json"),
    "JSON with objects in objects": (b'{"a":' * 2_000_000, "bad_json"),
    "JSON with one endless text": (b'[{"a": "' + b"x" * (50 * MEGABYTES), "bad_json"),
    "JSON with many small lists": (b"[" + b"[]," * 5_000_000 + b"[]]", "not_a_statement"),
    "a page of open tags": (b"<html><table>" + b"<td" * 2_000_000, "damaged_workbook"),
    "a page of comments": (b"<html><table>" + b"<!--" * 2_000_000, "damaged_workbook"),
    "tables in tables": (b"<html>" + b"<table><tr><td>" * 100_000, "not_a_statement"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_too_large_for_a_statement_costs_little(name, tmp_path):
    content, code = HOSTILE[name]
    found = reading(content, "statement", tmp_path)
    assert found["code"] == code
    assert (found["seconds"] < 30, found["grown"] < 200) == (True, True), found


# -- broken on the way


@pytest.mark.parametrize("keep", [-1, -2, -3, -4, -9, -15])
def test_a_last_line_that_was_cut_is_never_booked(keep):
    _, found = records(STATEMENT.rstrip()[:keep])
    assert isinstance(found[-1], Rejected)
    assert [type(record) for record in found[1:-1]] == [Row] * 27


def test_a_cut_line_says_so():
    _, found = records(STATEMENT.rstrip()[:-1])
    assert (found[-1].code, "ends in the middle" in found[-1].message) == ("cut_off", True)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_whole_last_line_needs_no_line_end(end):
    _, found = records(STATEMENT.rstrip() + end.encode())
    assert [type(record) for record in found[1:]] == [Row] * 28


@pytest.mark.parametrize("keep", [-1, -20, 120])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (gzip.compress(STATEMENT), "damaged_archive"),
        (zipped({"giro.csv": STATEMENT}), "damaged_archive"),
        (
            xlsx({"S": [["Date", "Text", "Amount"], *([f"2026-01-{d:02}", "Tea", -d] for d in range(1, 29))]}),
            "damaged_archive",
        ),
    ],
    ids=["gz", "zip", "xlsx"],
)
def test_a_packed_file_that_was_cut_is_refused(content, code, keep):
    assert refused(content[:keep], "giro") == code


UMLAUTS = HEADER + "".join(f"2026-01-{day:02},Café Müller {day},-{day}.50\n" for day in range(1, 29))


@pytest.mark.parametrize(
    "content",
    [
        UMLAUTS.encode()[: UMLAUTS.encode().rindex(b"\xc3") + 1],  # in the middle of the last ü
        UMLAUTS.encode().replace(b"\xc3\xa9", b"\xe9", 1),
        b"\xef\xbb\xbf" + UMLAUTS.encode().replace(b"\xc3\xa9", b"\xe9", 1),
        UMLAUTS.encode("utf-16")[:-1],
    ],
    ids=["cut in a character", "one byte of Latin-1", "marked as UTF-8", "UTF-16 cut in a character"],
)
def test_damaged_characters_are_reported_and_spoil_no_others(content):
    layout, found = records(content)
    assert "damaged_text" in [warning["code"] for warning in layout.warnings]
    assert [row.description for row in found[3:20]] == [f"Café Müller {day}" for day in range(3, 20)]


def test_sound_characters_are_not_called_damaged():
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert "damaged_text" not in [warning["code"] for warning in records(UMLAUTS.encode(encoding))[0].warnings]


# -- glued together


OTHER_TABLE = "Buchungstag;Verwendungszweck;Betrag\n" + "".join(
    f"{d:02}.02.2026;Miete;-1.{d:03},00\n" for d in range(1, 20)
)
OTHER_COLUMNS = "Date,Amount,Fee,Payee\n" + "".join(f"2026-02-{d:02},-{d}.00,0.10,Kiosk\n" for d in range(1, 20))


@pytest.mark.parametrize(
    "content",
    [
        HEADER.encode() + OFX,
        STATEMENT + OFX,
        STATEMENT + b"!Type:Bank\nD01/28/2026\nT-7.00\n^\n",
        STATEMENT + b"<?xml version='1.0'?><Document/>\n",
        STATEMENT + b":20:STARTUMSE\n:25:12345678/1234\n:60F:C260101EUR1,00\n",
        STATEMENT + OTHER_TABLE.encode(),
        STATEMENT + OTHER_COLUMNS.encode(),
        OTHER_TABLE.encode() + STATEMENT,
    ],
    ids=["OFX below a header", "OFX", "QIF", "XML", "MT940", "another dialect", "other columns", "the other way round"],
)
def test_two_files_in_one_are_refused(content):
    assert refused(content) == "mixed_formats"


def test_a_statement_twice_in_one_file_has_one_header_more():
    _, found = records(STATEMENT + STATEMENT)
    assert sum(isinstance(record, Row) for record in found) == 56


# -- formulas


FORMULAS = ['=HYPERLINK("http://x.example";"Tea")', "+cmd|' /C calc'!A0", "@SUM(A1:A9)", "-2+3+cmd|' /C calc'!A0"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_are_words_like_any_others(formula):
    quoted = formula.replace('"', '""')
    _, found = records(STATEMENT + f'2026-02-01,"{quoted}",-1.00\n'.encode())
    book = xlsx({"S": [["Date", "Description", "Amount"], ["2026-02-01", formula, -1], ["2026-02-02", "Tea", -1]]})
    assert found[-1].description == records(book)[1][1].description == formula


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_no_amount(formula):
    quoted = formula.replace('"', '""')
    _, found = records(STATEMENT + f'2026-02-01,Tea,"{quoted}"\n'.encode())
    assert isinstance(found[-1], Rejected)


# -- as a user sees it


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (gzip.compress(STATEMENT)[:-9], "giro.csv.gz", "damaged_archive"),
        (a_sheet_with_one_cell_far_out(), "giro.xlsx", "workbook_too_large"),
        (STATEMENT + OFX, "giro.csv", "mixed_formats"),
        (b"%PDF-1.7", "giro.pdf", "unsupported_format"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(99), "giro.7z", "unsupported_archive"),
    ],
)
def test_a_refused_file_is_a_problem_and_leaves_nothing(user, counts, content, name, code):
    before = counts(user)
    answer = user.upload(content, name)
    assert (answer.status, answer.code, answer.pointers) == (422, code, {"/file"})
    assert counts(user) == before
