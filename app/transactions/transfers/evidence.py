"""Weighs what speaks for two transactions being the legs of one transfer, and what speaks against it.

The order of evidence is decision 028's. A higher kind outweighs all lower ones together; two of a kind are told apart
by the lower ones. What a leg says of another own account than its partner's speaks against the pair in any case.
"""

from enum import IntFlag

from app.transactions.transfers.account_numbers import has_number
from app.transactions.transfers.names import Strength
from app.transactions.transfers.parties import Party
from app.transactions.transfers.reading import Said


class Evidence(IntFlag):
    """What speaks for a pair, weakest first; several may hold at once."""

    NONE = 0
    # Equal sums, days and a direction that fit, nothing else: offered, never done.
    CHANCE = 1
    # One leg has a word for moving money, and neither names anybody. From here on a pair is done.
    WORDING = 2
    # One leg has the bank's own words for money between own accounts, or for cash beside a cash account.
    OWN_WORDS = 4
    # One leg names an owner of the accounts, and neither anybody else.
    OWNER = 8
    # One leg names the other's account.
    NAMED = 16
    # Each leg names the other's account, or an owner.
    BOTH_NAMED = 32
    # Both texts have one token like the id of a transfer, which no other text has.
    TOKEN = 64
    # Both files give one reference.
    REFERENCE = 128
    # One leg has the number of the other's account.
    NUMBER = 256
    # The file of one leg calls it a transfer to the other's account, or both files call theirs a transfer.
    TOLD = 512


DONE_FROM = Evidence.WORDING
# What outweighs that a user parted one of the legs from another partner.
FIRM_FROM = Evidence.NAMED
# Calendar days: over Easter five lie between two bookings, and six where a bank takes one more.
_DAYS = ((Evidence.NAMED, 7), (Evidence.OWN_WORDS, 6), (Evidence.WORDING, 5), (Evidence.NONE, 4))
DAYS_REFERRED = 14
# Money seldom arrives before it left; statements differ by a few days on which of their dates they give.
_DAYS_EARLY = 4

# Accounts that only their owner pays into.
_PRIVATE = frozenset(["savings", "investment", "loan", "credit_card"])
_CARD, _CASH, _LOAN = "credit_card", "cash", "loan"


def is_in_time(evidence: Evidence, days: int) -> bool:
    """Whether so many days from the withdrawal to the deposit, negative if that came first, fit the evidence."""
    if evidence & (Evidence.TOKEN | Evidence.REFERENCE):
        return abs(days) <= DAYS_REFERRED
    return -_DAYS_EARLY <= days <= next(most for least, most in _DAYS if evidence >= least)


def weigh(out: Said, into: Said, shared: Evidence) -> Evidence:
    """Returns what speaks for two legs of opposite direction; `shared` is what their references say."""
    if _denies(out, into) or _denies(into, out):
        return Evidence.NONE
    found = _told(out, into) | _told(into, out) | _numbered(out, into) | _numbered(into, out)
    found |= _referred(out, into, shared) | _named(out, into) | _worded(out, into) | _same_person(out, into)
    return found | _by_chance(out, into)


def _denies(said: Said, other: Said) -> bool:
    """Whether a leg names another account than its partner's."""
    partner = other.account["_id"]
    for accounts in (said.told_accounts, said.numbered):
        if accounts:
            return partner not in accounts
    if said.elsewhere and has_number(other.account):
        return True
    least = Strength.WORD if said.party is Party.NOBODY else Strength.PHRASE
    return partner not in said.named and any(strength >= least for strength in said.named.values())


def _party(said: Said, other: Said, most: Party = Party.PURPOSE) -> Party:
    """Whom a leg names besides; words that both legs have tell of the movement itself."""
    return Party.NOBODY if said.party <= most and said.words <= other.all_words else said.party


def _told(said: Said, other: Said) -> Evidence:
    if not said.told:
        return Evidence.NONE
    partner = other.account["_id"]
    if partner in said.told_accounts:
        return Evidence.TOLD if _may_be_own(other, said) else Evidence.NONE
    if other.told and not (said.elsewhere or other.elsewhere):
        return Evidence.TOLD
    return Evidence.OWN_WORDS if _party(other, said) is Party.NOBODY and not other.cash else Evidence.NONE


def _numbered(said: Said, other: Said) -> Evidence:
    partner = other.account["_id"]
    known = partner in said.numbered or (partner in said.tails and said.party < Party.FIRM)
    return Evidence.NUMBER if known and _may_be_own(other, said) else Evidence.NONE


