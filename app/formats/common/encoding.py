"""Detect the character encoding of a text file from all of its bytes, and open it as lines."""

import codecs
import io
import re
from typing import BinaryIO, NamedTuple

from charset_normalizer import from_bytes

from app.formats.common.header_words import roles_of
from app.formats.interface import Layout, ReadError

CHUNK = 1 << 20
SAMPLE = 64 * 1024  # bytes of foreign letters looked at when guessing a legacy encoding
# No statement has a physical line near this; beyond it the file is not text, and one line would fill the
# memory.
MAX_LINE = 1 << 20

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_LATIN = ("cp1252", "cp1250", "iso8859_2", "iso8859_15", "cp850", "mac_roman", "cp1257", "cp1254")
_MULTI = [
    "gb18030",
    "big5",
    "cp932",
    "euc_jp",
    "cp949",
    "cp1251",
    "koi8_r",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp874",
]
# Characters that stand in no word of a western statement: a decoding that puts them there is the wrong one.
_ODD_IN_WORDS = re.compile(r"(?<=[^\W\d_])[^\w\s.,;:'\"/()&+*@#%!?\-–’|€$£§°ºª´`<>=\[\]{}~^\\](?=[^\W\d_])")
_ODD_LETTERS = frozenset("¹³²¾¼½×÷þðÞÐ¶¦¬¯Ÿ")
# A pound sign stands before digits, an Œ before a u; `£ódź` and `Œwiat` are Polish read as western.
_ODD_BEFORE = re.compile(r"£(?=[^\W\d_])|[Œœ](?![uUvV])")


class Encoding(NamedTuple):
    """A Python codec, whether the text contains NUL characters, and whether some bytes cannot be decoded."""

    name: str
    nuls: bool = False
    damaged: bool = False


def detect_encoding(file: BinaryIO, declared: str | None = None, longest_line: int | None = MAX_LINE) -> Encoding:
    """The encoding of the whole file. Reads it once, in chunks.

    A byte late in the file counts as much as an early one: UTF-8 is only chosen where nearly all of it is valid.
    `declared` is the codec the file names: it counts where the bytes are no proof themselves. Raises ReadError
    `line_too_long` for files without lines, unless `longest_line` is None.
    """
    file.seek(0)
    head = file.read(4096)
    named = encoding_of_bom(head) or utf16_without_bom(head)
    scan = _Scan(file, longest_line)
    if named:
        utf8 = named == "utf-8-sig"
        return Encoding(named, scan.nuls and utf8, scan.bad > 0 if utf8 else file.seek(0, 2) % 2 == 1)
    # A few broken bytes among many valid sequences are damage, not another encoding; so is a cut one at the end.
    if scan.bad == 0 or scan.good > 20 * scan.bad or (scan.bad == scan.cut and scan.good):
        return Encoding("utf-8", scan.nuls, scan.bad > 0)
    name = declared or legacy_encoding(scan.sample)
    return Encoding(name, scan.nuls, "\ufffd" in scan.sample.decode(name, "replace"))


