"""Finds the lines of a batch that are existing transactions: by fingerprint, by balances, by other sources."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from bson import ObjectId

from app.formats.json.api_rows import FORMAT as JSON_ROWS
from app.imports.dedup.cross_source import (
    ExistingTransaction,
    MatchContext,
    identity_of,
    match_one_to_one,
)
from app.imports.dedup.existing import find_aliases, find_existing, identity_of_alias, kind_of_import
from app.imports.dedup.exported_rows import known_by_ids
from app.imports.dedup.same_day import resolve_same_day
from app.imports.dedup.statement_kind import Source
from app.imports.drafting.account_matching import is_same_account
from app.imports.drafting.drafts import Batch, Draft
from app.imports.drafting.fingerprint import base_of, numbered
from app.infra.database.mongo import Scope
from app.transactions.bank_ids import is_by_id
from app.transactions.documents import OPEN, Alias, Transaction
from app.transactions.provenance import fingerprint_store
from app.transactions.provenance import service as transactions
from app.transactions.provenance.fingerprint_store import KnownFingerprint

# Fingerprints of identical rows that are looked up at once.
_LOOKED_UP = 16


@dataclass(slots=True)
class Resolution:
    """What the lines of a batch are, by row number.

    `known` are the transactions that lines are, `fingerprints` those under which new lines are stored instead of their
    own, `aliases` further fingerprints of transactions that another source words otherwise, `settling` the pending
    transactions that lines post.
    """

    known: dict[int, ObjectId] = field(default_factory=dict)
    fingerprints: dict[int, str] = field(default_factory=dict)
    aliases: dict[int, Alias] = field(default_factory=dict)
    settling: dict[int, Transaction] = field(default_factory=dict)


def resolve_lines(scope: Scope, source: Source, batch: Batch) -> Resolution:
    """Returns what every line of a batch is. It writes nothing, and does few queries while the accounts are empty."""
    return _Resolver(scope, source, batch).run()


class _Resolver:
    """Compares one batch, step by step."""

    def __init__(self, scope: Scope, source: Source, batch: Batch) -> None:
        self._scope = scope
        self._source = source
        self._batch = batch
        self._drafts = batch.drafts
        self._others = source.others(scope, {draft.account_id for draft in self._drafts})
        self._known = fingerprint_store.find_known(scope, [draft.fingerprint for draft in self._drafts])
        self._known |= known_by_ids(scope, self._drafts, source.kind)
        self._found = Resolution()

    def run(self) -> Resolution:
        """Compare by fingerprint, then by balances, then with other sources; a line may post a pending transaction."""
        if self._source.restores_deleted:
            self._restore_deleted()
        self._by_fingerprint()
        self._by_balances()
        if self._others:
            self._by_other_sources()
            self._settle()
        return self._found

    def _restore_deleted(self) -> None:
        """Deleted transactions count as unknown; they return under their own fingerprints, unless they have already."""
        gone = {fingerprint: known for fingerprint, known in self._known.items() if known.deleted}
        own = fingerprint_store.find_own_fingerprints(self._scope, {known.transaction_id for known in gone.values()})
        back = fingerprint_store.find_known(self._scope, list(own.values())) if own else {}
        for draft in self._drafts:
            known = gone.get(draft.fingerprint)
            if known is None or known.transaction_id not in own:
                continue
            fingerprint = own[known.transaction_id]
            if back[fingerprint].deleted:
                del self._known[draft.fingerprint]
                self._found.fingerprints[draft.entry.row.row] = fingerprint
                back[fingerprint] = known._replace(deleted=False)
            else:
                self._known[draft.fingerprint] = back[fingerprint]

    def _by_fingerprint(self) -> None:
        """Find lines whose fingerprint exists, from a statement of the same kind or from one with the same words."""
        foreign = []
        for draft in self._drafts:
            known = self._known.get(draft.fingerprint)
            if known is None:
                continue
            if known.import_id == self._source.import_id and not is_by_id(draft.fingerprint):
                # No line of a file repeats another of it: the fingerprint was given away by its balance.
                self._renumber(draft)
            elif self._kind_of(known) == self._source.kind:
                self._found.known[draft.entry.row.row] = known.transaction_id
            else:
                foreign.append((draft, known))
        if foreign:
            self._by_identical_content(foreign)

    def _by_identical_content(self, foreign: Sequence[tuple[Draft, KnownFingerprint]]) -> None:
        """Find lines that another kind of statement has word for word, unless this kind has another such line."""
        aliases = find_aliases(self._scope, {known.transaction_id for _, known in foreign})
        for draft, known in foreign:
            its = aliases[known.transaction_id]
            here = identity_of(draft, self._source.kind)
            comparable = [alias for alias in its if identity_of_alias(alias) == here]
            if any(alias["fingerprint"] != draft.fingerprint for alias in comparable):
                self._renumber(draft)
                continue
            self._found.known[draft.entry.row.row] = known.transaction_id
            # A fingerprint is an alias once: of three kinds with just the same line, the second becomes one.
            is_alias = known.kind is not None or any(alias["fingerprint"] == draft.fingerprint for alias in its)
            if not comparable and not is_alias:
                self._add_alias(draft, known.transaction_id, draft.fingerprint)

    def _renumber(self, draft: Draft) -> None:
        taken = {each.fingerprint for each in [*self._drafts, *self._batch.lookahead]}
        taken |= set(self._found.fingerprints.values())
        fingerprint = _free_fingerprint(self._scope, base_of(draft.fingerprint), taken)
        self._found.fingerprints[draft.entry.row.row] = fingerprint

    def _by_balances(self) -> None:
        """Let balances decide equal lines on days that this statement shares with another one."""
        if not self._known:
            return
        matches = resolve_same_day(self._scope, self._source, self._batch, self._known, self._others)
        for row, (transaction_id, fingerprint) in matches.items():
            if transaction_id is not None:
                self._found.known[row] = transaction_id
                continue
            self._found.known.pop(row, None)
            self._found.fingerprints[row] = fingerprint

    def _by_other_sources(self) -> None:
        """Find unknown lines that another kind of statement, or a pending line, has in other words.

        The next lines of the file compete for the same transactions.
        """
        unknown = [draft for draft in self._drafts if draft.entry.row.row not in self._found.known]
        if not unknown:
            return
        lookahead = self._batch.lookahead
        known_ahead = self._known_ahead()
        claimed = {*self._found.known.values(), *(known.transaction_id for known in known_ahead.values())}
        drafts = [*unknown, *(draft for draft in lookahead if draft.fingerprint not in known_ahead)]
        existing = find_existing(self._scope, self._source, self._others, drafts, claimed)
        reissued = self._reissued_accounts([*self._drafts, *lookahead], {**self._known, **known_ahead})
        pairs = match_one_to_one(drafts, existing, MatchContext(self._source.kind, self._source.period, reissued))
        for draft in unknown:
            if same := pairs.get(draft.entry.row.row):
                self._pair(draft, same)

    def _known_ahead(self) -> dict[str, KnownFingerprint]:
        fingerprints = [draft.fingerprint for draft in self._batch.lookahead]
        return fingerprint_store.find_known(self._scope, fingerprints) if fingerprints else {}

    def _reissued_accounts(self, drafts: Sequence[Draft], known: Mapping[str, KnownFingerprint]) -> frozenset[ObjectId]:
        """Returns accounts whose bank reissued all ids: none is known, though it had the same days before.

        In JSON rows the sender's ids are always taken at their word.
        """
        if self._source.kind == JSON_ROWS:
            return frozenset()
        by_account: dict[ObjectId, list[Draft]] = defaultdict(list)
        for draft in drafts:
            if is_by_id(draft.fingerprint):
                by_account[draft.account_id].append(draft)
        return frozenset(
            account_id
            for account_id, its in by_account.items()
            if not any(draft.fingerprint in known for draft in its) and self._covered_before(account_id, its)
        )

    def _covered_before(self, account_id: ObjectId, drafts: Sequence[Draft]) -> bool:
        days = {draft.entry.day for draft in drafts}
        same_kind = {import_id for import_id, other in self._others.items() if other.kind == self._source.kind}
        movements = fingerprint_store.find_movements(self._scope, [account_id], days) if same_kind else []
        matches = [movement for movement in movements if movement["import_id"] in same_kind]
        return bool(matches) and is_same_account([draft.entry for draft in drafts], matches)

    def _pair(self, draft: Draft, same: ExistingTransaction) -> None:
        """Let a line be a transaction; a posted line posts a pending transaction under its own fingerprint."""
        row, document = draft.entry.row.row, same.document
        fingerprint = self._found.fingerprints.pop(row, draft.fingerprint)
        self._found.known[row] = same.transaction_id
        if document["status"] not in OPEN or draft.entry.row.pending or same.deleted:
            self._add_alias(draft, same.transaction_id, fingerprint)
            return
        self._found.settling[row] = document
        self._found.fingerprints[row] = fingerprint
        self._add_pending_alias(draft, document)

    def _add_alias(self, draft: Draft, transaction_id: ObjectId, fingerprint: str) -> None:
        """Store the line's fingerprint as another one of the transaction."""
        self._found.aliases[draft.entry.row.row] = {
            "fingerprint": fingerprint,
            "transaction_id": transaction_id,
            "import_id": self._source.import_id,
            "kind": self._source.kind,
            "pending": draft.entry.row.pending,
        }

    def _add_pending_alias(self, draft: Draft, pending: Transaction) -> None:
        """Store the fingerprint that the transaction had while it was pending."""
        self._found.aliases[draft.entry.row.row] = {
            "fingerprint": pending["fingerprint"],
            "transaction_id": pending["_id"],
            "import_id": self._source.import_id,
            "kind": kind_of_import(self._source, self._others, pending["import_id"]),
            "pending": True,
        }

    def _settle(self) -> None:
        """Find posted lines that have the same fingerprint as a pending transaction."""
        waiting: dict[int, ObjectId] = {}
        for draft in self._drafts:
            row, known = draft.entry.row.row, self._known.get(draft.fingerprint)
            if known and _posts_pending(draft, known) and self._found.known.get(row) == known.transaction_id:
                waiting[row] = known.transaction_id
        documents = {each["_id"]: each for each in transactions.find_many(self._scope, waiting.values())}
        for row, transaction_id in waiting.items():
            document = documents.pop(transaction_id, None)
            if document and document["import_id"] is not None:
                self._found.settling[row] = document

    def _kind_of(self, known: KnownFingerprint) -> str:
        return known.kind if known.kind is not None else kind_of_import(self._source, self._others, known.import_id)


def _posts_pending(draft: Draft, known: KnownFingerprint) -> bool:
    return known.status in OPEN and not draft.entry.row.pending and not known.deleted


def _free_fingerprint(scope: Scope, base: str, taken: set[str]) -> str:
    """The next free fingerprint when several identical rows exist: of no transaction, and not among those `taken`."""
    for start in count(0, _LOOKED_UP):
        wanted = [numbered(base, ordinal) for ordinal in range(start, start + _LOOKED_UP)]
        known = fingerprint_store.find_known(scope, wanted)
        free = [fingerprint for fingerprint in wanted if fingerprint not in known and fingerprint not in taken]
        if free:
            return free[0]
    raise AssertionError("unreachable")