def _may_be_own(said: Said, other: Said) -> bool:
    """Whether a leg may be the one whose number or file's word the other gives: no shop's, no friend's payment.

    Banks give the owner's name for the other party, which the product need not know; into an account that nobody else
    pays into, a name is that.
    """
    if said.told or other.account["_id"] in said.numbered | said.told_accounts:
        return True
    least = Party.PERSON if said.account["type"] in _PRIVATE else Party.UNKNOWN
    return _party(said, other, Party.PERSON) <= least and not said.cash


def _referred(out: Said, into: Said, shared: Evidence) -> Evidence:
    parties, found = (out.party, into.party), Evidence.NONE
    if shared & Evidence.REFERENCE and Party.FIRM not in parties:
        found |= Evidence.REFERENCE
    # A purchase and its refund quote one number too: of those neither names nobody.
    if shared & Evidence.TOKEN and max(parties) <= Party.UNKNOWN and Party.NOBODY in parties:
        found |= Evidence.TOKEN
    return found


def _named(out: Said, into: Said) -> Evidence:
    parties = (_party(out, into), _party(into, out))
    by_out, by_into = out.named.get(into.account["_id"], 0), into.named.get(out.account["_id"], 0)
    owners, found = (out.names_owner, into.names_owner), Evidence.NONE
    if _speaks_of_own(out, by_out) and _speaks_of_own(into, by_into):
        found |= Evidence.BOTH_NAMED
    plainly = (by_out, out.party, parties[1]), (by_into, into.party, parties[0])
    if any(strength and _is_plain(strength, speaker, other) for strength, speaker, other in plainly):
        found |= Evidence.NAMED
    if any(owners) and out.party == into.party == Party.NOBODY:
        found |= Evidence.OWNER
    return Evidence.NONE if out.cash or into.cash else found


def _speaks_of_own(said: Said, strength: int) -> bool:
    """Whether a leg names the other's account, with a purpose at most, or an owner and nobody besides."""
    if strength:
        return said.party <= Party.PURPOSE
    return said.names_owner and said.party is Party.NOBODY


def _is_plain(strength: int, speaker: Party, other: Party) -> bool:
    """Whether a text that has an account's name means the account: beside a weak name nobody else may stand."""
    if strength == Strength.STRONG:
        return speaker <= Party.PURPOSE and other <= Party.UNKNOWN
    return speaker == other == Party.NOBODY


def _worded(out: Said, into: Said) -> Evidence:
    """What words for moving money say, where neither leg names anybody."""
    if out.cash or into.cash:
        return _worded_as_cash(out, into)
    if (out.party, into.party) != (Party.NOBODY, Party.NOBODY) or not _is_plausible(out, into):
        return Evidence.NONE
    if (out.elsewhere or into.elsewhere) and out.all_words.isdisjoint(into.all_words):
        return Evidence.NONE  # the unknown number may be that of an account without one, if both texts are of one thing
    found = Evidence.OWN_WORDS if out.own_words or into.own_words else Evidence.NONE
    return found | (Evidence.WORDING if out.moves or into.moves else Evidence.NONE)


def _same_person(out: Said, into: Said) -> Evidence:
    """One person on both sides, with two accounts that are not known: the owner, whom banks name for the other party.

    Somebody else would pay back from the account that was paid.
    """
    if not (out.number and into.number) or out.number == into.number or not _is_plausible(out, into):
        return Evidence.NONE
    same = bool(out.words and into.words) and (out.words <= into.all_words or into.words <= out.all_words)
    fits = same and max(out.party, into.party) == Party.PERSON and not (out.cash or into.cash)
    return Evidence.WORDING if fits else Evidence.NONE


def _worded_as_cash(out: Said, into: Said) -> Evidence:
    """Cash goes between a cash account and another."""
    bank, cash = (out, into) if into.account["type"] == _CASH else (into, out)
    fits = bank.cash and cash.account["type"] == _CASH != bank.account["type"]
    return Evidence.OWN_WORDS if fits and cash.party is Party.NOBODY else Evidence.NONE


def _is_plausible(out: Said, into: Said) -> bool:
    """Whether money goes this way between accounts of such kinds: a card is paid, but pays nobody's account."""
    source, target = out.account["type"], into.account["type"]
    if source == _CARD or target == _LOAN == source:
        return False
    return not (source == _CASH and target in (_CARD, _LOAN))


def _by_chance(out: Said, into: Said) -> Evidence:
    unlikely = out.cash or into.cash or not _is_plausible(out, into)
    return Evidence.NONE if unlikely or max(out.party, into.party) > Party.UNKNOWN else Evidence.CHANCE
