"""How a table itself tells transfers between own accounts, as programs for one's own accounts do.

By a column of the words income, expense and transfer, by one of the other account, by a yes or no, or by a payee or
category that names the other account. A bank's table has columns of such names too; what stands in all of them decides.
"""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from app.formats.common.kind_words import (
    Kind,
    account_in,
    is_arrived_amount,
    is_category,
    is_first_account,
    is_other_account,
    is_own_account,
    is_recipient_number,
    is_second_account,
    is_sender_number,
    is_transfer_amount,
    kind_of,
    truth_of,
)
from app.formats.csv.columns.account import is_account_number
from app.formats.csv.columns.profiles import Profile, is_empty, is_primary_role
from app.formats.csv.conventions.signs import number_reader
from app.formats.csv.layout import CsvLayout, TransferMarks

Records = Sequence[Sequence[str]]
_FULL = 0.9
_NEARLY_ALL = 0.95
_MOST_KINDS = 12
_MOST_NAMES = 200  # own accounts that are remembered


def infer_transfer_marks(layout: CsvLayout, profiles: Sequence[Profile], rows: Records) -> None:
    """Set the marks of transfers that the table has, and the columns of its accounts; None where it has none."""
    if layout.sides:
        return  # a wallet's, which has both sides of payments, too
    free = [p for p in profiles if p.index not in _taken(layout)]
    pair = _pair(free, layout)
    kinds = _kinds_column(free, pair)
    if pair and not kinds and not _in_turn(*pair) and not _are_mostly_same(*pair, rows):
        pair = None
    if pair:
        layout.columns["account"] = pair[0].index
    elif "account" not in layout.columns and (kinds or any(is_category(p.header) for p in free)):
        _find_own_account(layout, free)
    other = pair[1] if pair else _second_account(layout, free, kinds, rows)
    kinds = kinds if kinds and (other or _tells_alone(kinds)) else None
    marks = TransferMarks(
        kinds=kinds.index if kinds else None,
        truth=_truth_column(free),
        other=other.index if other else None,
        by_account=bool(other and not kinds),
        paired=pair is not None,
        own_second=bool(pair and kinds and _income_stands_second(pair, kinds, rows)),
        payees=bool(pair and pair[1].weight("description")),
        way=0,
        texts=[],
        category=next((p.index for p in free if is_category(p.header)), None),
        amount=None,
        arrived=None,
        arrived_currency=None,
        numbers=_numbers(layout, profiles),
        names=_names_in(layout, rows, pair),
    )
    marks["texts"] = _texts(layout, free, marks, rows)
    if kinds or other or marks["truth"] is not None or marks["texts"] or marks["numbers"]:
        _find_amounts(layout, profiles, marks, rows)
        layout.transfers = marks
        _clear_description(layout, marks)


def _taken(layout: CsvLayout) -> set[int]:
    """Columns of days and money, which hold nothing else."""
    shared = ("description", "payee", "type", "flag", "status", "account", "external_id")
    return {i for name, i in layout.columns.items() if name not in shared and isinstance(i, int)}


def _is_names(profile: Profile) -> bool:
    """Whether the cells are names, as people give their accounts, or the column is empty as yet."""
    if not profile.values:
        return True
    numbers = sum(count for text, count in profile.values.items() if is_account_number(text))
    return profile.letters >= _FULL - 0.3 and numbers <= 0.1 * sum(profile.values.values())


def _pair(free: Sequence[Profile], layout: CsvLayout) -> tuple[Profile, Profile] | None:
    """The columns of the account that money comes from and the one it goes to, by names."""
    own = layout.columns.get("account")
    first = [p for p in free if is_first_account(p.header) and p.values and _is_names(p)]
    second = [p for p in free if is_second_account(p.header) and p.values and _is_names(p)]
    if not first or not second or own not in (None, first[0].index):
        return None
    return first[0], second[0]


def _numbers(layout: CsvLayout, profiles: Sequence[Profile]) -> list[int]:
    """The columns with the numbers of the account that pays and of the one that is paid, if there are both."""
    numbers = [p for p in profiles if _are_numbers(p) and p.index != layout.columns.get("account")]
    sender = next((p.index for p in numbers if is_sender_number(p.header)), None)
    recipient = next((p.index for p in numbers if is_recipient_number(p.header)), None)
    if sender is None or recipient is None or "counterparty_account" in layout.columns:
        return []
    return [sender, recipient]


def _are_numbers(profile: Profile) -> bool:
    numbers = sum(count for text, count in profile.values.items() if is_account_number(text))
    return 2 * numbers >= sum(profile.values.values()) > 0


def _in_turn(first: Profile, second: Profile) -> bool:
    """Whether money out names the one account, money in the other, and transfers both: no kind is needed to see it."""
    return first.filled < 1 and second.filled < 1 and not first.values.keys().isdisjoint(second.values)


