"""How a delimited file writes its numbers: which mark stands before the decimals, which group digits."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import get_decimal_symbol

from app.imports.readers.amounts import AmountError, NumberStyle, amount_reader, infer_style, style_of
from app.imports.readers.base import Hints, Layout
from app.imports.readers.csv_scan import Scan
from app.imports.readers.mapping import AMOUNT_FIELDS
from app.imports.readers.order_clues import written_currency
from app.money import exponent


def judge_style(layout: Layout, scan: Scan, rows: Sequence[Sequence[str]], hints: Hints) -> None:
    """Set the decimal and thousands marks: as told, else by the numbers, the currency, the locale."""
    told: Mapping[str, Any] = hints.mapping or {}
    own = [layout.columns[name] for name in AMOUNT_FIELDS if name in layout.columns]
    style, open_mark = infer_style(scan.shapes(own))
    if open_mark:  # the amounts do not tell; balances and foreign amounts may
        style, open_mark = infer_style(scan.shapes(scan.patterns))
    if "decimal_mark" in told:
        style = style_of(told["decimal_mark"])
    elif open_mark:
        style = _style_of_thousands(
            open_mark, layout, written_currency(layout, rows) or layout.currency or "USD", hints
        )
    layout.decimal_mark = style.decimal
    layout.thousands_mark = told.get("thousands_mark", style.thousands).replace(style.decimal, "")


def _style_of_thousands(mark: str, layout: Layout, currency: str, hints: Hints) -> NumberStyle:
    """Only `1.234` and the like: three decimals exist in few currencies, elsewhere the mark groups
    digits.
    """
    other = "," if mark == "." else "."
    if exponent(currency) < 3:
        return style_of(other)
    decimal = get_decimal_symbol(hints.locale.replace("-", "_"))
    style = style_of(decimal if decimal in ".," else ".")
    layout.warn("ambiguous_decimal_mark", f"{mark!r} was read as in {hints.locale}; it may group digits or not.")
    readings = [
        {"decimal_mark": each, "example": ["1" + mark + "234", _shown("1" + mark + "234", each)]} for each in ".,"
    ]
    layout.ambiguities.append({"field": "decimal_mark", "chosen": style.decimal, "readings": readings})
    return style


def _shown(text: str, decimal: str) -> str | None:
    try:
        parsed = amount_reader(style_of(decimal), "USD")(text)
    except AmountError:
        return None
    return str(parsed[0] if parsed else Decimal(0))
