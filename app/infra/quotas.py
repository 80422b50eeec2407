"""What one workspace may keep: a table of limits, and the problem that names the one that is reached.

Whoever adds something counts what is kept inside the MongoDB transaction that adds it: each moves the workspace's
counter first, so that two at once do not both take the last place. docs/limits.md lists all limits.
"""

from dataclasses import dataclass

from app.infra.problems import Invalid, Problem, TooManyRequests


@dataclass(frozen=True, slots=True)
class Quota:
    """A limit: its machine word, how much there may be, and what of (a plural that ends a sentence)."""

    name: str
    most: int
    things: str

    def refuse_beyond(self, kept: int, pointer: str = "") -> None:
        """Raise the problem of this quota at a place in the body, if more would be kept than may be."""
        if kept > self.most:
            raise self.problem(pointer)

    def problem(self, pointer: str = "") -> Problem:
        """422 `quota_exceeded`, with `quota` and `limit`."""
        detail = f"A workspace has at most {self.most:,} {self.things}."
        return QuotaExceeded(detail, errors=[{"pointer": pointer, "message": detail}], quota=self.name, limit=self.most)


class QueueQuota(Quota):
    """A limit of what waits: it gets free by itself, so the caller is told to come again."""

    __slots__ = ()

    def problem(self, pointer: str = "") -> Problem:  # noqa: ARG002 - no part of the body is at fault
        """429 `quota_exceeded`, with `quota`, `limit` and Retry-After."""
        detail = f"A workspace has at most {self.most:,} {self.things}; wait until some are done."
        return QueueFull(detail, headers={"Retry-After": "10"}, quota=self.name, limit=self.most)


class QuotaExceeded(Invalid):
    """The workspace has as many of something as it may."""

    code, title = "quota_exceeded", "Quota exceeded"


class QueueFull(TooManyRequests):
    """The workspace has as much waiting as it may."""

    code, title = "quota_exceeded", "Quota exceeded"


ACCOUNTS = Quota("accounts", 200, "accounts")
CATEGORIES = Quota("categories", 1_000, "categories")
CATEGORY_DEPTH = Quota("category_depth", 5, "levels of categories")
RULES = Quota("rules", 2_000, "rules")
RATE_DAYS = Quota("rate_days", 20_000, "days of exchange rates of its own")
STORED_BYTES = Quota("stored_bytes", 5_000_000_000, "bytes of stored files")
QUEUED_JOBS = QueueQuota("queued_jobs", 1_000, "jobs queued")
