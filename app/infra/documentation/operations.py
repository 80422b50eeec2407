"""What the OpenAPI document says about every operation alike: parameters, headers, problems, examples."""

from collections.abc import Iterator
from typing import Any

from app.infra.documentation.examples import BY_PARAMETER, BY_PATH, JOB_ID, TRANSACTION_ID, WORKSPACE_ID
from app.infra.untyped import JsonObject

_A_REQUEST = "0f0bb756580849afb99d971ab47d6938"

# Headers of answers, for `@blp.response(..., headers=...)`.
RESOURCE = {"ETag": {"$ref": "#/components/headers/ETag"}}
CREATED = {"Location": {"$ref": "#/components/headers/Location"}, **RESOURCE}
PAGE = {"Link": {"$ref": "#/components/headers/Link"}}
STARTED = {name: {"$ref": f"#/components/headers/{name}"} for name in ("Location", "Retry-After", "Preference-Applied")}

# In the order in which somebody new needs them.
TAGS: tuple[JsonObject, ...] = (
    {"name": "Auth", "description": "Registration, sign-in, tokens, and the signed-in user."},
    {"name": "Workspaces", "description": "The workspaces you belong to, with their currency, locale and time zone."},
    {"name": "Accounts", "description": "Bank accounts, cards and cash, with their balances."},
    {"name": "Imports", "description": "Statement files, and what became of each of their lines."},
    {"name": "Transactions", "description": "Transactions: create, list, change, split, match and export them."},
    {"name": "Receipts", "description": "Pictures and PDFs of receipts, read and kept with their transactions."},
    {"name": "Categories", "description": "The tree of categories, and suggestions where something belongs."},
    {"name": "Rules", "description": "Rules that file transactions, for those to come and those of the past."},
    {"name": "Jobs", "description": "Work that takes longer than a request: its progress and its result."},
    {"name": "Insights", "description": "A month in figures and sentences."},
    {"name": "Language models", "description": "What language models were asked, and what that cost."},
    {"name": "Exchange rates", "description": "Reference rates between currencies."},
    {"name": "Service", "description": "Health and metrics, for orchestrators and monitors."},
)

PARAMETERS: dict[str, JsonObject] = {
    "WorkspaceId": {
        "in": "header",
        "name": "X-Workspace-Id",
        "schema": {"type": "string", "pattern": "^[0-9a-fA-F]{24}$"},
        "description": "The workspace to act in; without it, the personal one.",
        "example": WORKSPACE_ID,
    },
    "IdempotencyKey": {
        "in": "header",
        "name": "Idempotency-Key",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        "description": "A repeated request with this key gets the first answer again, for 24 hours. "
        "The key of a refused request (4xx) is free for a corrected one.",
    },
    "IfMatch": {
        "in": "header",
        "name": "If-Match",
        "schema": {"type": "string"},
        "description": "Change the resource only if its ETag is still this one; else 412.",
    },
    "IfNoneMatch": {
        "in": "header",
        "name": "If-None-Match",
        "schema": {"type": "string"},
        "description": "Answer 304 without a body if the ETag is still this one.",
    },
    "Prefer": {
        "in": "header",
        "name": "Prefer",
        "schema": {"type": "string"},
        "description": "`wait=N` waits up to N (at most 30) seconds for the job, and answers 200 once it is finished.",
    },
}


def _header(description: str, example: str | int, kind: str = "string") -> JsonObject:
    return {"description": description, "schema": {"type": kind}, "example": example}


HEADERS: dict[str, JsonObject] = {
    "ETag": _header("The strong entity tag of this revision, for If-Match and If-None-Match.", f'"{TRANSACTION_ID}.3"'),
    "Location": _header("Where the new resource, or the job, is.", f"/api/v1/jobs/{JOB_ID}"),
    "Link": _header("The next page, if there is one (RFC 8288).", '</api/v1/accounts?cursor=WyJ4Il0>; rel="next"'),
    "Retry-After": _header("Seconds to wait before asking again.", 1, "integer"),
    "Preference-Applied": _header("The wait that was granted (RFC 7240).", "wait=10"),
    "Idempotent-Replayed": _header(
        "`true` if this is the kept answer to an earlier request; `shortened` if that was too large to be kept: a bulk "
        "is then answered without its transactions, anything else by its `id` alone.",
        "true",
    ),
    "X-Request-ID": _header("The id of this request, the caller's own or a new one.", _A_REQUEST),
    "RateLimit-Limit": _header("Requests allowed in the present window; absent with limits off.", 1200, "integer"),
    "RateLimit-Remaining": _header("Requests left in it.", 1187, "integer"),
    "RateLimit-Reset": _header("Seconds until it ends.", 42, "integer"),
    "WWW-Authenticate": _header("How to authenticate.", "Bearer"),
}

OTHER_OBJECT: JsonObject = {
    "type": "object",
    "description": "An object of no known form; it fails by itself, and is answered beside the others.",
}

FAULT: JsonObject = {
    "type": "object",
    "description": "One place that is wrong: of a body its `pointer`, of a query its `parameter`.",
    "required": ["message"],
    "properties": {
        "pointer": {
            "type": "string",
            "description": "A JSON pointer (RFC 6901) into the body; of a form, to its field.",
            "example": "/amount",
        },
        "parameter": {"type": "string", "description": "A query parameter.", "example": "date_from"},
        "message": {"type": "string", "description": "A sentence.", "example": "Missing data for required field."},
    },
}

