"""Tells whom a sentence means by "transferred 50 to …": an own account, or somebody else, who is paid."""

import re
from collections.abc import Sequence
from itertools import pairwise

from app.ai.local.tokens import word_set

# Verbs and nouns that say only how money went: to a friend as well as to an own account.
SENT = word_set(
    "transfer transferred transferring wired wire sent send sending venmoed zelled venmo zelle bizum überweisung"
    " überwiesen überwies"
    " überweise gesendet geschickt schickte virement viré envoyé envoi transferí transferido transferencia envié"
    " enviado trasferito bonifico inviato transferi transferência enviei overgemaakt overgeboekt verstuurd överfört"
    " skickade skickat overført sendte przelew przelałem przelałam przesłałem wysłałem"
)
# In front of who gets it; short words of one language that mean much else in others, so only beside such a verb.
TARGETS = word_set("to into onto an auf à vers a al ao para aan naar till til do na su sul")
_SOURCES = word_set("from von vom de da dal van från fra od")
# What people call their own accounts.
_OWN = word_set(
    "savings saving saver checking chequing brokerage broker isa ira 401k pension portfolio pot stash wallet vault"
    " account accounts acct sparkonto girokonto konto tagesgeld tagesgeldkonto festgeld depot sparbuch sparschwein"
    " rücklagen notgroschen kreditkarte compte épargne livret cuenta ahorro ahorros conto risparmio risparmi libretto"
    " conta poupança rekening spaarrekening spaarpot sparande konton revolut n26 monzo wise"
)
# An account of these is somebody else's; so is one behind a name with an s: Anna's account, auf Annas Konto.
_THEIRS = word_set("her his their your seine seinen sein ihre ihren ihr seu sua leurs zijn haar hans hennes jego jej")
_ACCOUNTS = word_set("account accounts acct konto girokonto compte cuenta conto conta rekening")
_OWNERS = word_set("savings business eigenes meines unseres gemeinsames mes mis nos vos")
_NEAR = 4
# Words behind a lead that name nobody.
_FILLING = word_set(
    "the my our me mein meine meinem mon ma mes mi mis mio mia meu minha der die das den dem le la les el los il lo"
    " of for by on in at via and online again back money cash geld some eur usd euro euros dollars für pour per por con"
)
_WORD = re.compile(r"401k|n26|[^\W\d_]+(?:['’][^\W\d_]+)*")


def words_of(clause: str) -> Sequence[str]:
    """Returns the words of the folded text of a clause."""
    return _WORD.findall(clause)


def is_sent(words: Sequence[str]) -> bool:
    """Whether the words of a clause say that money was sent or moved."""
    return not SENT.isdisjoint(words)


def names_own_account(words: Sequence[str]) -> bool:
    """Whether money goes to an own account, or comes from one."""
    return any(_is_own(words, at) and _is_led(words, at) for at in range(len(words)))


def _is_own(words: Sequence[str], at: int) -> bool:
    before = words[at - 1] if at else ""
    if words[at] == "card":
        return before == "credit"
    if words[at] not in _OWN or before in _THEIRS or before.endswith(("'s", "’s")):
        return False
    return words[at] not in _ACCOUNTS or before in _OWNERS or not before.endswith("s")


def _is_led(words: Sequence[str], at: int) -> bool:
    near = words[max(0, at - _NEAR) : at]
    return any(word in TARGETS or word in _SOURCES or word in SENT for word in near)


def sent_to_somebody(words: Sequence[str]) -> bool:
    """Whether who gets the money is named: behind "to", or right behind the verb."""
    return _names(words, TARGETS | SENT)


def sent_by_somebody(words: Sequence[str]) -> bool:
    """Whether who sent the money is named, and nobody who gets it."""
    return _names(words, _SOURCES) and not _names(words, TARGETS)


def _names(words: Sequence[str], leads: frozenset[str]) -> bool:
    others = SENT | TARGETS | _SOURCES | _FILLING
    bare = [word for word in words if word not in _FILLING]
    return any(before in leads and word not in others for before, word in pairwise(bare))
