"""Who a proxy says is signed in: one that has people sign in elsewhere (OIDC, SAML, LDAP) names
them in a header. Off, unless `server_login_header` names the header.

A header is believed where the connection itself comes from an address that the settings name, and
from nowhere else: what `X-Forwarded-For` says counts for nothing here. A network is no such
address: every machine of it could be anybody.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

from farside.config import Settings
from farside.errors import Forbidden, SettingsError
from farside.server.access.addresses import plain_network

_PEER = "peer"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
# What browsers and clients send by themselves, and what means something else here.
_TAKEN = frozenset(
    "authorization cookie forwarded host origin referer user-agent x-csrf-token "
    "x-forwarded-for x-forwarded-host x-forwarded-proto x-real-ip".split()
)
_SECRET = secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class ProxyLogin:
    """The header that names people, in lower case, and the addresses that it is believed from."""

    header: str
    addresses: frozenset[str]


def read_proxy_login(settings: Settings) -> ProxyLogin | None:
    """What the settings say; None where no header is named. Raises `SettingsError`."""
    header = settings.server_login_header.strip()
    if not header:
        return None
    if not _NAME.fullmatch(header) or header.lower() in _TAKEN:
        raise SettingsError(
            f"server_login_header: {header[:100]!r} cannot be the header of a proxy that names who "
            "is signed in; take one of its own, as in 'X-Farside-User'"
        )
    named = [one.strip() for one in settings.server_trusted_proxies.split(",") if one.strip()]
    if not named:
        raise SettingsError(
            "server_login_header needs the address of the proxy in server_trusted_proxies: "
            "from elsewhere it is not believed"
        )
    found = set()
    for one in named:
        try:
            network = plain_network(one)
        except ValueError as error:
            raise SettingsError(f"server_trusted_proxies: {one!r} is no address") from error
        if network.num_addresses != 1:
            raise SettingsError(
                f"server_trusted_proxies: {one} is a network, and with server_login_header each "
                "machine of it could say that it is anybody: name the proxy's own address"
            )
        found.add(str(network.network_address))
    return ProxyLogin(header.lower(), frozenset(found))


def note_peer(scope: Any, address: str) -> None:
    """Note where the connection of a request comes from, before any header is looked at."""
    scope.setdefault("state", {})[_PEER] = address


def find_named(login: ProxyLogin | None, scope: Scope) -> str:
    """The name of who is signed in, as the proxy says; "" where nobody is named, or by nobody whom
    the settings name. Raises `Forbidden` where the header is there more than once."""
    if login is None or scope.get("state", {}).get(_PEER) not in login.addresses:
        return ""
    given = Headers(scope=scope).getlist(login.header)
    if len(given) > 1:
        raise Forbidden(
            f"{login.header} is in the request {len(given)} times: the proxy must put its own in "
            "the place of what it was sent"
        )
    return _as_text(given[0]).strip() if given else ""


def make_token(user: str) -> str:
    """The page's token for a user whom the proxy names. It is another one after each start."""
    return hmac.digest(_SECRET, user.encode(), "sha256").hex()


def _as_text(value: str) -> str:
    """A header's value, which proxies write in UTF-8 and ASGI reads as Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return value
