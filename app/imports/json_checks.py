"""Checks JSON rows against currencies, accounts and categories before anything is stored."""

from collections.abc import Iterator, Sequence

from app.categories import service as categories
from app.imports.documents import GivenRow
from app.infra.amounts import minor_units
from app.infra.database.mongo import Scope
from app.infra.problems import Invalid


def checked_rows(scope: Scope, rows: Sequence[GivenRow], default: str, only: str | None) -> Iterator[GivenRow]:
    """Returns the rows with their currency filled in: `only`, that of the account they all go to, else `default`.

    Raises Invalid at `/transactions/N/…` for decimals the currency has not, another currency than the account's and
    categories the workspace does not have.
    """
    known = categories.by_slug(scope) if any("category" in row for row in rows) else {}
    for number, row in enumerate(rows):
        pointer = f"/transactions/{number}"
        currency = row.get("currency") or only or default
        if only and currency != only:
            message = f"The account holds {only}."
            raise Invalid.at(f"{pointer}/currency", message, code="currency_mismatch")
        if "category" in row and row["category"] not in known:
            raise Invalid.at(f"{pointer}/category", "There is no such category.", code="unknown_category")
        minor_units(row["amount"], currency, f"{pointer}/amount")
        yield {**_by_slug(scope, row, f"{pointer}/category_id"), "currency": currency}


def _by_slug(scope: Scope, row: GivenRow, pointer: str) -> GivenRow:
    """Returns the row with the slug of the category that it names by its id."""
    if "category_id" not in row:
        return row
    category = categories.known(scope).get(row["category_id"])
    if category is None:
        raise Invalid.at(pointer, "There is no such category.", code="unknown_category")
    filled: GivenRow = {**row, "category": category["slug"]}
    del filled["category_id"]
    return filled
