"""Addresses as people write them: a socket that hears IPv4 and IPv6 names an IPv4 address as
`::ffff:127.0.0.1`.
"""

from __future__ import annotations

import ipaddress

_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def plain_address(address: str) -> str:
    """The IPv4 address that an IPv6 one stands for; any other text as it is."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return address


def plain_network(text: str) -> Network:
    """An address or a network, as IPv4 where it stands for that. Raises `ValueError`."""
    found = ipaddress.ip_network(text)
    if isinstance(found, ipaddress.IPv6Network) and found.subnet_of(_MAPPED):
        base = plain_address(str(found.network_address))
        return ipaddress.ip_network(f"{base}/{found.prefixlen - _MAPPED.prefixlen}")
    return found


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(plain_address(host)).is_loopback
    except ValueError:
        return False