PROBLEM: JsonObject = {
    "type": "object",
    "description": "What went wrong (RFC 9457), with a stable `code` for programs.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "example": "urn:finsight:problem:not_found"},
        "title": {"type": "string", "description": "The kind of problem.", "example": "Not found"},
        "status": {"type": "integer", "description": "The HTTP status.", "example": 404},
        "detail": {"type": "string", "description": "A sentence about this case.", "example": "Not found."},
        "instance": {"type": "string", "description": "The path asked for.", "example": "/api/v1/accounts"},
        "code": {"type": "string", "description": "A stable machine word.", "example": "not_found"},
        "request_id": {"type": ["string", "null"], "example": _A_REQUEST},
        "quota": {"type": "string", "description": "With `quota_exceeded`: of what there is as much as may be."},
        "limit": {"type": "integer", "description": "With `quota_exceeded`: how much that is."},
        "transaction_id": {"type": "string", "description": "With `duplicate_external_id`: the one that has the id."},
        "differs": {
            "type": "array",
            "items": {"type": "string"},
            "description": "With `duplicate_external_id`: the fields in which that one differs.",
        },
        "errors": {
            "type": "array",
            "description": "Where the faults are, at most 100 of them.",
            "items": {"$ref": "#/components/schemas/Fault"},
        },
    },
}

# Status: what it means, a code it comes with, and its title.
_PROBLEMS = {
    400: ("The request cannot be read, or names an unknown query parameter.", "invalid_json", "Malformed request"),
    401: ("No valid access token.", "unauthorized", "Authentication required"),
    403: (
        "The caller's role does not allow this; or the server has no secrets of its own yet (`not_configured`).",
        "forbidden",
        "Not allowed",
    ),
    404: ("There is no such thing, or it is not the caller's.", "not_found", "Not found"),
    409: ("The request contradicts the present state.", "conflict", "Conflict"),
    412: (
        "If-Match names another revision than the present one.",
        "precondition_failed",
        "The resource has changed",
    ),
    413: ("The body is too large.", "body_too_large", "Body too large"),
    415: ("The body is of the wrong kind.", "unsupported_media_type", "Unsupported media type"),
    422: (
        "The request is well-formed and still wrong; `errors` point at what.",
        "validation_failed",
        "Invalid request",
    ),
    429: (
        "A limit of requests is used up, see Retry-After; 1,200 a minute in all.",
        "rate_limited",
        "Too many requests",
    ),
    503: (
        "MongoDB, Redis or a free place is missing for the moment; see Retry-After.",
        "unavailable",
        "Temporarily unavailable",
    ),
}
_PROBLEM_HEADERS = {401: ("WWW-Authenticate",), 409: ("Retry-After",), 429: ("Retry-After",), 503: ("Retry-After",)}
_FAULT = {"pointer": "/name", "message": "Missing data for required field."}
_LIMITS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


def problem_ref(status: int) -> JsonObject:
    """Returns the documentation of one error status."""
    return {"$ref": f"#/components/responses/Problem{status}"}


def problem_responses() -> Iterator[tuple[str, JsonObject]]:
    """Every error status as a component: its name and its documentation."""
    for status, (meaning, code, title) in _PROBLEMS.items():
        example = {
            "type": f"urn:finsight:problem:{code}",
            "title": title,
            "status": status,
            "detail": _FAULT["message"] if status == 422 else f"{title}.",
            "code": code,
            "instance": "/api/v1/accounts",
            "request_id": _A_REQUEST,
            **({"errors": [_FAULT]} if status == 422 else {}),
        }
        media = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
        headers = header_refs("X-Request-ID", *_PROBLEM_HEADERS.get(status, ()))
        yield (
            f"Problem{status}",
            {"description": meaning, "headers": headers, "content": {"application/problem+json": media}},
        )


def header_refs(*names: str) -> JsonObject:
    """Returns references to documented headers."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def complete(document: JsonObject) -> JsonObject:
    """Returns the document with what follows from itself: examples of bodies and answers, common headers, path ids."""
    document["tags"] = list(TAGS)
    for path, item in document["paths"].items():
        for parameter in item.get("parameters", []):
            _describe_id(parameter, path)
        for operation in (part for name, part in item.items() if name != "parameters"):
            _complete_operation(document, operation, limited=path.startswith("/api/"))
    return document


def _describe_id(parameter: JsonObject, path: str) -> None:
    noun = parameter["name"].removesuffix("_id")
    example = BY_PATH.get(path) or BY_PARAMETER.get(parameter["name"])
    if example is None:
        raise LookupError(f"{parameter['name']} in {path} has no example: name one in BY_PARAMETER (examples.py).")
    parameter.update({"description": f"The id of the {noun}.", "example": example})


def _complete_operation(document: JsonObject, operation: JsonObject, *, limited: bool) -> None:
    _give_examples(document, operation.get("requestBody", {}).get("content", {}))
    keyed = {"$ref": "#/components/parameters/IdempotencyKey"} in operation.get("parameters", [])
    names = ["X-Request-ID", *(_LIMITS if limited else ()), *(["Idempotent-Replayed"] if keyed else ())]
    for answer in operation["responses"].values():
        if "$ref" not in answer:
            answer["headers"] = {**answer.get("headers", {}), **header_refs(*names)}
            _give_examples(document, answer.get("content", {}))


def _give_examples(document: JsonObject, content: JsonObject) -> None:
    for media in content.values():
        if not {"example", "examples"} & media.keys():
            media["example"] = example_of(document, media["schema"])


def example_of(document: JsonObject, schema: JsonObject) -> Any:
    """Returns an example made of the examples of a schema's parts; of alternatives the first."""
    if "example" in schema:
        return schema["example"]
    if "$ref" in schema:
        return example_of(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for way in ("oneOf", "anyOf"):
        if way in schema:
            return example_of(document, schema[way][0])
    if schema.get("type") == "array":
        return [example_of(document, schema["items"])]
    return {name: example_of(document, part) for name, part in schema.get("properties", {}).items()}
