"""Turns lines into drafts: rows with account, fingerprint and category, before they are compared with the database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bson import ObjectId

from app.formats.interface import Ignored, Rejected
from app.imports.documents import TargetKey
from app.imports.drafting.account_names import account_key
from app.imports.drafting.accounts import Targets
from app.imports.drafting.categorise import RowCategoriser
from app.imports.drafting.fingerprint import by_content, content_digest
from app.imports.drafting.lines import Entry, Line, external_id_of, rejected
from app.imports.drafting.repeat_counter import RepeatCounter
from app.rules.filing import Filing
from app.transactions.bank_ids import by_id
from app.transactions.documents import Part


@dataclass(slots=True)
class Draft:
    """A row as it would be posted; `locked` names the fields a user has set, `parts` are those it was split into."""

    entry: Entry
    account_id: ObjectId
    fingerprint: str
    filing: Filing
    locked: tuple[str, ...]
    parts: Sequence[Part] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines that are committed together, and all accounts the file has had up to them.

    `lookahead` are the rows that come next in the file, which compete for the same existing transactions.
    """

    lines: Sequence[Draft | Rejected | Ignored]
    targets: dict[TargetKey, ObjectId]
    lookahead: Sequence[Draft] = ()

    def with_lookahead(self, following: "Batch | None") -> "Batch":
        """Returns the batch with the rows of the following one as its lookahead."""
        return replace(self, lookahead=following.drafts if following else ())

    def parts(self, most: int) -> Iterator["Batch"]:
        """Returns the batch in pieces of at most so many lines, in order."""
        for start in range(0, len(self.lines), most):
            rest = [line for line in self.lines[start + most :] if isinstance(line, Draft)]
            yield Batch(self.lines[start : start + most], self.targets, [*rest, *self.lookahead])

    @property
    def drafts(self) -> list[Draft]:
        """Returns the lines that can be posted."""
        return [line for line in self.lines if isinstance(line, Draft)]


class Drafter:
    """Drafts the lines of one file. It counts identical rows, so it must see every line once, in order.

    The counts are not stored: a run that resumes rebuilds them by reading the lines before its checkpoint again, which
    costs a fraction of importing them.
    """

    def __init__(
        self, targets: Targets, reused_ids: frozenset[tuple[str | None, str]], categoriser: RowCategoriser
    ) -> None:
        self._targets = targets
        self._reused_ids = reused_ids
        self._categoriser = categoriser
        self._repeats = RepeatCounter()

    def draft(self, lines: Sequence[Line]) -> Batch:
        """Returns the lines as a batch; opens accounts the file needs from here on."""
        accounts = iter(self._targets.assign([line for line in lines if isinstance(line, Entry)]))
        drafts = [self._draft(line, next(accounts)) if isinstance(line, Entry) else line for line in lines]
        return Batch(drafts, self._targets.known())

    def replay(self, lines: Iterable[Line]) -> None:
        """Count lines that an earlier run committed."""
        for line in lines:
            if isinstance(line, Entry) and (account_id := self._targets.known_account(line)) is not None:
                self._fingerprint(line, account_id)

    def _draft(self, entry: Entry, account_id: ObjectId | str) -> Draft | Rejected:
        if isinstance(account_id, str):
            return rejected(entry.row, "quota_exceeded", account_id)
        filing, locked = self._categoriser.file(entry, account_id)
        parts = self._categoriser.parts(entry)
        return Draft(entry, account_id, self._fingerprint(entry, account_id), filing, locked, parts)

    def _fingerprint(self, entry: Entry, account_id: ObjectId) -> str:
        row, key = entry.row, account_id.binary
        external_id = external_id_of(row)
        if external_id and (account_key(row), external_id) not in self._reused_ids:
            return by_id(key, external_id)
        digest = content_digest(key, row.date, entry.amount_minor, row.currency, row.words or row.description)
        return by_content(digest, self._repeats.count(digest))
