"""Files that are no receipts, or want to do harm: refused at once, or a failed job that says why."""

import pytest

from app.receipts.opening import open_receipt
from app.receipts.process.errors import Unreadable
from tests.receipts.builders import a_bomb, a_pdf, a_photo_with_a_place, a_picture, pdf_of, read, send

_ENCRYPTED = (
    b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> /P -4 >> "
    b"/ID [<" + b"43" * 16 + b"> <" + b"43" * 16 + b">]"
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"GIF89a" + b"\0" * 100, "unknown_receipt_format"),
        (b"<html>%PDF-1.4", "unknown_receipt_format"),
        (b"PK\x03\x04 a workbook", "unknown_receipt_format"),
        (b"Total 12.50", "unknown_receipt_format"),
    ],
)
def test_other_files_are_refused_at_once(user, counts, content, code):
    before = counts(user)
    refused = send(user, content, "receipt.pdf")
    assert (refused.status, refused.code, refused.pointers) == (422, code, {"/file"})
    assert counts(user) == before


def test_a_byte_too_many_is_refused(user):
    most = 10 << 20
    refused = send(user, b"%PDF-1.4".ljust(most + 1))
    assert (refused.status, refused.code, refused.pointers) == (413, "body_too_large", {"/file"})
    assert send(user, b"%PDF-1.4".ljust(most)).status == 202


def test_a_form_without_a_file_is_refused(user):
    assert user.post("/transactions/receipt", {"file": "x"}).status == 415


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (a_pdf(*([["a line"]] * 2_000)), "too_many_pages"),
        (pdf_of([]), "damaged_receipt"),
        (pdf_of([b""], _ENCRYPTED), "encrypted_receipt"),
        (b"%PDF-1.4 and nothing more", "damaged_receipt"),
    ],
    ids=["pages", "none", "encrypted", "nothing"],
)
def test_a_pdf_that_cannot_be_read_fails_its_job(user, worker, content, code):
    job = read(user, content)
    assert (job["state"], job["problem"]["code"]) == ("failed", code)
    assert user.all("/transactions") == []


@pytest.mark.parametrize(
    ("content", "media_type", "code"),
    [
        (a_bomb(), "image/png", "picture_too_large"),
        (a_picture("JPEG", (800, 800))[:3_000], "image/jpeg", "damaged_receipt"),
        (a_picture("WEBP")[:40], "image/webp", "damaged_receipt"),
        (a_picture("PNG"), "image/jpeg", "damaged_receipt"),
        (a_bomb(9_000, 7_000), "image/png", "damaged_receipt"),
    ],
    ids=["bomb", "truncated", "webp", "disguised", "hollow"],
)
def test_a_picture_that_cannot_be_read_is_refused(content, media_type, code):
    with pytest.raises(Unreadable) as refused:
        open_receipt([content], media_type)
    assert refused.value.code == code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_redrawn_as_a_smaller_jpeg(kind):
    [drawn] = open_receipt([a_picture(kind, (2_400, 3_000))], f"image/{kind.lower()}").pictures
    assert drawn.startswith(b"\xff\xd8\xff")


def test_nothing_but_pixels_of_a_photo_is_left():
    photo = a_photo_with_a_place()
    assert b"Grace" in photo
    [drawn] = open_receipt([photo + a_pdf()], "image/jpeg").pictures
    assert b"Grace" not in drawn
    assert b"Exif" not in drawn
    assert b"%PDF" not in drawn
