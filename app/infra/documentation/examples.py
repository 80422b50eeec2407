"""The ids in the examples of the OpenAPI document: each thing has one, the same wherever it is meant."""

from typing import Any

from app.infra.untyped import JsonObject

USER_ID = "6740a1b2c3d4e5f600000001"
WORKSPACE_ID = "6740a1b2c3d4e5f600000002"
ACCOUNT_ID = "6740a1b2c3d4e5f600000003"
# The second account of the examples, where the savings are.
SAVINGS_ID = "6740a1b2c3d4e5f600000004"
CATEGORY_ID = "6740a1b2c3d4e5f600000005"
RULE_ID = "6740a1b2c3d4e5f600000006"
TRANSACTION_ID = "6740a1b2c3d4e5f600000007"
# The bank's line of a transaction that was entered by hand.
IMPORTED_ID = "6740a1b2c3d4e5f600000008"
# The two sides of a transfer between own accounts.
MONEY_OUT_ID = "6740a1b2c3d4e5f600000009"
MONEY_IN_ID = "6740a1b2c3d4e5f60000000a"
IMPORT_ID = "6740a1b2c3d4e5f60000000b"
MAPPING_ID = "6740a1b2c3d4e5f60000000c"
JOB_ID = "6740a1b2c3d4e5f60000000d"
# The job that undoes the import.
UNDO_JOB_ID = "6740a1b2c3d4e5f60000000e"
# A question that was asked.
QUERY_ID = "6740a1b2c3d4e5f600000010"
AI_CALL_ID = "6740a1b2c3d4e5f60000000f"

# By the parameter of a path; a workspace's id also stands in X-Workspace-Id.
BY_PARAMETER = {
    "workspace_id": WORKSPACE_ID,
    "account_id": ACCOUNT_ID,
    "category_id": CATEGORY_ID,
    "rule_id": RULE_ID,
    "transaction_id": TRANSACTION_ID,
    "import_id": IMPORT_ID,
    "mapping_id": MAPPING_ID,
    "job_id": JOB_ID,
    "call_id": AI_CALL_ID,
}

# Paths whose example is not about the transaction that the others are about.
BY_PATH = {"/api/v1/transactions/{transaction_id}/transfer": MONEY_OUT_ID}

REFRESH_TOKEN = f"{USER_ID}.0.x3Zk…"


def named(**examples: tuple[str, Any]) -> dict[str, JsonObject]:
    """Returns examples of a body as OpenAPI writes them: by name, each with a sentence and a value."""
    return {name: {"summary": summary, "value": value} for name, (summary, value) in examples.items()}
