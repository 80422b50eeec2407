"""Group OFX tags into statements and transactions, even where end tags are missing.

Only elements that contain others are followed, by name (OFX 2.3, sections 11 and 13); all values are taken as they
come. A line is a STMTTRN, a pending STMTTRNP, or an investment transaction of an INVTRANLIST.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.formats.interface import ReadError
from app.formats.ofx.tags import TagNames, Tags, clean

MAX_STATEMENTS = 2000
MAX_SECURITIES = 2000
_MAX_JOINED = 10_000  # characters

_STATEMENTS = frozenset(["STMTRS", "CCSTMTRS", "INVSTMTRS"])
_LISTS = frozenset(["BANKTRANLIST", "INVTRANLIST", "BANKTRANLISTP"])
BANK_LINES = frozenset(["STMTTRN", "STMTTRNP"])
INVESTMENT_LINES = frozenset([
    "BUYDEBT", "BUYMF", "BUYOPT", "BUYOTHER", "BUYSTOCK", "CLOSUREOPT", "INCOME", "INVEXPENSE", "JRNLFUND", "JRNLSEC",
    "MARGININTEREST", "REINVEST", "RETOFCAP", "SELLDEBT", "SELLMF", "SELLOPT", "SELLOTHER", "SELLSTOCK", "SPLIT",
    "TRANSFER",
])  # fmt: skip
_ACCOUNTS = frozenset(["BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"])
# Their values are kept under `NAME.`, so that an account paid to or a payee's city is not taken for the line's own.
_PARTS = frozenset([
    "CURRENCY", "ORIGCURRENCY", "PAYEE", "EXTDPAYEE", "BANKACCTTO", "CCACCTTO", "IMAGEDATA", "LEDGERBAL", "AVAILBAL",
])  # fmt: skip
# They stand behind the list of lines, and end it where its own end tag is missing.
_BALANCES = frozenset(["LEDGERBAL", "AVAILBAL"])
# What stands in a line and in none of its parts.
_OF_LINES = ("TRNTYPE", "DTPOSTED", "TRNAMT", "FITID", "CHECKNUM", "MEMO", "DTUSER", "DTAVAIL")
# Elements with dates, accounts and amounts that are none of a statement's lines.
_ASIDE = frozenset([
    "ACCTINFO", "INVPOSLIST", "INVBAL", "INVOOLIST", "BALLIST", "INV401K", "INV401KBAL", "XFERINFO", "INTRARS",
    "PMTINFO",
])  # fmt: skip
_WRAPPERS = frozenset(["OFX", "BANKMSGSRSV1", "CREDITCARDMSGSRSV1", "INVSTMTMSGSRSV1"])
# Each holds one statement; some banks leave the statement's own tags out, and its currency stands here.
_RESPONSES = frozenset(["STMTTRNRS", "CCSTMTTRNRS", "INVSTMTTRNRS"])
_ALONE = frozenset(["STATUS", "FI", "SECINFO"])
_IN_STATEMENTS = _LISTS | BANK_LINES | INVESTMENT_LINES | _ACCOUNTS | _PARTS | _ASIDE
_NESTING = _IN_STATEMENTS | _STATEMENTS | _WRAPPERS | _RESPONSES | _ALONE
_FOLLOWED = _NESTING | {f"/{name}" for name in _NESTING}
# What a file may begin with whose header and outermost element a bank left out.
OFX_ELEMENTS = _NESTING | {"SIGNONMSGSRSV1", "SONRS"}
# A statement the file begins without saying so: it has no end tag either.
_UNNAMED = ""


@dataclass(slots=True)
class Line:
    """One transaction: its values by tag; `statement` is the 0-based ordinal of its statement."""

    kind: str
    statement: int
    values: dict[str, str] = field(default_factory=dict)


class _Discard(dict[str, str]):
    """Drops the values of elements that are not needed."""

    def __setitem__(self, key: str, value: str) -> None:
        """Drop the value."""


@dataclass(slots=True)
class _Open:
    name: str
    values: dict[str, str]
    prefix: str = ""


class Elements:
    """Follows the elements of one file. After its lines are read, `statements` holds the values of each statement
    (`CURDEF`, `BANKACCTFROM.ACCTID`, `LEDGERBAL.BALAMT` ...), `failures` the errors the bank reports.
    """

    def __init__(self) -> None:
        self.statements: list[dict[str, str]] = []
        self.failures: list[str] = []
        self.bank = ""
        self.securities: dict[str, str] = {}
        self.truncated = False
        self._outside = _Open(_UNNAMED, _Discard())
        self._open = [self._outside]
        self._names: set[str] = set()  # of all that is open, each once
        self._line: Line | None = None

    def lines(self, batches: Iterable[Tags]) -> Iterator[Line]:
        """The lines in their order; one whose end tag is missing ends where the next begins."""
        names = TagNames()
        for tags in batches:
            values, prefix = self._open[-1].values, self._open[-1].prefix
            for tag, value in tags:
                name = names[tag]
                if name in _FOLLOWED:
                    if line := self._close(name[1:]) if name[0] == "/" else self._enter(name, value):
                        yield line
                    values, prefix = self._open[-1].values, self._open[-1].prefix
                elif value and not value.isspace():
                    key = prefix + name
                    values[key] = value if key not in values else _merge_values(values[key], value)
        self._finish()

    def _enter(self, name: str, value: str) -> Line | None:
        if name in BANK_LINES:
            return self._begin_line(name)
        if name in _STATEMENTS:
            return self._begin_statement(name)
        if not self._names.isdisjoint(_ASIDE):
            return None
        if name in INVESTMENT_LINES:
            return self._begin_line(name) if "INVTRANLIST" in self._names else None
        if name in _PARTS and value and not value.isspace():  # `<PAYEE>Corner Shop`, not an element with a NAME
            self._open[-1].values[self._open[-1].prefix + name] = value
            return None
        # One of the same name that is still open was never closed.
        done = self._close(self._line.kind if self._line and name in _BALANCES else name)
        if name in _ACCOUNTS or name in _LISTS:
            self._enter_statement_part(name)
        elif name in _PARTS:
            self._push(_Open(name, self._open[-1].values, f"{name}."))
        else:
            self._push(_Open(name, {} if name in _ALONE or name in _RESPONSES else self._outside.values))
        return done

    def _begin_statement(self, name: str) -> Line | None:
        """Begin a statement; whatever of the one before it is still open ends here."""
        done: Line | None = None
        while self._open[-1].name not in _WRAPPERS and len(self._open) > 1:
            done = self._pop() or done
        self._add_statement(name, {})
        return done

    def _add_statement(self, name: str, values: dict[str, str]) -> None:
        if len(self.statements) >= MAX_STATEMENTS:
            raise ReadError("too_many_statements", f"The file has more than {MAX_STATEMENTS} statements.")
        self.statements.append(values)
        self._push(_Open(name, values))

    def _begin_line(self, kind: str) -> Line | None:
        done = self._close(self._line.kind) if self._line else None
        self._need_statement()
        self._line = Line(kind, len(self.statements) - 1)
        self._push(_Open(kind, self._line.values))
        return done

    def _need_statement(self) -> None:
        if self._names.isdisjoint(_STATEMENTS) and _UNNAMED not in self._names:
            currencies = [element.values.get("CURDEF") for element in self._open if element.name in _RESPONSES]
            self._add_statement(_UNNAMED, {"CURDEF": currencies[-1]} if currencies and currencies[-1] else {})

    def _enter_statement_part(self, name: str) -> None:
        """Enter a list or an account. Some banks write several accounts into one statement: each begins one."""
        self._need_statement()
        known = self.statements[-1]
        if name in _ACCOUNTS and self._line is None and any(f"{other}.ACCTID" in known for other in _ACCOUNTS):
            self._add_statement(_UNNAMED, {tag: known[tag] for tag in ("CURDEF",) if tag in known})
        prefix = "" if name in ("BANKTRANLIST", "INVTRANLIST") else f"{name}."
        self._push(_Open(name, self._line.values if self._line else self.statements[-1], prefix))

    def _push(self, element: _Open) -> None:
        self._open.append(element)
        self._names.add(element.name)

    def _close(self, name: str) -> Line | None:
        """End an element and all that is open within it."""
        if name not in self._names:
            return None
        done: Line | None = None
        while name in self._names:
            if self._open[-1].name in _PARTS and self._open[-1].name != name:
                _return_values_to_line(self._open[-1])
            done = self._pop() or done
        return done

    def _pop(self) -> Line | None:
        """End the innermost element; the line it was, if it was one."""
        element = self._open.pop()
        self._names.discard(element.name)
        if self._line and element.name == self._line.kind:
            done, self._line = self._line, None
            return done
        if element.name in _ALONE:
            self._note(element.name, element.values)
        return None

    def _note(self, name: str, values: dict[str, str]) -> None:
        if name == "STATUS":
            self._note_status(values)
        elif name == "FI":
            self.bank = self.bank or clean(values.get("ORG", ""))
        elif len(self.securities) < MAX_SECURITIES:
            self.securities[clean(values.get("UNIQUEID", ""))[:200]] = clean(values.get("SECNAME", ""))[:200]

    def _note_status(self, values: dict[str, str]) -> None:
        code = clean(values.get("CODE", "0"))
        if clean(values.get("SEVERITY", "")).upper() == "ERROR" or (code != "0" and "SEVERITY" not in values):
            self.failures.append(clean(values.get("MESSAGE", ""))[:300] or f"status {code[:40]}")

    def _finish(self) -> None:
        """End what is open at the end of the file; it was truncated, unless only the outermost end tag is missing."""
        self.truncated = not self._names <= {"OFX", _UNNAMED}
        while len(self._open) > 1:
            self._pop()


def _return_values_to_line(part: _Open) -> None:
    """Give a line its own values back that were read as those of a part of it without an end tag."""
    for tag in _OF_LINES:
        if found := part.values.get(part.prefix + tag):
            part.values.setdefault(tag, found)


def _merge_values(known: str, value: str) -> str:
    """Both values of a tag given twice: a line with two amounts or days must not be read as if it had one."""
    return known if known.strip() == value.strip() or len(known) > _MAX_JOINED else f"{known} {value}"