def open_lines(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The file as text lines with their line ends; detach() it when done, so that the caller's file
    stays open.
    """
    file.seek(0)
    return io.TextIOWrapper(file, encoding, errors="replace", newline="")


def warn_of_damage(layout: Layout, encoding: Encoding) -> None:
    """Warn the user where characters of the file are lost and shown as �."""
    if encoding.damaged:
        layout.warn("damaged_text", "Some characters of the file are damaged; they stand as \ufffd. Is it complete?")


def encoding_of_bom(head: bytes) -> str | None:
    """The encoding a byte order mark names."""
    return next((name for mark, name in _BOMS if head.startswith(mark)), None)


def utf16_without_bom(head: bytes) -> str | None:
    """The UTF-16 codec of text whose every second byte is zero, as with digits and separators; else None."""
    pairs = len(head) // 2
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if pairs and odd > 0.4 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if pairs and even > 0.4 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    return None


class _Scan:
    """One pass over the bytes: valid and invalid UTF-8 sequences, a sample of the foreign letters, line
    lengths.
    """

    def __init__(self, file: BinaryIO, longest_line: int | None) -> None:
        self._longest_line = longest_line
        self.good = self.bad = self.cut = 0
        self.nuls = False
        self.sample = b""
        self._since_line = 0
        decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        file.seek(0)
        while chunk := file.read(CHUNK):
            self._measure_lines(chunk)
            self.nuls = self.nuls or b"\0" in chunk
            self._take(chunk, decoder.decode(chunk))
        rest = decoder.decode(b"", True)  # the beginning of a character whose other bytes are missing
        self.cut = len(rest)
        self._count(rest)
        file.seek(0)

    def _take(self, chunk: bytes, text: str) -> None:
        if chunk.isascii():
            return
        self._count(text)
        if len(self.sample) < SAMPLE:
            found = _HIGH_RUN.search(chunk)
            start = max(0, (found.start() if found else 0) - 200)
            self.sample += chunk[start : start + SAMPLE]

    def _count(self, text: str) -> None:
        if text.isascii():
            return
        foreign = len(text) - len(text.encode("ascii", "ignore"))
        bad = len(text) - len(text.encode("utf-8", "ignore").decode("utf-8"))
        self.bad += bad
        self.good += foreign - bad

    def _measure_lines(self, chunk: bytes) -> None:
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self._since_line = len(chunk) - last if last >= 0 else self._since_line + len(chunk)
        if self._longest_line is not None and self._since_line > self._longest_line:
            raise ReadError("line_too_long", "The file has a line of more than a million bytes; it is no statement.")


def legacy_encoding(sample: bytes) -> str:
    """A one-byte or Asian encoding by the shape of its foreign bytes, for text that is not UTF-8."""
    runs = _HIGH_RUN.findall(sample)
    if not _in_words(sample):
        return _best_latin(sample)
    if _is_japanese(sample):
        return "cp932"
    if _looks_gb(runs):
        return "cp949" if _is_korean(runs) else "gb18030"
    guess = from_bytes(sample[:16384], cp_isolation=[*_MULTI, *_LATIN], steps=4, chunk_size=2048).best()
    found = guess.encoding if guess else "cp1252"
    return _best_latin(sample) if found in _LATIN else found


def _is_japanese(sample: bytes) -> bool:
    """Japanese is known by its kana; read in another encoding it has none."""
    text = sample.decode("cp932", "replace")
    kana = len(re.findall(r"[\u3041-\u30fe]", text))
    return kana > 0.15 * len(re.findall(r"[^\x00-\x7f]", text)) and text.count("\ufffd") <= 0.02 * len(text)


def _is_korean(runs: list[bytes]) -> bool:
    """Hangul fills the rows 0xB0 to 0xC8 of KS X 1001; Chinese goes on to 0xF7."""
    is_primary_role = [run[i] for run in runs for i in range(0, len(run) - 1, 2)]
    return sum(0xB0 <= lead <= 0xC8 for lead in is_primary_role) > 0.97 * len(is_primary_role)


def _in_words(sample: bytes) -> bool:
    """Whether foreign characters stand together: Chinese, Japanese, Russian and Greek make words of them,
    while accented letters stand alone between ASCII letters.
    """
    return max(_togetherness(sample, encoding) for encoding in ("cp932", "big5", "gb18030", "latin-1")) > 0.6


def _togetherness(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    broken = text.count("\ufffd")
    if not foreign or broken > 0.02 * foreign:
        return 0.0
    return sum(len(run) for run in re.findall(r"[^\x00-\x7f]{2,}", text)) / foreign


def _looks_gb(runs: list[bytes]) -> bool:
    """GB2312 characters are pairs of high bytes, the frequent ones in rows 0xB0 to 0xD7 (GB 2312-80,
    level one).
    """
    pairs = [run[i : i + 2] for run in runs for i in range(0, len(run) - 1, 2)]
    frequent = sum(0xB0 <= pair[0] <= 0xD7 and pair[1] >= 0xA1 for pair in pairs)
    punctuation = sum(pair[0] in (0xA1, 0xA3) for pair in pairs)
    even = sum(len(run) % 2 == 0 for run in runs)
    return even > 0.85 * len(runs) and frequent + punctuation > 0.85 * len(pairs)


def _best_latin(sample: bytes) -> str:
    scored = [(_oddness(sample, name), order, name) for order, name in enumerate(_LATIN)]
    return min(scored)[2]


def _oddness(sample: bytes, encoding: str) -> float:
    """How many characters of the decoded sample do not belong into words; undecodable bytes weigh most."""
    text = sample.decode(encoding, "replace")
    odd = (
        len(_ODD_IN_WORDS.findall(text))
        + len(_ODD_BEFORE.findall(text))
        + sum(text.count(letter) for letter in _ODD_LETTERS)
    )
    controls = sum(0x80 <= ord(c) < 0xA0 for c in text)
    capitals = len(re.findall(r"(?<=[a-zà-ÿ])[À-ÞĀ-Ž](?=[a-zà-ÿ])", text)) if encoding in ("cp850", "mac_roman") else 0
    return 3 * text.count("�") + 2 * controls + odd + capitals - 2 * _known_headers(text)


def _known_headers(text: str) -> int:
    """Cells with foreign letters that are headers known to mean something: those are decoded rightly."""
    cells = {cell.strip() for line in text[:4096].splitlines()[:40] for cell in re.split(r'[;,\t|"]', line)}
    return sum(not cell.isascii() and bool(roles_of(cell)) for cell in cells)
