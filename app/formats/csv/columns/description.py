"""Find the columns that make up the description: payee and purpose, not kinds, codes and flags."""

import re
from collections.abc import Iterable

from app.formats.common.direction_words import direction_of
from app.formats.common.word_lists import pattern_of_section
from app.formats.csv.columns.profiles import Profile, is_primary_role

_KIND = pattern_of_section("line_words.txt", "kind", r"\s*", r"\s*$")
_WORD = re.compile(r"[^\W\d_]{3,}|[぀-ヿ㐀-鿿가-힯]")
_CODE = re.compile(r"[a-z]{2}\d{2}[a-z0-9 ]{10,32}|[a-z]{6}[a-z0-9]{2}(?:[a-z0-9]{3})?")  # IBAN, BIC
MIN_CONSTANT = 3  # lines after which a text that never changes tells nothing


def description_columns(profiles: list[Profile], used: set[int], kind: int | None) -> list[int]:
    """Columns of the description, payees before purposes; `kind` is the column of transaction types, the
    last resort.
    """
    left = [p for p in profiles if p.index not in used and (p.dates < 0.5 or is_primary_role(p, "description"))]
    payees = [p for p in left if is_primary_role(p, "description") and (p.letters > 0 or p.filled == 0)]
    memos = [
        p
        for p in left
        if p not in payees and (is_primary_role(p, "memo") or p.weight("description")) and not p.is_money
    ]
    named = [*payees, *memos]
    chosen = [p.index for p in _without_noise(named)]
    if named:
        chosen += _continued(left, max(p.index for p in named))
    if chosen and all(_never_changes(profiles[i]) for i in chosen):
        chosen = _distinctive(p for p in left if p.index not in [*chosen, kind]) + chosen
    if sum(profiles[i].filled for i in chosen) < 0.6:
        more = [i for i in _wordiest(p for p in left if p not in named and p.index != kind) if i not in chosen]
        chosen = chosen + more[:1] if chosen else more
    return chosen or ([kind] if kind is not None else [p.index for p in named])


def payee_column(profiles: list[Profile], described: list[int]) -> int | None:
    """The column with the other party's name alone; of payer and recipient the one that changes, as oneself
    does not.
    """
    named = [profiles[i] for i in described if is_primary_role(profiles[i], "payee") and not profiles[i].weight("memo")]
    best = max(named, key=lambda p: (p.distinct > 1, p.weight("payee"), p.filled, -p.index), default=None)
    return best.index if best and len(profiles) > 1 else None


def _without_noise(named: list[Profile]) -> list[Profile]:
    """Only columns that differ between lines and are text; all of them where none is."""
    distinctive = [p for p in named if p.filled == 0 or (_is_text(p) and not is_kind(p) and not _is_constant(p))]
    return distinctive if any(p.filled > 0 for p in distinctive) else named


def _share(profile: Profile, values: Iterable[str]) -> float:
    return sum(profile.values[value] for value in values) / max(1, sum(profile.values.values()))


def _is_text(profile: Profile) -> bool:
    """Whether most cells are words, not references or account numbers."""
    words = (v for v in profile.values if _WORD.search(v) and not _CODE.fullmatch(v) and not _is_number(v))
    return _share(profile, words) >= 0.3


def _is_number(text: str) -> bool:
    """Whether a text is mostly digits with a word before them: `Reference: AT240880012000010123456`."""
    return sum(map(str.isdigit, text)) > 1.5 * sum(map(str.isalpha, text))


def is_kind(profile: Profile) -> bool:
    """Whether most cells name a kind of transaction or a direction only."""
    kinds = [v for v in profile.values if _KIND.match(v) or direction_of(v) is not None]
    return _share(profile, kinds) >= 0.5


def _is_constant(profile: Profile) -> bool:
    """Whether a text never changes; a payee may be constant, as some only buy at one shop."""
    if profile.header and is_primary_role(profile, "description"):
        return False
    return _never_changes(profile)


def _never_changes(profile: Profile) -> bool:
    return profile.distinct == 1 and profile.filled > 0.9 and sum(profile.values.values()) >= MIN_CONSTANT


def _varies(profile: Profile) -> bool:
    """Whether there are more than two texts, or a different one in each of two lines."""
    return profile.distinct > 2 or profile.distinct == sum(profile.values.values()) > 1


def _distinctive(left: Iterable[Profile]) -> list[int]:
    """The wordiest column that differs between lines, where descriptions are like `No description`."""
    varied = [
        p for p in left if p.distinct >= MIN_CONSTANT and p.filled > 0.9 and not is_primary_role(p, "external_id")
    ]
    return [i for i in _wordiest(varied)[:1] if not is_kind(next(p for p in varied if p.index == i))]


def _continued(left: list[Profile], last: int) -> list[int]:
    """Columns without a header right behind a text column, which continue it."""
    found = []
    for profile in left:
        if profile.index == last + 1 and not profile.header and (profile.filled == 0 or _is_text(profile)):
            found.append(profile.index)
            last += 1
    return found


def _wordiest(left: Iterable[Profile]) -> list[int]:
    """The columns of longest and most varied text, where no header names one."""
    texts = [p for p in left if p.letters >= 0.5 and p.filled > 0 and p.currencies < 0.5 and _is_text(p)]
    texts.sort(key=lambda p: (-(p.mean_length * min(1.0, p.distinct / 3) * (0.3 if is_kind(p) else 1)), p.index))
    if not texts:
        return []
    longest = texts[0].mean_length
    return sorted(
        p.index
        for p in texts[:3]
        if p is texts[0] or (p.mean_length > 6 and _varies(p) and p.mean_length > longest / 4 and not is_kind(p))
    )
