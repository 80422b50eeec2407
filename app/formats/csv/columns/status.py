"""Find the column that says whether a line is booked: by its name, else by its contents."""

from app.formats.common.status_words import answers_header, is_pending_alone, status_of
from app.formats.csv.columns.profiles import Profile
from app.formats.interface import Columns

# A status has few values; what has more of them is a text.
_FEW = 8


def assign_status(profiles: list[Profile], columns: Columns, used: set[int]) -> None:
    """Set the column of the status, instead of one so named that says nothing of the kind (a `State` of a country)."""
    named = columns.get("status")
    if named is not None and (not profiles[named].filled or _says(profiles[named])):
        return
    if asked := [p for p in profiles if p.index not in used and _answers(p)]:
        columns["status"] = asked[0].index
        used.add(asked[0].index)
        return
    texts = [p for p in profiles if p.index not in used and p.letters > 0.5]
    if len(texts) < 2:
        return  # the only text is what the lines are about
    left = [p for p in texts if p.distinct <= _FEW]
    if found := [p for p in left if _is_status(p)]:
        if named is not None:
            used.discard(named)
        columns["status"] = found[0].index
        used.add(found[0].index)
    elif named is None and (mixed := [p for p in left if _is_kind_with_pending(p)]):
        columns["status"] = mixed[0].index


def _says(profile: Profile) -> bool:
    return _answers(profile) or any(map(status_of, profile.values))


def _answers(profile: Profile) -> bool:
    return answers_header(profile.header, set(profile.values))


def _is_status(profile: Profile) -> bool:
    """Whether all values say if a line is booked; a single value that says `pending` has to be nothing but that."""
    said = set(map(status_of, profile.values))
    if None in said:
        return False
    return "booked" in said or ("pending" in said and all(map(_is_void_or_pending, profile.values)))


def _is_void_or_pending(value: str) -> bool:
    return status_of(value) == "void" or is_pending_alone(value)


def _is_kind_with_pending(profile: Profile) -> bool:
    """Whether a column of kinds of lines has one for what is not booked yet: `Card payment`, `Transfer`, `Pending`."""
    lines = sum(profile.values.values())
    if profile.letters < 0.9 or (lines < 2 * profile.distinct and not profile.weight("type")):
        return False
    return any(map(is_pending_alone, profile.values))