def _are_mostly_same(first: Profile, second: Profile, rows: Records) -> bool:
    """Whether both sides name one account on most lines: what is spent or earned stays on one side."""
    pairs = [(row[first.index], row[second.index]) for row in rows if max(first.index, second.index) < len(row)]
    return 2 * sum(one == other for one, other in pairs) >= len(pairs) > 0


def _find_amounts(layout: CsvLayout, profiles: Sequence[Profile], marks: TransferMarks, rows: Records) -> None:
    """Find the amounts that only transfers have, and what arrived in the other account."""
    columns = layout.columns
    money = [p for p in profiles if p.is_money and p.index not in (columns.get("amount"), marks["truth"])]
    marks["amount"] = next((p.index for p in money if is_transfer_amount(p.header)), None)
    marks["arrived"] = next((p.index for p in money if is_arrived_amount(p.header)), None)
    if marks["paired"] and {"debit", "credit"} <= columns.keys() and marks["amount"] is None:
        marks["amount"], marks["arrived"] = columns["debit"], columns["credit"]
    original = columns.get("original_amount")
    if marks["arrived"] is None and original != marks["amount"] and _is_of_transfers(original, marks, rows):
        marks["arrived"] = original
    if marks["arrived"] is not None:
        marks["arrived_currency"] = _currency_beside(profiles, marks["arrived"], columns.get("currency"))
    if original is not None and original in (marks["amount"], marks["arrived"]):
        columns.pop("original_amount")
        columns.pop("original_currency", None)


def _is_of_transfers(column: int | None, marks: TransferMarks, rows: Records) -> bool:
    """Whether a column is filled in lines only that have another account."""
    other = marks["other"]
    if column is None or other is None:
        return False
    filled = [row for row in rows if column < len(row) and not is_empty(row[column])]
    return all(other < len(row) and not is_empty(row[other]) for row in filled) and len(filled) < len(rows)


def _currency_beside(profiles: Sequence[Profile], column: int, own: int | None) -> int | None:
    near = [p for p in profiles if abs(p.index - column) == 1 and p.index != own and p.values and p.currencies >= _FULL]
    return near[-1].index if near else None


def _kinds_column(free: Sequence[Profile], pair: tuple[Profile, Profile] | None) -> Profile | None:
    """The column whose values all are kinds of a program: a handful of words that cover the file.

    Withdrawal and deposit are, where the file has the names on both sides of a line, or a program's word beside them.
    """
    fit = [p for p in free if p.filled >= _FULL and p.letters >= _FULL and p.distinct <= _MOST_KINDS]
    named = pair is not None and pair[1].weight("description") > 0
    return next((p for p in fit if _are_kinds(p.values, paired=named or (pair is not None and _has_own(p)))), None)


def _has_own(profile: Profile) -> bool:
    return any(kind.name in ("expense", "income") for kind in map(kind_of, profile.values) if kind)


def _are_kinds(values: Counter[str], *, paired: bool) -> bool:
    known = {text: kind for text in values if (kind := kind_of(text, beside_accounts=paired))}
    covered = sum(values[text] for text in known)
    enough = len(known) >= len(values) - 1 and covered >= _NEARLY_ALL * sum(values.values())
    return enough and bool({"expense", "income"} & {kind.name for kind in known.values()})


def _tells_alone(kinds: Profile) -> bool:
    """Whether the words are a program's though it names no other account: banks have words for money in and transfers,
    but none for what is spent.
    """
    return "expense" in {kind.name for kind in map(kind_of, kinds.values) if kind}


def _find_own_account(layout: CsvLayout, free: Sequence[Profile]) -> None:
    named = [
        p
        for p in free
        if p.filled >= _FULL and _is_names(p) and (is_primary_role(p, "account") or is_own_account(p.header))
    ]
    if fit := [p for p in named if not is_second_account(p.header)]:
        layout.columns["account"] = fit[0].index


def _second_account(layout: CsvLayout, free: Sequence[Profile], kinds: Profile | None, rows: Records) -> Profile | None:
    """The column of the other account; without a column of kinds one that is filled for transfers only."""
    own = layout.columns.get("account")
    left = [p for p in free if p.index != own and (kinds is None or p.index != kinds.index)]
    named = [
        p for p in left if is_other_account(p.header) and _is_names(p) and truth_of(next(iter(p.values), "")) is None
    ]
    if kinds is None:
        return next((p for p in named if own is not None and p.values and _tells_transfers(p, free, own)), None)
    return named[0] if named else _by_contents(left, kinds, own, rows)


def _tells_transfers(profile: Profile, free: Sequence[Profile], own: int) -> bool:
    """Whether the cells name own accounts, or are filled in few lines."""
    known = {name for p in free if p.index == own for name in p.values}
    return profile.filled < _FULL or profile.values.keys() <= known


def _by_contents(left: Sequence[Profile], kinds: Profile, own: int | None, rows: Records) -> Profile | None:
    """The column that names another account of the file in every transfer, whatever else it names (a category)."""
    if own is None:
        return None
    names = {row[own].strip().casefold() for row in rows if own < len(row)}
    transfers = [row for row in rows if kinds.index < len(row) and _is_transfer(kind_of(row[kinds.index]))]
    return next(
        (p for p in left if transfers and all(_names_other(row, p.index, own, names) for row in transfers)), None
    )


