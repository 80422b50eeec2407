"""Reads what a transaction by itself says about being a leg of a transfer: whose account, whose name, whom else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bson import ObjectId

from app.accounts.documents import Account
from app.merchants.own_accounts import names_nobody_else
from app.transactions.documents import Leg
from app.transactions.transfers.account_numbers import AccountNumbers, is_iban, normalised
from app.transactions.transfers.names import Named, Names, Strength
from app.transactions.transfers.parties import Party, is_moving, read_party, tokens_of, words_in

_BY_USER = ("user", "rule", "learned")
_LONG_NUMBER = 8


@dataclass(frozen=True, slots=True)
class Said:
    """What one leg says.

    `told` is that its file calls it a transfer, `told_accounts` the own accounts that the file names as the other one,
    `numbered` those whose number stands in it, `named` those whose name does, `number` the other account's, `elsewhere`
    that none of the workspace's is known by it. `party` is whom the text names besides, `words` with which words,
    `all_words` its whole text.
    """

    account: Account
    told: bool
    told_accounts: frozenset[ObjectId]
    numbered: frozenset[ObjectId]
    tails: frozenset[ObjectId]
    named: dict[ObjectId, Strength]
    number: str
    elsewhere: bool
    names_owner: bool
    party: Party
    own_words: bool
    moves: bool
    cash: bool
    words: frozenset[str]
    all_words: frozenset[str]
    tokens: frozenset[str]
    # The own accounts that the file calls the other one, where nobody else is called so; those that the text means by
    # such a name, and of them those behind a word like "to"; the text without the names.
    called: frozenset[ObjectId]
    meant: frozenset[ObjectId]
    led: frozenset[ObjectId]
    rest: tuple[str, ...]

    @property
    def speaks(self) -> bool:
        """Whether anything in it hints at a transfer, so that its other leg is worth a search in other currencies."""
        named = self.told or self.told_accounts or self.numbered or self.tails or self.named or self.names_owner
        return bool(named or self.own_words or (self.moves and self.party is Party.NOBODY))


class Reader:
    """Reads the legs of a workspace, each once."""

    def __init__(self, accounts: Iterable[Account], owners: Iterable[str]) -> None:
        self.accounts = {account["_id"]: account for account in accounts}
        self._numbers = AccountNumbers(self.accounts.values())
        self._names = Names(self.accounts.values(), owners)
        self._read: dict[ObjectId, Said] = {}

    def read(self, leg: Leg) -> Said:
        """Returns what a leg says."""
        said = self._read.get(leg["_id"])
        if said is None:
            said = self._read[leg["_id"]] = self.read_once(leg)
        return said

    def read_once(self, leg: Leg) -> Said:
        """Returns what a leg says that nobody asks for again."""
        own, text = leg["account_id"], leg["description"]
        all_words = words_in(text, leg["merchant"])
        moves, named = is_moving(all_words), self._named(all_words, own)
        numbers = self._numbers.find_in(text)
        given = leg.get("counterparty_account") or ""
        by_number, by_name = self._numbers.owners_of(given) - {own}, self._names.owners_of(given) - {own}
        reading = read_party(named.rest, 1 if leg["amount_minor"] > 0 else -1)
        is_transfer = leg["kind"] == "transfer" and (leg["category_tier"] in _BY_USER or "kind" in leg["locked"])
        told = bool(leg.get("told_transfer"))
        called = self._names.meant_by(given) if given and not by_number else frozenset[ObjectId]()
        return Said(
            account=self.accounts[own],
            told=told,
            told_accounts=by_number | (by_name if told or not by_number else frozenset()),
            numbered=(numbers.whole | by_number) - {own},
            tails=numbers.tails - numbers.whole - {own},
            named=named.accounts,
            number=normalised(given) if _is_number(given) else "",
            elsewhere=numbers.foreign or (not by_number and not by_name and _is_number(given)),
            names_owner=named.owner,
            party=Party.NOBODY if is_transfer else reading.party,
            own_words=reading.own_words or is_transfer,
            moves=moves,
            cash=leg["category"] == "cash" if is_transfer else reading.cash,
            words=frozenset(named.rest),
            all_words=frozenset(all_words),
            tokens=tokens_of(text),
            called=called - {own},
            meant=named.meant,
            led=named.led,
            rest=named.rest,
        )

    def _named(self, words: Sequence[str], own: ObjectId) -> Named:
        """The names in a text; that of a shop or wallet too where the text is about moving money, or of nobody else."""
        found = self._names.find_in(words, own, brands=True)
        if is_moving(words) or (found.rest and names_nobody_else(" ".join(found.rest))):
            return found
        return self._names.find_in(words, own, brands=False)


def _is_number(given: str) -> bool:
    number = normalised(given)
    return is_iban(number) or (number.isdigit() and len(number) >= _LONG_NUMBER)
