"""Digits of other scripts, and years of other calendars: Buddhist, Japanese eras, Republic of China.

Sources: Unicode 15 (decimal digits of scripts), Japanese era law (first years of the eras), the calendars of Thailand
(543 years ahead) and of the Republic of China (1911 years behind).
"""

import re
import unicodedata

# The zeros of the scripts: Arabic, Persian, those of India, Thai, Lao, Burmese, Khmer, full width.
_ZEROS = (
    *(0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66),
    *(0xE50, 0xED0, 0x1040, 0x17E0, 0xFF10),
)
_DIGITS = {zero + digit: str(digit) for zero in _ZEROS for digit in range(10)}
_PUNCTUATION = str.maketrans("٫٬／．，：－（）＋￥＄　", ".,/.,:-()+¥$ ")
# Marks of writing direction, and the byte order mark of a file pasted into another.
_INVISIBLE = dict.fromkeys([0x200B, 0x200E, 0x200F, 0x61C, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
PLAIN = {**_DIGITS, **_PUNCTUATION, **_INVISIBLE}

_ERAS = {
    "令和": 2018, "r": 2018, "㋿": 2018, "平成": 1988, "h": 1988, "㍻": 1988,
    "昭和": 1925, "s": 1925, "㍼": 1925, "民國": 1911, "民国": 1911, "中華民國": 1911,
}  # fmt: skip
_ERA_DATE = re.compile(
    rf"\s*'?({'|'.join(_ERAS)})\.?\s?(\d{{1,3}}|元)\s?[年./-]\s?(\d{{1,2}})\s?[月./-]\s?(\d{{1,2}})(?!\d)",
    re.IGNORECASE,
)
_BUDDHIST = range(2483, 2644)  # 1940 to 2100
_BEHIND_BUDDHA, _BEFORE_REPUBLIC = 543, 1911
_REPUBLIC = range(80, 200)  # three digits, or two from 1991 on


def normalise_characters(text: str) -> str:
    """The text with digits and punctuation of all scripts as ASCII; invisible characters are left out."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(PLAIN)


def common_year(year: int) -> int:
    """A Buddhist year as a common one; others as they are."""
    return year - _BEHIND_BUDDHA if year in _BUDDHIST else year


def republican_year(year: int) -> int | None:
    """The common year of a three-digit year of the Republic of China; None for numbers that are none."""
    return year + _BEFORE_REPUBLIC if year in _REPUBLIC else None


def era_date(text: str) -> tuple[int, int, int] | None:
    """(year, month, day) of a date whose era is named: `令和6年3月28日`, `R6.3.28`."""
    found = _ERA_DATE.match(text)
    if not found:
        return None
    year = 1 if found[2] == "元" else int(found[2])
    return _ERAS[found[1].lower()] + year, int(found[3]), int(found[4])
