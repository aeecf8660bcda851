"""An address of the web as a person writes it → what is asked of whom, or why it is not."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

import idna

from farside.config import Settings
from farside.errors import InputError, SettingsError
from farside.work.fetching.errors import AddressRefused

_LONGEST = 4000
_USUAL = {"http": 80, "https": 443}
_UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?\.?|[0-9a-f:.]*:[0-9a-f:.]*")
# What may stand in a path or query as it is; everything else is escaped.
_PLAIN = "/%:=&?~+!$,;'@()*[]"
_MOST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked (`path`, with its query) of whom (`host`, in ASCII)."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def site(self) -> str:
        """The host, and the port where it is not the usual one, as a person is told it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _USUAL[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.site}{self.path}"

    def is_same_site(self, other: Target) -> bool:
        """Tell whether whoever agreed to contact this site agreed to `other` too: the same host,
        with or without `www.`, and not without encryption where this has it."""
        hosts = {one.host.removesuffix(".").removeprefix("www.") for one in (self, other)}
        usual = all(one.port == _USUAL[one.scheme] for one in (self, other))
        safer = (self.scheme, other.scheme) != ("https", "http")
        return len(hosts) == 1 and safer and (usual or self.port == other.port)


def parse_target(text: str, ports: Collection[int]) -> Target:
    """Parse an address. Raises `InputError` for what is none, and `AddressRefused` for one that
    Farside does not ask: another scheme or port, or with a name and password in it."""
    text = text.strip()
    if not text or len(text) > _LONGEST or _UNFIT.search(text):
        raise InputError(
            f"{text[:80]!r} is no address of a web page: give one such as https://example.org/page"
        )
    try:
        found = urlsplit(text)
        port = found.port
    except ValueError as error:
        raise InputError(f"{text[:80]!r} is no address of a web page: {error}") from error
    if found.scheme not in _USUAL:
        raise AddressRefused(
            f"{text[:80]!r}: only addresses that begin with https:// or http:// are fetched"
        )
    if "@" in found.netloc:
        raise AddressRefused(
            f"{found.scheme}://…@{found.hostname}: an address with a name or password in it is "
            "not fetched; leave them out, or download the file and add it"
        )
    host = _ascii_host(found.hostname or "", text)
    port = _USUAL[found.scheme] if port is None else port
    if port not in ports:
        raise AddressRefused(
            f"{host}:{port}: only the ports {', '.join(map(str, sorted(ports)))} are asked; "
            "the setting fetch_ports names them"
        )
    path = quote(found.path or "/", _PLAIN) + (f"?{quote(found.query, _PLAIN)}" * bool(found.query))
    return Target(found.scheme, host, port, path)


def follow_location(target: Target, location: str, ports: Collection[int]) -> Target:
    """Parse where a reply of `target` sends on to. Raises as `parse_target`."""
    return parse_target(urljoin(target.url, location.strip()), ports)


def read_ports(settings: Settings) -> frozenset[int]:
    """The ports of the setting `fetch_ports`. Raises `SettingsError`."""
    ports = [one.strip() for one in settings.fetch_ports.split(",") if one.strip()]
    if not ports or any(not one.isdecimal() or not 0 < int(one) <= _MOST_PORT for one in ports):
        raise SettingsError(
            f"fetch_ports = {settings.fetch_ports!r}: give numbers from 1 to {_MOST_PORT:,} with "
            "commas between them, such as '80, 443'"
        )
    return frozenset(map(int, ports))


def _ascii_host(host: str, text: str) -> str:
    """The host as the network knows it. Raises `InputError`."""
    try:
        plain = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        plain = ""
    if not _HOST.fullmatch(plain.lower()):
        raise InputError(f"{text[:80]!r} names no host: give one such as https://example.org/page")
    return plain.lower()
