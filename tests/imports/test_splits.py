"""What the split transactions of another program make of accounts and totals."""

import pytest

pytestmark = pytest.mark.usefixtures("worker")

EXPORT = (
    "Split,Date,Payee,Category,Amount,Currency\n"
    ",2026-10-05,Kiosk,Snacks,-3.40,EUR\n"
    "*,2026-10-06,Greengrocer,,-47.30,EUR\n"
    "-,2026-10-06,Greengrocer,Fruit,-12.10,EUR\n"
    "-,2026-10-06,Greengrocer,Nuts,-35.20,EUR\n"
)
DOUBLE_ENTRY = (
    "Date,Description,Full Account Name,Account Name,Amount,Currency\n"
    "2026-10-15,Kiosk,Assets:Giro,Giro,-3.40,EUR\n"
    "2026-10-15,Kiosk,Expenses:Snacks,Snacks,3.40,EUR\n"
    "2026-10-16,Greengrocer,Assets:Giro,Giro,-47.30,EUR\n"
    "2026-10-16,Greengrocer,Expenses:Fruit,Fruit,12.10,EUR\n"
    "2026-10-16,Greengrocer,Expenses:Nuts,Nuts,35.20,EUR\n"
)


@pytest.mark.parametrize(("export", "parts"), [(EXPORT, 2), (DOUBLE_ENTRY, 3)], ids=["split column", "double entry"])
def test_a_split_transaction_counts_once_in_its_account(user, export, parts):
    result = user.imported(export.encode(), "export.csv")
    assert (result["created"], result["ignored"], result["rejected"]) == (2, 1 + parts, 0)
    [account] = user.get("/accounts").json["data"]
    assert account["balance"] == "-50.70"
    assert user.imported(export.encode(), "export.csv")["created"] == 0


def test_parts_that_do_not_add_up_are_told_with_the_import(user):
    result = user.imported(EXPORT.replace("-35.20", "-30.00").encode(), "export.csv")
    assert [each["code"] for each in result["warnings"]] == ["split_sum"]
    assert user.get("/accounts").json["data"][0]["balance"] == "-50.70"
