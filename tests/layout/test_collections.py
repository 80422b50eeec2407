"""A collection of MongoDB is one domain's, and only stores name it."""

import ast
from collections import defaultdict

from tests.layout import source

# Collections that several domains read or write, each in a transaction or a query of its own that needs both. None may
# join them; what is cut is taken out of here.
SHARED = {
    "transactions": {"transactions", "accounts", "categories", "imports"},
    "imports": {"imports", "transactions"},
    "import_rows": {"imports", "transactions"},
    "rules": {"rules", "categories"},
    "workspace_counters": {"infra", "rules"},
}

# What a collection is looked up in: scope["transactions"], mongo.db["users"].
DATABASES = {"scope", "tx", "db", "database"}


def domain_of(path):
    """`app/rules/store.py` is of rules."""
    return path.relative_to(source.ROOT).parts[1]


def is_store(path):
    return path.stem == "store" or path.stem.endswith("_store")


def looked_up(path):
    """The names of collections that a file looks up in a database or a scope."""
    for node in ast.walk(source.tree(path)):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            base = ast.unparse(node.value).rpartition(".")[2]
            if base in DATABASES and isinstance(node.slice.value, str):
                yield node.slice.value


def indexed(path):
    """The names of collections for which a file declares indexes."""
    for node in source.tree(path).body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "INDEXES":
            yield from (key.value for key in node.value.keys if isinstance(key, ast.Constant))


def named(path, collections):
    """Which of the collections a file names in any string of its own."""
    constants = (node.value for node in ast.walk(source.tree(path)) if isinstance(node, ast.Constant))
    return collections.intersection(text for text in constants if isinstance(text, str))


def all_collections():
    return {name for path in source.files() for name in (*looked_up(path), *indexed(path))}


def test_only_stores_and_infra_look_collections_up():
    elsewhere = {
        source.place_of(path)
        for path in source.files()
        if domain_of(path) != "infra" and not is_store(path) and [*looked_up(path), *indexed(path)]
    }
    assert not elsewhere


def test_a_collection_is_in_the_stores_of_one_domain():
    collections, users = all_collections(), defaultdict(set)
    for path in source.files():
        for name in named(path, collections) if is_store(path) else looked_up(path):
            users[name].add(domain_of(path))
    assert {name: domains for name, domains in users.items() if len(domains) > 1} == SHARED
