"""Archives: what is inside is read as if it had come alone."""

import gzip
import io
import json
import tarfile
import zipfile
from decimal import Decimal

import pytest

from app.formats.interface import Hints, Layout, ReadError, Row
from app.formats.registry import recognise
from tests.spreadsheets import xlsx, zipped

GIRO = b"Date,Description,Amount\n2024-01-05,Coffee,-4.50\n2024-01-06,Salary,2500.00\n"
VISA = b"Buchungstag;Betrag;Text\n26.01.2024;-1.900,25;Miete\n27.01.2024;-2,50;Tee\n"
QIF = b"!Type:Bank\nD01/28/2024\nT-7.00\nPKiosk\n^\n"


def infer(content, name="statements.zip", **hints):
    file = io.BytesIO(content)
    reader = recognise(file.read(65536), name)
    assert reader.format == "archive"
    return reader, file, reader.infer(file, Hints(file_name=name, **hints))


def read(content, name="statements.zip", start=0, **hints):
    reader, file, layout = infer(content, name, **hints)
    kept = Layout.from_document(json.loads(json.dumps(layout.to_document())))
    return list(reader.records(file, kept, start))


def rows(content, *args, **hints):
    return [record for record in read(content, *args, **hints) if isinstance(record, Row)]


def refused(content, name="statements.zip"):
    with pytest.raises(ReadError) as caught:
        infer(content, name)
    return caught.value.code


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped({"giro.csv": content})])
def test_one_statement_in_an_archive_is_that_statement(pack):
    layout = infer(pack(GIRO), "giro.csv.gz")[2]
    assert (layout.format, layout.lines) == ("csv", 3)
    found = rows(pack(GIRO))
    assert [(row.row, row.amount, row.source) for row in found] == [(2, Decimal("-4.50"), ""), (3, Decimal(2500), "")]


def test_several_statements_are_read_each_in_its_own_way_and_name_their_rows():
    content = zipped({"giro.csv": GIRO, "cards/visa.csv": VISA, "cash.qif": QIF})
    assert [(row.row, row.source, row.amount) for row in rows(content)] == [
        (2, "giro.csv", Decimal("-4.50")),
        (3, "giro.csv", Decimal(2500)),
        (5, "cards/visa.csv", Decimal("-1900.25")),
        (6, "cards/visa.csv", Decimal("-2.50")),
        (7, "cash.qif", Decimal(-7)),
    ]
    assert infer(content)[2].format == "zip"


def test_a_workbook_in_an_archive_is_read():
    book = xlsx({"S": [["Date", "Description", "Amount"], ["2024-01-05", "Coffee", -4.5]]})
    assert [row.amount for row in rows(zipped({"giro.xlsx": book}))] == [Decimal("-4.5")]


def test_reading_goes_on_behind_any_record():
    content = zipped({"giro.csv": GIRO, "visa.csv": VISA})
    everything = read(content)
    assert all(read(content, start=start) == everything[start:] for start in range(len(everything) + 1))


def test_what_systems_put_beside_files_is_not_there():
    litter = {"__MACOSX/._giro.csv": b"\0\5\26\7", ".DS_Store": b"\0\0\0\1Bud1", "Thumbs.db": b"\xd0\xcf\x11\xe0"}
    layout = infer(zipped({**litter, "giro.csv": GIRO}))[2]
    assert [part["name"] for part in layout.parts] == ["giro.csv"]
    assert "part_left_out" not in [warning["code"] for warning in layout.warnings]


def test_what_is_no_statement_beside_one_is_left_out_and_named():
    content = zipped({"README.txt": b"Your statements\nare enclosed.\n", "giro.pdf": b"%PDF-1.7", "giro.csv": GIRO})
    layout = infer(content)[2]
    told = [warning["message"] for warning in layout.warnings if warning["code"] == "part_left_out"]
    assert [message.split(" was left out")[0] for message in told] == ["'README.txt'", "'giro.pdf'"]
    assert [row.source for row in rows(content)] == ["", ""]


def test_one_statement_under_two_names_counts_once():
    assert len(rows(zipped({"giro.csv": GIRO, "giro (1).csv": GIRO}))) == 2


def test_the_wanted_format_is_that_of_what_is_inside():
    assert len(rows(zipped({"giro.dat": GIRO}), format="csv")) == 2
    assert infer(zipped({"giro.dat": GIRO}), format="csv")[2].format == "csv"


def test_names_are_shown_and_lead_nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = zipped({"../../outside.csv": GIRO, "/etc/visa.csv": VISA})
    assert {row.source for row in rows(content)} == {"../../outside.csv", "/etc/visa.csv"}
    assert list(tmp_path.iterdir()) == []


def encrypted():
    content = bytearray(zipped({"giro.csv": GIRO}, zipfile.ZIP_STORED))
    central = content.rindex(b"PK\x01\x02")
    content[6] |= 1
    content[central + 8] |= 1
    return bytes(content)


def tarred():
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        info = tarfile.TarInfo("giro.csv")
        info.size = len(GIRO)
        archive.addfile(info, io.BytesIO(GIRO))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zipped({}), "not_a_statement"),
        (zipped({"a/": b""}), "not_a_statement"),
        (zipped({"README.txt": b"nothing here\nbut words\n"}), "one_column"),
        (zipped({"inner.zip": zipped({"giro.csv": GIRO}), "giro.csv": GIRO}), "nested_archive"),
        (gzip.compress(gzip.compress(GIRO)), "nested_archive"),
        (gzip.compress(tarred()), "nested_archive"),
        (encrypted(), "encrypted_file"),
        (zipped({"giro.csv": GIRO}, zipfile.ZIP_BZIP2), "unsupported_archive"),
        (zipped({"giro.csv": GIRO})[:-30], "damaged_archive"),
        (zipped({"giro.csv": GIRO})[:60], "damaged_archive"),
        (gzip.compress(GIRO)[:-12], "damaged_archive"),
        (gzip.compress(GIRO)[:-4] + b"\0\0\0\0", "damaged_archive"),
        (zipped({f"{i}.csv": GIRO + str(i).encode() for i in range(101)}), "too_many_members"),
        (zipped({"giro.csv": GIRO, "year.csv": b"Date,Text,Amount\n12/29,Shop,-1.00\n12/30,Bar,-2.00\n"}), "no_year"),
    ],
)
def test_an_archive_that_cannot_be_read_says_why(content, code):
    assert refused(content) == code


@pytest.mark.parametrize("magic", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh91AY", b"\xfd7zXZ\0"])
def test_other_archives_are_refused_with_what_to_do(magic):
    with pytest.raises(ReadError) as caught:
        recognise(magic + bytes(100), "giro.csv")
    assert (caught.value.code, "use .zip or .gz" in caught.value.detail) == ("unsupported_archive", True)
