"""How often somebody may try a password: a few wrong ones for a name from one address, more for an
address or a name alone, then a pause.

What others try with a name keeps nobody out: when the name's bound is reached, an attempt every few
seconds is still checked from each address. Guessing then goes as fast as an attacker has addresses,
within the bound of each.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable

from farside.server.access.addresses import plain_address
from farside.server.access.tally import Tally

WINDOW_SECONDS = 900.0
FOR_BOTH = 10
FOR_AN_ADDRESS = 50
FOR_A_NAME = 100
SLOW_SECONDS = 10.0
_IPV6_NETWORK = 64  # bits: one customer of a network is given all these addresses


class Attempts:
    """Wrong passwords of about the last quarter of an hour. An attempt counts before it is checked,
    so that many at once count too; `forgive` takes it back when the password was right."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._both = Tally(FOR_BOTH, WINDOW_SECONDS)
        self._addresses = Tally(FOR_AN_ADDRESS, WINDOW_SECONDS)
        self._names = Tally(FOR_A_NAME, WINDOW_SECONDS)
        self._slow = Tally(1, SLOW_SECONDS)
        self._lock = threading.Lock()

    def begin(self, name: str, address: str) -> float:
        """0.0 where the attempt may go on, and is counted; else the seconds until one may be made
        again."""
        with self._lock:
            now = self._now()
            counted = self._counted(name, address)
            bounds = [self._both, self._addresses]
            if self._names.wait(counted[self._names], now):
                bounds.append(self._slow)
            wait = max(tally.wait(counted[tally], now) for tally in bounds)
            if not wait:
                for tally in {*bounds, self._names}:
                    tally.add(counted[tally], now)
            return wait

    def forgive(self, name: str, address: str) -> None:
        with self._lock:
            now = self._now()
            for tally, key in self._counted(name, address).items():
                if tally is not self._slow:  # else own logins would make room for guesses at others
                    tally.add(key, now, -1)

    def _counted(self, name: str, address: str) -> dict[Tally, str]:
        """The key that an attempt counts for in each tally."""
        folded, network = name.casefold(), network_of(address)
        return {
            self._both: f"{network} {folded}",
            self._addresses: network,
            self._names: folded,
            self._slow: network,
        }


def network_of(address: str) -> str:
    """Whose attempts are one sender's: an IPv4 address, or the network of an IPv6 address."""
    try:
        found = ipaddress.ip_address(plain_address(address))
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(ipaddress.ip_network((int(found), _IPV6_NETWORK), strict=False))
