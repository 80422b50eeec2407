"""Parses addresses: of clients in proxy headers, of networks, and which of them are private. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Protocol

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Loopback, link-local, RFC 1918 and RFC 4193. Python's `is_private` also holds documentation and benchmark addresses.
_NEARBY = tuple(
    map(
        ip_network,
        (
            "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
            "::1/128", "fc00::/7", "fe80::/10",
        ),
    )
)  # fmt: skip
# In each of these a proxy names the client it speaks for.
FORWARDING_HEADERS = (
    "X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP",
    "CF-Connecting-IP", "Fly-Client-IP", "Fastly-Client-IP", "X-Original-Forwarded-For", "X-Envoy-External-Address",
)  # fmt: skip
# A connection by a Unix socket has no address: it comes from this machine.
_UNIX_SOCKET = ("", "localhost")


class Headers(Protocol):
    """The headers of a request, their names in any case."""

    def __contains__(self, name: str, /) -> bool:
        """Whether there is one of this name."""

    def get(self, name: str, default: str, /) -> str:
        """What it says; several of one name joined by commas."""


@dataclass(frozen=True, slots=True)
class TrustedProxies:
    """The proxies whose X-Forwarded-For is believed: the last `hops` of the way, or those of `networks`."""

    hops: int = 0
    networks: tuple[Network, ...] = ()

    def client_of(self, peer: str, forwarded: str) -> str:
        """The address a request comes from, given the connection's other end and its X-Forwarded-For."""
        chain = [part.strip() for part in forwarded.split(",")] if forwarded else []
        if self.networks:
            return self._first_stranger(peer, chain)
        if not self.hops or len(chain) < self.hops:
            return peer
        return _written(chain[-self.hops]) or peer

    def _first_stranger(self, peer: str, chain: Sequence[str]) -> str:
        """Going back from the connection, the first address that is no proxy of ours."""
        found = peer
        for part in reversed(chain):
            before = _written(part)
            if before is None or not self._knows(found):
                break
            found = before
        return found

    def _knows(self, text: str) -> bool:
        address = read_address(text)
        return address is None or any(address in network for network in self.networks)


def read_trusted_proxies(text: str) -> TrustedProxies:
    """A number of hops, or networks separated by commas; ValueError says what is wrong."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if len(words) == 1 and words[0].isascii() and words[0].isdigit():
        hops = int(words[0])
        if hops > 10:
            raise ValueError(f"is {text!r}, more proxies than there can be")
        return TrustedProxies(hops=hops)
    return TrustedProxies(networks=tuple(map(_network, words)))


def _network(word: str) -> Network:
    try:
        return ip_network(word)
    except ValueError as error:
        raise ValueError(f"names {word!r}, which is no network ({error})") from error


def read_address(text: str) -> Address | None:
    """An address as proxies write it: with a port, in brackets, in quotes; None when it is none."""
    text = text.strip().strip('"').strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _written(text: str) -> str | None:
    address = read_address(text)
    return None if address is None else str(address)


def is_nearby(text: str) -> bool:
    """Whether it is an address of this machine or of a private network; what cannot be read is not."""
    address = read_address(text)
    return address is not None and any(address in network for network in _NEARBY)


def is_loopback(peer: str) -> bool:
    """Whether a connection comes from this very machine."""
    address = read_address(peer)
    return peer in _UNIX_SOCKET if address is None else address.is_loopback


def forwarded_addresses(headers: Headers) -> list[str]:
    """What proxies say about where a request comes from, in any of the headers they use."""
    said: list[str] = []
    for name in FORWARDING_HEADERS:
        parts = [part.strip() for part in headers.get(name, "").split(",") if part.strip()]
        said += [node for part in parts for node in _nodes(part)] if name == "Forwarded" else parts
    return said


def _nodes(element: str) -> list[str]:
    """The `for` of one element of Forwarded (RFC 7239, section 4)."""
    pairs = [pair.strip().partition("=") for pair in element.split(";")]
    return [value.strip() for name, _, value in pairs if name.strip().lower() == "for"]


def comes_from_nearby(peer: str, headers: Headers) -> bool:
    """Whether neither the connection nor anything a proxy says about it names an address outside this network."""
    here = peer in _UNIX_SOCKET or is_nearby(peer)
    return here and all(map(is_nearby, forwarded_addresses(headers)))


def is_forwarded(headers: Headers) -> bool:
    """Whether a proxy says that it passes the request on for somebody else."""
    return any(name in headers for name in (*FORWARDING_HEADERS, "X-Forwarded-Host", "X-Forwarded-Proto", "Via"))


def household(text: str) -> str:
    """What rate limits count by: an IPv4 address, and of an IPv6 address the /64 that one subscriber is given."""
    address = read_address(text)
    if not isinstance(address, IPv6Address):
        return text if address is None else str(address)
    return str(IPv6Network((int(address) >> 64 << 64, 64)))