def _is_transfer(kind: Kind | None) -> bool:
    return kind is not None and kind.name == "transfer"


def _names_other(row: Sequence[str], column: int, own: int, names: set[str]) -> bool:
    if max(column, own) >= len(row):
        return False
    other = row[column].strip().casefold()
    return other in names and other != row[own].strip().casefold()


def _truth_column(free: Sequence[Profile]) -> int | None:
    """The column that says yes or no to being a transfer."""
    fit = [p for p in free if p.values and (_is_transfer(kind_of(p.header)) or is_transfer_question(p.header))]
    return next((p.index for p in fit if None not in set(map(truth_of, p.values))), None)


def is_transfer_question(header: str) -> bool:
    """Whether a header asks if a line is a transfer: `Is transfer`, `is_transfer`."""
    words = header.replace("_", " ").split(maxsplit=1)
    return (
        len(words) > 1
        and words[0].casefold() in ("is", "ist", "est", "es", "är", "er")
        and _is_transfer(kind_of(words[1]))
    )


def _income_stands_second(pair: tuple[Profile, Profile], kinds: Profile, rows: Records) -> bool:
    """Whether income names its own account as the one it goes to, not as the first: by where known accounts stand."""
    first, second = pair[0].index, pair[1].index
    known: set[str] = set()
    found: list[Counter[str]] = [Counter(), Counter()]
    for row in rows:
        kind = kind_of(row[kinds.index], beside_accounts=True) if max(kinds.index, first, second) < len(row) else None
        if kind is None:
            continue
        if kind.name == "income":
            found[0][row[first].strip().casefold()] += 1
            found[1][row[second].strip().casefold()] += 1
        else:
            known.add(row[first].strip().casefold())
            known.update([row[second].strip().casefold()] if kind.name == "transfer" else [])
    counts = [sum(count for name, count in names.items() if name in known) for names in found]
    return counts[1] >= counts[0]


def _names_in(layout: CsvLayout, rows: Records, pair: tuple[Profile, Profile] | None) -> list[str]:
    """The names of the file's accounts, as far as the sample shows them."""
    own = layout.columns.get("account")
    if own is None:
        return []
    second = pair[1].index if pair else own
    cells = [row[second] if is_empty(row[own]) else row[own] for row in rows if max(own, second) < len(row)]
    names = dict.fromkeys(cell.strip().casefold() for cell in cells if not is_empty(cell))
    return [name for name in names if not is_account_number(name)][:_MOST_NAMES]


def _texts(layout: CsvLayout, free: Sequence[Profile], marks: TransferMarks, rows: Records) -> list[int]:
    """Columns of payees and categories in which lines of the sample name another own account."""
    if marks["category"] is None or marks["paired"]:
        return []  # what stands on both sides of a pair is known already
    payees = [layout.columns["payee"]] if "payee" in layout.columns else []
    columns = [*payees, *(p.index for p in free if is_category(p.header))]
    plain = [i for i in columns if i != marks["kinds"]]
    written = (account_in(row[i])[1] == "told" for row in rows for i in plain if i < len(row))
    return plain if marks["names"] or any(written) else []


def settle_transfer_way(layout: CsvLayout, rows: Records) -> None:
    """Set which way transfers go whose word does not tell it: as written, else out of the account of the line."""
    marks = layout.transfers
    if marks is None or marks["paired"] or marks["kinds"] is None or "amount" not in layout.columns:
        return
    goes_to = marks["other"] is not None and is_second_account(layout.headers[marks["other"]])
    unsigned = layout.sign_convention == "flag"
    number, column = number_reader(layout), layout.columns["amount"]
    undirected = [row for row in rows if _is_undirected(row, marks["kinds"]) and column < len(row)]
    values = [parsed[0] for row in undirected if (parsed := number(row[column]))]
    if (unsigned or (goes_to and values)) and min(values, default=Decimal(0)) >= 0:
        marks["way"] = -1
    if values and marks["way"] and marks["other"] is None:
        layout.warn(
            "assumed_transfer_direction",
            "The file calls lines transfers without saying which way they go; they were read as money out.",
        )


def _is_undirected(row: Sequence[str], column: int) -> bool:
    kind = kind_of(row[column]) if column < len(row) else None
    return kind is not None and kind.name == "transfer" and not kind.way


def _clear_description(layout: CsvLayout, marks: TransferMarks) -> None:
    """Take accounts and kinds out of the description, which says what a line is about."""
    accounts = {layout.columns.get("account"), marks["kinds"], marks["other"] if marks["paired"] else None}
    described = layout.columns.get("description", [])
    layout.columns["description"] = [i for i in described if i not in accounts] or described
    if layout.columns.get("payee", -1) in accounts:
        del layout.columns["payee"]
