"""Fingerprints for lines that are not what their place among identical rows of the file would say."""

from itertools import count

from app.imports.drafting.fingerprint import numbered
from app.infra.database.mongo import Scope
from app.transactions.provenance import fingerprint_store

_LOOKED_UP = 16


def free_fingerprint(scope: Scope, base: str, taken: set[str]) -> str:
    """The first fingerprint of identical rows that no transaction has and that is not among those `taken`."""
    for start in count(0, _LOOKED_UP):
        wanted = [numbered(base, ordinal) for ordinal in range(start, start + _LOOKED_UP)]
        known = fingerprint_store.find_known(scope, wanted)
        free = [fingerprint for fingerprint in wanted if fingerprint not in known and fingerprint not in taken]
        if free:
            return free[0]
    raise AssertionError("unreachable")
