"""One web page, asked once and kept as the file it was: within bytes and seconds, without cookies
or a login, from public addresses only, redirects included."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import NoReturn

import httpcore

from farside.config import Settings
from farside.errors import SettingsError
from farside.library.clock import utc_now
from farside.work.fetching.errors import FetchFailed, SentElsewhere
from farside.work.fetching.naming import HEAD, charset_of, check_kind, name_page
from farside.work.fetching.network import Internet, Network, PublicOnly
from farside.work.fetching.targets import Target, follow_location, parse_target, read_ports

# A reply of which nothing more comes for so long is given up, however much time is left.
_STEP_SECONDS = 10.0
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BLOCK = 1 << 16
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
# zlib's way to say "gzip or zlib, as the data says itself".
_GZIP_OR_ZLIB = 47
_TIMEOUTS = dict.fromkeys(("connect", "read", "write", "pool"), _STEP_SECONDS)
_REMEDY = "open it in a browser, save the file and add it"
_REFUSALS = {
    401: f"asks for a login: {_REMEDY}",
    402: f"asks for payment: {_REMEDY}",
    403: f"does not give it to a program: {_REMEDY}",
    404: "has no such page: check the address",
    410: "has no such page any more",
    429: "wants to be asked less often: try again later",
}


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bytes that a page may have, unpacked too; seconds that all of it may take; ports that are
    asked."""

    most_bytes: int
    seconds: float
    ports: frozenset[int]

    @classmethod
    def of(cls, settings: Settings) -> FetchLimits:
        """The limits of the settings. Raises `SettingsError`."""
        if settings.fetch_mb < 1 or settings.fetch_seconds <= 0:
            raise SettingsError(
                f"fetch_mb = {settings.fetch_mb} and fetch_seconds = {settings.fetch_seconds:g}: "
                "both must be more than 0"
            )
        ports = read_ports(settings)
        return cls(settings.fetch_mb * 1_000_000, settings.fetch_seconds, ports)


@dataclass(slots=True)
class Page:
    """A page whose content comes in `blocks`, to be taken once. `done` bytes of it have come, of
    `total` (None: not told). `url` is where it was in the end, `fetched` an ISO time in UTC."""

    url: str
    name: str
    encoding: str | None
    total: int | None
    blocks: AsyncIterator[bytes]
    fetched: str = field(default_factory=utc_now)
    done: int = 0


@asynccontextmanager
async def open_page(
    url: str, limits: FetchLimits, network: Network | None = None
) -> AsyncIterator[Page]:
    """Open the page at `url`, whose host a person agreed to contact.

    Raises `InputError` for what is no address, `AddressRefused`, `SentElsewhere` and `FetchFailed`,
    also while the blocks are taken.
    """
    target = parse_target(url, limits.ports)
    pool = httpcore.AsyncConnectionPool(
        ssl_context=httpcore.default_ssl_context(),
        max_connections=1,
        max_keepalive_connections=0,
        network_backend=PublicOnly(network or Internet()),
    )
    try:
        async with asyncio.timeout(limits.seconds), pool:
            for _ in range(_MOST_REDIRECTS + 1):
                async with _ask(pool, target) as reply:
                    headers = _headers(reply)
                    if reply.status not in _REDIRECTS or "location" not in headers:
                        yield await _page(target, reply, headers, limits)
                        return
                target = _next_target(target, headers["location"], limits)
            raise FetchFailed(f"{target.site} sends on again and again: check the address")
    except TimeoutError as error:
        raise FetchFailed(
            f"{target.site} took longer than {limits.seconds:g} seconds: try again later, or raise "
            "fetch_seconds"
        ) from error
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        _fail(target, error)


