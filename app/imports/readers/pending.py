"""Words that say a line is not booked: pending ones are kept as such, void ones never moved money."""

import re

_PENDING = re.compile(
    r"^(?:pending|vorgemerkt|en attente|pendiente|in sospeso|in attesa|authori[sz]ed|reserved|reservert|reserverad|odotta|oczekuj|blokada|ожидает|处理中|待入账|in behandeling)",
    re.IGNORECASE,
)
_VOID = re.compile(
    r"^(?:declined|failed|cancel|reverted|rejected|void|abgelehnt|storniert|fehlgeschlagen|refus|annul|rechazad|cancelad|rifiutat|geweigerd|avvisad|odrzucon|anulowan|отклон|отмен|交易失败|支付失败|已取消|对方已退还)",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"^(?:交易关闭|closed|交易取消)", re.IGNORECASE)


def is_pending(status: str) -> bool:
    """Whether a status (or a date cell) says that the line is not booked yet."""
    return bool(_PENDING.match(status.strip()))


def is_void(status: str, direction: int | None) -> bool:
    """Whether a status says that no money moved; a closed trade counts as such only where the file counts it neither
    as income nor as spending."""
    text = status.strip()
    return bool(_VOID.match(text)) or (direction == 0 and bool(_CLOSED.match(text)))
