"""Timeouts of slow clients: how long each part of a request and a response may take. Pure; times in seconds."""

from dataclasses import dataclass

# From the connection, or from the first byte of a later request, to the end of the headers.
HEADER_SECONDS = 10.0
# All of a small body. One byte every six seconds does not make it longer.
BODY_SECONDS = 30.0
# A large body, and an answer: this fast on the average, once the first seconds are over, and this long in all.
BYTES_A_SECOND = 16 << 10
FIRST_SECONDS = 10.0
UPLOAD_SECONDS = 900.0
DOWNLOAD_SECONDS = 1800.0
# Who was faster for a while may be silent for so long, not for longer.
MOST_CREDIT = 30.0
# A refused client may go on sending for so long, so that it reads the answer and not a broken pipe.
LINGER_SECONDS = 20.0
LINGER_BYTES = 256 << 20


@dataclass(slots=True)
class Pace:
    """A leaky bucket in seconds: bytes that move put the deadline off, and nothing puts it behind the end."""

    due: float
    end: float

    @classmethod
    def begin(cls, now: float, most_seconds: float) -> "Pace":
        """Returns the pace of a transfer that begins now."""
        return cls(now + FIRST_SECONDS, now + most_seconds)

    def moved(self, now: float, amount: int) -> None:
        """Count bytes that came or went."""
        self.due = max(self.due, min(self.due + amount / BYTES_A_SECOND, now + MOST_CREDIT))

    def deadline(self) -> float:
        """Returns when the transfer is too slow, unless more bytes move until then."""
        return min(self.due, self.end)
