"""Spreadsheets for tests, written byte by byte where a library would only write sound ones."""

import io
import struct
import zipfile
from xml.sax.saxutils import escape

_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# The built-in formats 0, general, and 14, a day (ECMA-376 part 1, 18.8.30).
_FORMATS = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


class Serial(float):
    """A day or moment as a spreadsheet keeps it: days since 1899-12-30, shown as a date."""


def letters(column):
    """The name of a column from 0: A, B, … Z, AA."""
    name = ""
    while column >= 0:
        name, column = chr(65 + column % 26) + name, column // 26 - 1
    return name


def xlsx(sheets, hidden=(), parts=None):
    """A workbook of sheets by name, each a list of rows of None, text, numbers, booleans and Serial."""
    names = list(sheets)
    content = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>'
        + "".join(_sheet_tag(i, name, name in hidden) for i, name in enumerate(names, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [*(("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(names) + 1)), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{_FORMATS}</styleSheet>',
        **{f"xl/worksheets/sheet{i}.xml": sheet_xml(rows) for i, rows in enumerate(sheets.values(), 1)},
        **(parts or {}),
    }
    return zipped(content)


def _sheet_tag(number, name, is_hidden):
    state = ' state="hidden"' if is_hidden else ""
    return f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"{state}/>'


def _relations(found):
    body = "".join(
        f'<Relationship Id="rId{i}" Type="{_RELS}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(found, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{body}</Relationships>'


def sheet_xml(rows):
    """The XML of one worksheet."""
    body = "".join(
        f'<row r="{r}">{"".join(_cell(f"{letters(c)}{r}", value) for c, value in enumerate(row))}</row>'
        for r, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _cell(place, value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        if value.startswith("#"):
            return f'<c r="{place}" t="e"><v>{escape(value)}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    style = ' s="1"' if isinstance(value, Serial) else ""
    return f'<c r="{place}"{style}><v>{float(value)!r}</v></c>'


def zipped(content, compression=zipfile.ZIP_DEFLATED):
    """A zip file of contents by name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return file.getvalue()


def ods(sheets):
    """An OpenDocument spreadsheet of sheets by name, each a list of rows of text and numbers."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">' + "".join(map(_ods_row, rows)) + "</table:table>"
        for name, rows in sheets.items()
    )
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet>{tables}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"/>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def _ods_row(row):
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
        if isinstance(value, str)
        else f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
        for value in row
    )
    return f"<table:table-row>{cells}</table:table-row>"


def xls(rows):
    """A workbook of BIFF8 in an OLE file ([MS-XLS], [MS-CFB]) with one sheet of text and numbers."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    globals_, name = _record(0x0809, begin), b"Sheet1"
    bound = struct.pack("<IBB", 0, 0, 0) + struct.pack("<BB", len(name), 0) + name
    offset = len(globals_) + 4 + len(bound) + 4
    bound = struct.pack("<I", offset) + bound[4:]
    stream = globals_ + _record(0x0085, bound) + _record(0x000A, b"")
    stream += _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                stream += _biff_cell(r, c, value)
    return _ole("Workbook", stream + _record(0x000A, b""))


def _record(kind, data):
    return struct.pack("<HH", kind, len(data)) + data


def _biff_cell(row, column, value):
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + text)
    return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def _ole(name, stream):
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    fat_sectors = -(-(sectors + 2 + 8) // 128)
    end, free, fat = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    table = [*range(1, sectors), end, end, *[fat] * fat_sectors]
    table += [free] * (128 * fat_sectors - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, sectors, 0, 4096, end, 0, end, 0)
    places = [*range(sectors + 1, sectors + 1 + fat_sectors)]
    header += struct.pack("<109I", *places, *[free] * (109 - fat_sectors))
    directory = _entry("Root Entry", 5, end, 0, child=1) + _entry(name, 2, 0, len(stream))
    return header + stream + directory.ljust(512, b"\0") + struct.pack(f"<{len(table)}I", *table)


def _entry(name, kind, start, size, child=0xFFFFFFFF):
    text = name.encode("utf-16-le") + b"\0\0"
    none = 0xFFFFFFFF
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, none, none, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
