"""When an import is undone: transactions that another import also contains become that import's."""

from collections.abc import Sequence

from bson import ObjectId

from app.imports.dedup.statement_kind import source_kind_of
from app.imports.documents import ImportRow
from app.imports.undo import store as undo_store
from app.infra.database.mongo import Document, Scope
from app.rules import service as rules
from app.transactions.documents import Alias, Transaction, with_fields
from app.transactions.provenance import service as transactions


def reassign(document: Transaction, line: ImportRow, undone: ObjectId, categoriser: rules.Categoriser) -> Transaction:
    """Returns the transaction as the other import's line has it, but for what a user set.

    It is categorised by the new words, if they differ. A transaction that a person entered, or that another import
    posted, keeps its facts.
    """
    settled_elsewhere = document.get("settled_by") not in (None, undone)
    stated = {} if settled_elsewhere or transactions.is_entered(document) else _line_facts(document, line)
    after = with_fields(document, stated, {"import_id": line["import_id"], "import_row": line["row"]})
    payee = str(line.get("payee", "")) if stated else ""
    if after["description"] == document["description"] and not payee:
        return after
    amount, currency = after["amount_minor"], after["currency"]
    candidate = rules.Candidate(after["description"], amount, currency, account_id=after["account_id"], payee=payee)
    return transactions.refiled(after, categoriser.file(candidate))


def _line_facts(document: Transaction, line: ImportRow) -> Document:
    """Returns the facts of a line; its transaction is pending again if the line was, or lapsed."""
    lapsed = line.get("lapsed", False)
    says = {**line, "status": "lapsed" if lapsed else "pending" if line.get("pending") else "posted"}
    facts = {name: says.get(name) for name, lock in transactions.FACTS.items() if lock not in document["locked"]}
    told = {"told_lapsed": lapsed} if lapsed or document.get("told_lapsed") else {}
    return {**facts, **told, **{name: line.get(name) for name in ("external_id", "balance_minor")}, "settled_by": None}


def find_alias_owners(tx: Scope, import_id: ObjectId, aliases: Sequence[Alias]) -> dict[ObjectId, ObjectId]:
    """Returns for an alias the oldest other import of the same kind that contains its transaction; most have none.

    If the alias were deleted, the file of that import would bring the transaction a second time.
    """
    containing = undo_store.find_imports_containing(tx, import_id, [alias["transaction_id"] for alias in aliases])
    stated = undo_store.find_source_fields(tx, list(set[ObjectId]().union(*containing.values())))
    kinds = {document["_id"]: source_kind_of(document) for document in stated}  # the oldest first
    owners = {}
    for alias in aliases:
        its = containing.get(alias["transaction_id"], ())
        owner = next((each for each, kind in kinds.items() if each in its and kind == alias["kind"]), None)
        if owner is not None:
            owners[alias["_id"]] = owner
    return owners
