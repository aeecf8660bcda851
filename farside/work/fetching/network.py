"""Connections that cannot be turned elsewhere: a name is resolved once, all of its addresses are
checked, and one of these very addresses is connected to.

Left to a library, the name would be resolved again as it connects, and by then it may point into
the private network (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, Protocol

import httpcore

from farside.work.fetching.addresses import is_public, own_addresses
from farside.work.fetching.errors import NotReached

# Of several addresses of a host, so many are tried.
_TRIED = 4


class Network(Protocol):
    """Names become addresses, and addresses connections."""

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """The addresses of a host. Raises `OSError` where there is none."""

    async def connect(
        self, address: str, port: int, seconds: float | None
    ) -> httpcore.AsyncNetworkStream:
        """A connection to this address. Raises as httpcore's backends."""


class Internet:
    """The resolver and the sockets of the system."""

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """The addresses that the system's resolver gives."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(one[4][0]) for one in found))

    async def connect(
        self, address: str, port: int, seconds: float | None
    ) -> httpcore.AsyncNetworkStream:
        """A TCP connection."""
        return await httpcore.AnyIOBackend().connect_tcp(address, port, timeout=seconds)


class PublicOnly(httpcore.AsyncNetworkBackend):
    """What httpcore connects by: to public addresses of `network` and to no other."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - httpcore's own form
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - httpcore's own form
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a host. Raises `NotReached` unless each of its addresses is public, and what
        the last of those that were tried raised."""
        addresses = await self._public_addresses(host, port)
        for address in addresses[:-1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._network.connect(address, port, timeout)
        return await self._network.connect(addresses[-1], port, timeout)

    async def _public_addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = await self._network.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NotReached(host) from error
        own = own_addresses()
        if not addresses or not all(is_public(one) and one not in own for one in addresses):
            raise NotReached(host)
        return addresses[:_TRIED]
