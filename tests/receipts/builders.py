"""Files of receipts, made by hand: PDFs with lines of text, pictures with metadata."""

import io
import struct
import zlib

from PIL import Image

BAKERY = ["Corner Bakery", "12 Main Street", "2026-11-14 15:22", "2 x Croissant  5.00", "Latte  4.50", "Total  $9.50"]


def a_pdf(*pages, lines=BAKERY):
    """A PDF of pages, each a list of lines; columns are two spaces apart."""
    return pdf_of([_page(page) for page in pages or (lines,)])


def _page(lines):
    shown = b"".join(b"(" + _escaped(line) + b") Tj T*\n" for line in lines)
    return b"BT /F1 10 Tf 12 TL 40 780 Td\n" + shown + b"ET"


def _escaped(line):
    plain = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return plain.encode("cp1252")


def pdf_of(contents, trailer=b""):
    """A PDF of pages with these streams."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(contents), kids),
        font,
    ]
    for content in contents:
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, table, end)


def a_picture(kind="JPEG", size=(300, 500), **options):
    """A picture of a receipt, as far as the tests are concerned."""
    written = io.BytesIO()
    Image.new("RGB", size, "white").save(written, kind, **options)
    return written.getvalue()


def a_photo_with_a_place():
    """A JPEG that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "Grace Hopper's kitchen"
    exif.get_ifd(0x8825)[1] = "N"
    return a_picture(exif=exif, comment=b"Grace Hopper's kitchen")


def a_bomb(width=30_000, height=30_000):
    """A PNG of few bytes that would unfold into so many pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def send(user, content, name="receipt", **fields):
    """Sends a receipt as a browser's form does."""
    return user.upload(content, name, "/transactions/receipt", **fields)


def read(user, content, **fields):
    """Sends a receipt; returns its finished job."""
    started = send(user, content, **fields)
    assert started.status == 202, started.json
    return user.finished(started)
