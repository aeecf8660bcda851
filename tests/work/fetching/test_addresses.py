"""Which addresses are asked, and which addresses of the web are none."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.config import Settings
from farside.errors import InputError, SettingsError
from farside.work.fetching.addresses import is_public, own_addresses
from farside.work.fetching.errors import AddressRefused
from farside.work.fetching.targets import parse_target, read_ports

PORTS = frozenset({80, 443})
INSIDE = (
    "127.0.0.1 127.8.8.8 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 0.0.0.0"
    " 100.64.0.1 100.100.100.200 100.127.255.255 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.9"
    " 203.0.113.9 224.0.0.1 224.0.1.1 239.1.1.1 240.0.0.1 255.255.255.255 168.63.129.16"
    " 192.88.99.1 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:8.8.8.8"
    " 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2001:0:7f00:1:: fe80::1 fe80::1%eth0"
    " 2606:2800::1%eth0 fc00::1 fd00:ec2::254 fec0::1 ff02::1 ff0e::1 2001:db8::1 3fff::1 100::1"
    " 5f00::1 2606:2800::5efe:7f00:1 2606:2800::200:5efe:7f00:1 localhost 127.1 0x7f.1 2130706433"
    " 017700000001"
).split()


@pytest.mark.parametrize("address", INSIDE)
def test_it_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", "93.184.215.14 8.8.8.8 1.1.1.1 172.32.0.1 100.128.0.1 2606:2800:21f::1".split()
)
def test_it_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_is_public_in_another_dress(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    dressed = (0, 0xFFFF << 32, 0x64FF9B << 96, (0x2002 << 112) | (number << 80))
    for base in dressed:
        assert not is_public(str(ipaddress.IPv6Address(base | number)))


@given(st.ip_addresses())
def test_what_the_language_calls_private_is_never_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert not is_public(str(address))


def test_the_machines_own_addresses_are_known() -> None:
    assert "127.0.0.1" in own_addresses()
    cards = [one for card in psutil.net_if_addrs().values() for one in card]
    assert {one.address for one in cards if one.family == socket.AF_INET} <= own_addresses()


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" https://Example.ORG ", "https://example.org/"),
        ("http://example.org:80/a b", None),
        ("http://example.org/ä?q=ö#part", "http://example.org/%C3%A4?q=%C3%B6"),
        ("https://bücher.example.org/", "https://xn--bcher-kva.example.org/"),
        ("https://例子.测试/", "https://xn--fsqu00a.xn--0zwm56d/"),
        ("http://example.org?x=1", "http://example.org/?x=1"),
        ("http://[2606:2800:21f::1]/", "http://[2606:2800:21f::1]/"),
        ("http://example.org/%2e%2e/", "http://example.org/%2e%2e/"),
        ("", None),
        ("example.org", None),
        ("http:///etc/passwd", None),
        ("http://example.org\\@127.0.0.1/", None),
        ("http://exa\tmple.org/", None),
        ("http://example.org/\r\nHost: x", None),
        ("http://ex%41mple.org/", None),
        ("http://[::1", None),
        ("http://example.org:99999/", None),
        ("https://" + "a" * 5000, None),
    ],
)
def test_an_address_is_read(text: str, url: str | None) -> None:
    if url is None:
        with pytest.raises(InputError):
            parse_target(text, PORTS)
    else:
        assert parse_target(text, PORTS).url == url


@pytest.mark.parametrize(
    "text",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://example.org:22/",
        "http://user@example.org/",
        "http://user:word@example.org/",
        "https://@example.org/",
    ],
)
def test_an_address_that_is_not_asked(text: str) -> None:
    with pytest.raises(AddressRefused) as told:
        parse_target(text, PORTS)
    assert "word" not in str(told.value).replace("password", "")


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_plain_error(text: str) -> None:
    for one in (text, f"http://{text}", f"https://example.org{text}"):
        try:
            target = parse_target(one, PORTS)
        except InputError:
            continue
        assert target.url.isascii()
        assert not set(target.host + target.path) & set(" \r\n\t\\")
        assert parse_target(target.url, PORTS) == target


@pytest.mark.parametrize("ports", ["", "0", "http", "80,70000", "-1"])
def test_ports_that_are_none_are_told(ports: str) -> None:
    with pytest.raises(SettingsError, match="fetch_ports"):
        read_ports(Settings(home=Path("/nowhere"), fetch_ports=ports))