@asynccontextmanager
async def _ask(
    pool: httpcore.AsyncConnectionPool, target: Target
) -> AsyncIterator[httpcore.Response]:
    headers: dict[bytes | str, bytes | str] = {
        "Host": target.site,
        "User-Agent": f"Farside/{version('farside')} (one page, asked for by a person)",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    where = httpcore.URL(
        scheme=target.scheme, host=target.host, port=target.port, target=target.path
    )
    async with pool.stream(
        "GET", where, headers=headers, extensions={"timeout": _TIMEOUTS}
    ) as reply:
        yield reply


def _headers(reply: httpcore.Response) -> Mapping[str, str]:
    """The headers by their names in small letters; of several of one name the first."""
    found: dict[str, str] = {}
    for name, value in reply.headers:
        found.setdefault(name.decode("latin-1").lower(), value.decode("utf-8", "replace"))
    return found


def _next_target(target: Target, location: str, limits: FetchLimits) -> Target:
    """Where a reply sends on to: checked as the first address was. Raises `SentElsewhere` for
    another site, which nobody agreed to contact."""
    following = follow_location(target, location, limits.ports)
    if not target.is_same_site(following):
        raise SentElsewhere(target.site, following.url)
    return following


async def _page(
    target: Target, reply: httpcore.Response, headers: Mapping[str, str], limits: FetchLimits
) -> Page:
    """The page of a reply, once its first block has come and fits what it is said to be."""
    if reply.status != 200:
        why = _REFUSALS.get(reply.status, f"answers with status {reply.status}: try again later")
        raise FetchFailed(f"{target.site} {why}")
    name = name_page(target, headers)
    length, packing = headers.get("content-length", ""), _packing(target, headers)
    total = int(length) if length.isdecimal() and not packing else None
    if length.isdecimal() and int(length) > limits.most_bytes:
        _refuse_size(target, limits)
    content = _content(target, reply, packing, limits)
    head = b""
    while len(head) < HEAD and (block := await anext(content, b"")):
        head += block
    if not head:
        raise FetchFailed(f"{target.site} gives an empty page: check the address")
    check_kind(target.site, headers, name, head)
    page = Page(target.url, name, charset_of(headers), total, _counted(head, content))
    page.blocks = _noted(page, page.blocks)
    return page


async def _counted(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for block in rest:
        yield block


async def _noted(page: Page, blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for block in blocks:
        page.done += len(block)
        yield block


def _packing(target: Target, headers: Mapping[str, str]) -> str:
    """How the content is packed, though nobody asked for it: "" where it is not. Raises
    `FetchFailed` for a way that Farside does not know."""
    told = headers.get("content-encoding", "").strip().lower()
    if told in ("", "identity"):
        return ""
    if told not in _PACKED:
        raise FetchFailed(f"{target.site} packs its page as {told[:40]!r} unasked: {_REMEDY}")
    return told


async def _content(
    target: Target, reply: httpcore.Response, packing: str, limits: FetchLimits
) -> AsyncIterator[bytes]:
    """The content, unpacked; neither what comes nor what it unpacks to is more than the limit."""
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB) if packing else None
    came = given = 0
    async for block in reply.aiter_stream():
        if (came := came + len(block)) > limits.most_bytes:
            _refuse_size(target, limits)
        for piece in _unpack(target, unpacker, block) if unpacker else (block,):
            if (given := given + len(piece)) > limits.most_bytes:
                _refuse_size(target, limits)
            yield piece
    if unpacker is not None and not unpacker.eof:
        raise FetchFailed(f"{target.site} ended in the middle of the page: try again")


def _unpack(target: Target, unpacker: zlib._Decompress, block: bytes) -> Iterator[bytes]:
    """Unpack a block in pieces of at most `_BLOCK` bytes, each made when it is asked for. What
    follows the end of the packed page is no part of it."""
    full = True
    while (block or full) and not unpacker.eof:
        try:
            piece = unpacker.decompress(block, _BLOCK)
        except zlib.error as error:
            raise FetchFailed(f"{target.site} sent a page that is damaged: try again") from error
        block, full = unpacker.unconsumed_tail, len(piece) == _BLOCK
        if piece:
            yield piece


def _refuse_size(target: Target, limits: FetchLimits) -> NoReturn:
    raise FetchFailed(
        f"{target.site} gives more than {limits.most_bytes / 1e6:,.0f} MB: download the file and "
        "add it, or raise fetch_mb"
    )


def _fail(target: Target, error: Exception) -> NoReturn:
    """Say what went wrong between here and the site."""
    if isinstance(error, httpcore.ConnectTimeout | httpcore.ReadTimeout | httpcore.WriteTimeout):
        why = f"did not answer for {_STEP_SECONDS:g} seconds: try again later"
    elif isinstance(error.__cause__, ssl.SSLCertVerificationError) or "CERTIFICATE" in str(error):
        why = "does not prove who it is (its certificate is not one that this machine believes)"
    elif isinstance(error, httpcore.ConnectError):
        why = "cannot be reached: check the address, or try again later"
    elif isinstance(error, httpcore.ProtocolError):
        why = f"does not answer as a web server should ({str(error)[:120]}): try again"
    else:
        why = "broke the connection: try again"
    raise FetchFailed(f"{target.site} {why}") from error
