"""Whom to believe about where a request comes from."""

import pytest

from app.addresses import comes_from_nearby, household, is_loopback, read_trusted_proxies


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "client"),
    [
        ("", "10.0.0.1", "203.0.113.7", "10.0.0.1"),
        ("0", "10.0.0.1", "203.0.113.7", "10.0.0.1"),
        ("1", "10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("1", "10.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("2", "10.0.0.1", "198.51.100.1, 203.0.113.7", "198.51.100.1"),
        ("2", "10.0.0.1", "203.0.113.7", "10.0.0.1"),
        ("1", "10.0.0.1", "unknown", "10.0.0.1"),
        ("1", "10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.0/8", "10.0.0.1", "203.0.113.7, 10.9.9.9", "203.0.113.7"),
        ("10.0.0.0/8", "192.0.2.1", "203.0.113.7", "192.0.2.1"),
        ("10.0.0.0/8", "10.0.0.1", "203.0.113.7, nonsense, 10.9.9.9", "10.9.9.9"),
        ("fd00::/8, 10.0.0.1", "fd00::1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.0/8", "::ffff:10.0.0.1", "203.0.113.7:4711", "203.0.113.7"),
        ("1", "10.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
    ],
)
def test_a_client_is_known_by_what_trusted_proxies_add(proxies, peer, forwarded, client):
    assert read_trusted_proxies(proxies).client_of(peer, forwarded) == client


@pytest.mark.parametrize("wrong", ["-1", "11", "all", "10.0.0.1/8", "1,2", "*", "10.0.0.0/33"])
def test_proxies_that_are_neither_a_number_nor_networks_are_refused(wrong):
    with pytest.raises(ValueError, match=wrong.replace("*", r"\*").split(",", maxsplit=1)[0]):
        read_trusted_proxies(wrong)


@pytest.mark.parametrize(
    ("peer", "headers", "nearby"),
    [
        ("127.0.0.1", {}, True),
        ("127.4.5.6", {}, True),
        ("::1", {}, True),
        ("", {}, True),
        ("172.17.0.1", {}, True),
        ("::ffff:192.168.1.5", {}, True),
        ("fe80::1%eth0", {}, True),
        ("172.32.0.1", {}, False),
        ("100.64.0.3", {}, False),
        ("203.0.113.7", {}, False),
        ("2001:db8::7", {}, False),
        ("::ffff:203.0.113.7", {}, False),
        ("127.0.0.1", {"X-Forwarded-For": "192.168.1.5"}, True),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, False),
        ("127.0.0.1", {"X-Forwarded-For": "192.168.1.5, 203.0.113.7"}, False),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7:80, 127.0.0.1"}, False),
        ("172.17.0.1", {"X-Real-IP": "203.0.113.7"}, False),
        ("172.17.0.1", {"CF-Connecting-IP": "2001:db8::7"}, False),
        ("172.17.0.1", {"Forwarded": 'for="[2001:db8::7]:4711";proto=https'}, False),
        ("172.17.0.1", {"Forwarded": "for=192.168.1.5;host=x, proto=https; For=203.0.113.7"}, False),
        ("172.17.0.1", {"Forwarded": "for=192.168.1.5;by=203.0.113.1"}, True),
        ("172.17.0.1", {"Forwarded": "for=unknown"}, False),
    ],
)
def test_nearby_is_who_comes_from_a_private_network_and_through_no_proxy_from_elsewhere(peer, headers, nearby):
    assert comes_from_nearby(peer, headers) is nearby


def test_a_household_is_an_ipv4_address_or_the_64_bits_an_ipv6_subscriber_keeps():
    assert household("2001:db8:1:2:3:4:5:6") == household("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert household("2001:db8:1:3::1") != household("2001:db8:1:2::1")
    assert household("::ffff:203.0.113.7") == household("203.0.113.7") == "203.0.113.7"


@pytest.mark.parametrize(("peer", "here"), [("127.0.0.1", True), ("::1", True), ("", True), ("10.0.0.1", False)])
def test_loopback_is_this_machine(peer, here):
    assert is_loopback(peer) is here
