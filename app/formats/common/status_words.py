"""Words of a status column: is a line pending (kept as such), or void (declined, cancelled: ignored)?"""

from app.formats.common.word_lists import pattern_of_section

_LIST = "line_words.txt"
_PENDING = pattern_of_section(_LIST, "pending")
_VOID = pattern_of_section(_LIST, "void")
_CLOSED = pattern_of_section(_LIST, "closed")


def is_pending(status: str) -> bool:
    """Whether a status (or a date cell) says that the line is not booked yet."""
    return bool(_PENDING.match(status.strip()))


def is_void(status: str, direction: int | None) -> bool:
    """Whether a status says that no money moved.

    A closed trade counts as such only where the file counts it neither as income nor as spending (`direction` 0).
    """
    text = status.strip()
    return bool(_VOID.match(text)) or (direction == 0 and bool(_CLOSED.match(text)))
