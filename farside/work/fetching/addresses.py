"""Which addresses the server may speak to when a person names a web page: those of the public
internet, and no other."""

from __future__ import annotations

import ipaddress
import socket

import psutil

# What `is_global` of some releases of Python takes for public, and what is public only in form.
_REFUSED = tuple(
    map(
        ipaddress.ip_network,
        (
            # this network, private, shared (carriers' NAT), loopback, link-local with the clouds'
            # metadata, protocols, tests and examples, 6to4's relay, benchmarks, reserved
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
            "168.63.129.16/32",  # a cloud's platform, at an address that looks public
            # an IPv4 address inside of an IPv6 one: compatible, mapped, translated, Teredo, 6to4
            *("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"),
            *("2001::/23", "2002::/16"),
            # discarded, examples, segment routing, unique local, link-local, site-local, multicast
            *("100::/64", "100:0:0:1::/64", "2001:db8::/32", "3fff::/20", "5f00::/16"),
            *("fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
        ),
    )
)
# The last 64 bits of ISATAP's addresses, which hold an IPv4 address too.
_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: str) -> bool:
    """Tell whether an address, as the resolver gives it, is one of the public internet."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    is_6 = isinstance(found, ipaddress.IPv6Address)
    if is_6 and ("%" in address or (int(found) >> 32) & 0xFFFFFFFF in _ISATAP):
        return False
    refused = any(found.version == one.version and found in one for one in _REFUSED)
    return found.is_global and not found.is_multicast and not refused


def own_addresses() -> frozenset[str]:
    """The addresses of this machine: one that is public leads back to its own services."""
    families = (socket.AF_INET, socket.AF_INET6)
    cards = psutil.net_if_addrs().values()
    return frozenset(one.address for card in cards for one in card if one.family in families)
