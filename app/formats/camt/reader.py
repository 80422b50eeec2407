"""Reader of CAMT.052, .053 and .054, the statements of ISO 20022: a row for each entry, or each payment of a batch."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from app.formats.camt.statements import Entries
from app.formats.camt.xml import xml_encoding
from app.formats.common.encoding import encoding_of_bom, utf16_without_bom
from app.formats.common.stated_periods import ChainedLayout, single_value
from app.formats.interface import Hints, Layout, ReadError, Record, Row

_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:BkToCstmrStmt|BkToCstmrAcctRpt|BkToCstmrDbtCdtNtfctn)\b")
_XML = re.compile(r"\s*<(?:\?xml\b|!DOCTYPE\s+(?!html)|(?:[\w.-]+:)?Document\b)", re.IGNORECASE)


_FIELDS = ("date", "value_date", "transaction_date", "amount", "description", "external_id")


@dataclass
class CamtLayout(ChainedLayout):
    """A layout with the kind of message the file is (camt.052, camt.053 or camt.054), and the numbers of the entries
    that go the other way than they say, or whose charges come on top of their amounts.
    """

    message: str | None = None
    turned: list[int] = field(default_factory=list)
    charged: list[int] = field(default_factory=list)


class CamtReader:
    """Reader of CAMT.052, .053 and .054."""

    format = "camt"

    def identify(self, head: bytes, name: str) -> float:  # noqa: ARG002 - the content says it
        """High for the message's element; low for any other XML, so that a reader that knows it better wins."""
        encoding = encoding_of_bom(head) or utf16_without_bom(head[:4096]) or "latin-1"
        text = head.decode(encoding, "replace").lstrip("\ufeffï»¿")
        if _ROOT.search(text):
            return 0.98
        return 0.62 if _XML.match(text) else 0.0

    def infer(self, file: BinaryIO, hints: Hints) -> Layout:
        """The layout with the file's accounts, currencies and balances; raises ReadError if it is no statement, broken
        or unsafe.
        """
        encoding = xml_encoding(file)
        entries, lines = Entries(file, encoding), 0
        currencies: set[str | None] = set()
        for record in entries:
            lines += 1
            if isinstance(record, Row):
                currencies.add(record.currency or None)
        if entries.message is None:
            raise ReadError("not_a_statement", f"The file is XML of another kind ({entries.kind}), not a statement.")
        statements = entries.statements
        named = single_value(currencies) or statements.currency() or hints.currency
        layout = CamtLayout(
            self.format,
            encoding,
            columns={name: number for number, name in enumerate(_FIELDS)},
            date_order="ymd",
            currency=named or hints.default_currency,
            currency_assumed=None in currencies and not named,
            accounts=statements.accounts(),
            statements=statements.to_documents(),
            lines=lines,
            chained=statements.chained(),
            message=entries.message,
            bank=single_value(entries.banks),
        )
        layout.turned = entries.reversals.settle(layout)
        layout.charged = entries.charged
        return layout

    def records(self, file: BinaryIO, layout: Layout, start: int = 0) -> Iterator[Record]:
        """Every entry or payment after the first `start`."""
        chained = {(account, currency) for account, currency in ChainedLayout.of(layout).chained}
        known = CamtLayout.of(layout)
        entries = Entries(file, layout.encoding, known.turned, known.charged)
        for number, record in enumerate(itertools.islice(entries, start, None), start + 1):
            record.row = number
            if isinstance(record, Row):
                if (record.account, record.currency or None) not in chained:
                    record.balance = None
                record.currency = record.currency or layout.currency or ""
            yield record
