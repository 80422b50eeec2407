"""Every route of the document, walked as somebody it must not open for."""

from bson import ObjectId

from tests.api.walk import call, operations

# What is asked in a body, and changes nothing.
_QUESTIONS = ("/parse", "/suggest", "/preview", "/ask", "/coach")

# What anybody asked, to follow it up: no data of the workspace.
_ASKED = "/insights/queries"


def test_without_a_token_only_public_routes_open(api, document, ids):
    for operation in operations(document):
        if not operation.is_public:
            assert call(api, operation, document, ids).status == 401, f"{operation.method} {operation.path}"


def test_a_strangers_requests_into_my_workspace_find_nothing(document, ids, another_user):
    stranger = another_user.with_headers(X_Workspace_Id=ids["workspace_id"])
    walked = 0
    for operation in operations(document):
        if operation.needs_workspace:
            answer = call(stranger, operation, document, ids)
            assert answer.status == 404, f"{operation.method} {operation.path}: {answer.body}"
            walked += 1
    assert walked > 20


def test_my_ids_mean_nothing_in_a_strangers_workspace(document, ids, owner, another_user):
    before = everything_of(owner, document, ids)
    for operation in operations(document):
        if "{" in operation.path and not operation.is_public:
            answer = call(another_user, operation, document, ids)
            assert answer.status == 404, f"{operation.method} {operation.path}: {answer.body}"
    assert everything_of(owner, document, ids) == before


def test_a_viewer_reads_everything_and_changes_nothing(document, ids, owner, another_user, db):
    """No route makes viewers yet, so the membership is written by hand."""
    them = ObjectId(another_user.signed_in["user"]["id"])
    db["memberships"].insert_one({"workspace_id": ObjectId(ids["workspace_id"]), "user_id": them, "role": "viewer"})
    viewer, before = another_user.with_headers(X_Workspace_Id=ids["workspace_id"]), everything_of(owner, document, ids)
    for operation in operations(document):
        if operation.needs_workspace:
            status = call(viewer, operation, document, ids).status
            reads = operation.method == "GET" or operation.path.endswith(_QUESTIONS)
            assert (status != 403) if reads else (status == 403), f"{operation.method} {operation.path}: {status}"
    assert everything_of(owner, document, ids) == before


def everything_of(owner, document, ids):
    """Every list of the owner."""
    lists = [o for o in operations(document) if o.method == "GET" and o.needs_workspace and "{" not in o.path]
    lists = [o for o in lists if not o.path.endswith(_ASKED)]
    return {o.path: owner.request("GET", o.path).body for o in lists}


def test_every_operation_is_described(document):
    for operation in operations(document):
        name = f"{operation.method} {operation.path}"
        assert operation.spec.get("summary"), name
        assert {"400", "429", "503"} <= operation.spec["responses"].keys() or operation.is_public, name


def test_the_walk_sees_every_route(app, document):
    rules = {
        (method, str(rule).replace("<oid:", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if str(rule).startswith("/api/")
    }
    assert rules == {(o.method, o.path) for o in operations(document) if o.path.startswith("/api/")}
