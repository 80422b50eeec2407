"""Broken files of every format: a reader says what is wrong in its own words, or reads every line once; nothing else.

The inputs are made of small sound statements, cut, doubled, mixed and scribbled over. A failure names its number, which
makes the same input again.
"""

import io
import random
import zipfile

import pytest

from app.formats.interface import Hints, Ignored, Layout, ReadError, Rejected, Row
from app.formats.registry import READERS, recognise
from tests.formats.seeds import SEEDS

HINTS = (
    Hints(),
    Hints(locale="de-DE", default_currency="EUR"),
    Hints(locale="ja-JP", currency="JPY", date_order="mdy", file_name="2024-01.csv"),
)
SCRIBBLES = (
    *(b",", b";", b"\t", b'"', b"'", b"\n", b"\r\n", b"\0", b"<", b">", b"</", b"&", b"&#x0;", b"=", b":", b"-", b"^"),
    *(b"{", b"}", b"[", b"]", b"(", b")", b"0", b"9" * 400, b"1e999", b"NaN", b"-0", b"--1", b"1,2.3,4", b"31/02/2024"),
    *(b"29.2.2023", b"0000-00-00", b"99999999", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc3", b"\x1a", b"\x85"),
    *("٣".encode(), "年".encode(), "\u202e".encode(), "İ".encode(), b":61:", b":86:", b"\n^\n", b"<STMTTRN>", b"]]>"),
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"!Type:Bank\n", b"D1/1'00\n", b"CR", b"%", b"*/"),
)
# A workbook is taken apart in a process of its own, which takes a hundred times as long as reading a text.
KINDS = [kind for kind in sorted(SEEDS) for _ in range(1 if kind == "workbook" else 30)]
SHARDS, INPUTS = 24, 4200


def scribbled(chance, content):
    """The content with one to five things wrong."""
    for _ in range(chance.randint(1, 5)):
        at, until = sorted(chance.randrange(len(content) + 1) for _ in range(2))
        until = min(until, at + chance.choice((1, 8, 64, 4096)))
        content = chance.choice(
            (
                content[:at] + content[until:],
                content[:at] + chance.choice(SCRIBBLES) + content[until:],
                content[:at] + chance.choice(SCRIBBLES) + content[at:],
                content[:until] + content[at:],
                content[:at],
                content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :],
                content[:at]
                + chance.choice(chance.choice(list(SEEDS.values())))[: chance.choice((20, 200))]
                + content[at:],
            )
        )
    return content


def scribbled_inside(chance, content):
    """An archive in which one file is wrong, and which can be opened all the same."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as sound, zipfile.ZipFile(target, "w") as broken:
        spoilt = chance.choice(sound.namelist())
        for name in sound.namelist():
            part = sound.read(name)
            broken.writestr(name, scribbled(chance, part) if name == spoilt else part)
    return target.getvalue()


def made(number):
    """(format, name, content, hints) of an input by its number."""
    chance = random.Random(number)
    kind = chance.choice(KINDS)
    content = chance.choice(SEEDS[kind])
    inside = content.startswith(b"PK") and chance.random() < 0.8
    broken = scribbled_inside(chance, content) if inside else scribbled(chance, content)
    return kind, chance.choice(("statement", f"file.{kind}", "")), broken, chance.choice(HINTS)


def read_through(reader, content, hints):
    """Judge and read a file as an import does; every line must come out once, in order."""
    layout = reader.infer(io.BytesIO(content), hints)
    reread = Layout.from_document(layout.to_document())
    records = list(reader.records(io.BytesIO(content), reread))
    assert [record.row for record in records] == list(range(1, len(records) + 1))
    assert all(isinstance(record, Row | Rejected | Ignored) for record in records)
    assert all(record.amount.is_finite() for record in records if isinstance(record, Row))
    return records


def complaint(number):
    """What goes wrong with an input beyond a refusal in words, or None."""
    kind, name, content, hints = made(number)
    for choose in (lambda: recognise(content[:65536], name), lambda: by_format(kind)):
        try:
            read_through(choose(), content, hints)
        except ReadError as error:
            if not (error.code and error.detail):
                return f"input {number} ({kind}): refused without a word"
        except Exception as error:  # noqa: BLE001 - every other one is a fault, which the test names
            return f"input {number} ({kind}): {type(error).__name__}: {error}"
    return None


def complaints(numbers):
    return [found for number in numbers if (found := complaint(number))]


def by_format(kind):
    return next(reader for reader in READERS if reader.format == kind)


def test_every_reader_has_a_sound_statement_to_spoil():
    assert {reader.format for reader in READERS} == set(SEEDS)


@pytest.mark.parametrize("kind", sorted(SEEDS))
def test_the_sound_statements_are_read(kind):
    for content in SEEDS[kind]:
        assert any(isinstance(record, Row) for record in read_through(by_format(kind), content, HINTS[0]))


def test_broken_files_meet_only_the_readers_own_refusal():
    assert complaints(range(400)) == []


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_a_hundred_thousand_broken_files_meet_only_the_readers_own_refusal(shard):
    first = 1000 + shard * INPUTS
    assert complaints(range(first, first + INPUTS)) == []
