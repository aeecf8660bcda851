"""A page is fetched from a server that means no good: it costs at most the bytes and seconds of the
limits, and nobody but the public internet is spoken to."""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Mapping, Sequence

import pytest

from farside.work.fetching import fetch
from farside.work.fetching.errors import AddressRefused, FetchFailed, NotReached, SentElsewhere
from farside.work.fetching.fetch import FetchLimits, open_page
from tests.work.fetching.hostile import PUBLIC, Faked, Said, hostile, redirect, reply

LIMITS = FetchLimits(1_000_000, 5.0, frozenset({80, 443}))


def fetched(
    pages: Mapping[str, Said],
    url: str = "http://example.org/a.txt",
    limits: FetchLimits = LIMITS,
    names: Mapping[str, Sequence[Sequence[str]]] | None = None,
    seen: list[bytes] | None = None,
) -> tuple[str, bytes, Faked]:
    """The name, the bytes, and whom it asked."""

    async def ask() -> tuple[str, bytes, Faked]:
        async with hostile(pages, seen) as port:
            network = Faked(port, names or {})
            async with open_page(url, limits, network) as page:
                content = b"".join([block async for block in page.blocks])
                assert page.done == len(content)
                assert page.total in (None, len(content))
            return page.name, content, network

    return asyncio.run(ask())


def refused(error: type[Exception], match: str, pages: Mapping[str, Said], **more: object) -> None:
    with pytest.raises(error, match=match):
        fetched(pages, **more)  # type: ignore[arg-type]


def test_a_page_is_kept_as_it_was() -> None:
    seen: list[bytes] = []
    name, content, network = fetched({"/a.txt": reply(b"One.\r\nTwo.")}, seen=seen)
    assert (name, content) == ("example.org/a.txt", b"One.\r\nTwo.")
    assert (network.resolved, network.connected) == (["example.org"], [(PUBLIC, 80)])
    asked = seen[0].lower()
    assert b"host: example.org\r\n" in asked
    assert b"cookie" not in asked
    assert b"authorization" not in asked
    assert b"referer" not in asked


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.0.0.7"], ["169.254.169.254"], ["::1"], [PUBLIC, "192.168.0.1"], []],
)
def test_a_name_that_leads_inside_is_not_asked(addresses: list[str]) -> None:
    """Nor one of which only some addresses do: which one is used is the attacker's to choose."""
    network = Faked(1, {"inside.example.org": [addresses]})

    async def ask() -> None:
        async with open_page("http://inside.example.org/", LIMITS, network):
            raise AssertionError

    with pytest.raises(NotReached, match=r"inside\.example\.org is no place on the public") as told:
        asyncio.run(ask())
    assert network.connected == []
    assert not any(one in str(told.value) for one in addresses), "names of a network are its own"


def test_a_name_is_resolved_once_for_a_connection() -> None:
    """DNS rebinding: what it leads to a moment later does not matter."""
    names = {"example.org": [[PUBLIC], ["127.0.0.1"]]}
    _, _, network = fetched({"/a.txt": reply()}, names=names)
    assert (network.resolved, network.connected) == (["example.org"], [(PUBLIC, 80)])


def test_a_redirect_resolves_and_checks_anew() -> None:
    names = {"example.org": [[PUBLIC], ["127.0.0.1"]]}
    pages = {"/a.txt": redirect("/b.txt"), "/b.txt": reply(b"secret")}
    refused(NotReached, r"example\.org is no place", pages, names=names)


def test_a_redirect_within_the_site_is_followed() -> None:
    pages = {"/a.txt": redirect("http://www.example.org/b.txt?x=1"), "/b.txt?x=1": reply(b"B")}
    assert fetched(pages)[:2] == ("www.example.org/b.txt", b"B")


def test_a_redirect_elsewhere_is_asked_about() -> None:
    pages = {"/a.txt": redirect("https://other.example.org/b")}
    with pytest.raises(SentElsewhere, match=r"other\.example\.org/b: fetch that address") as told:
        fetched(pages)
    assert told.value.param == "https://other.example.org/b"


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://127.0.0.1/", SentElsewhere),  # and is refused, if it is then asked for
        ("http://example.org:22/", AddressRefused),
        ("file:///etc/passwd", AddressRefused),
        ("gopher://example.org/", AddressRefused),
        ("http://me:word@example.org/", AddressRefused),
    ],
)
def test_a_redirect_gets_nowhere_else(location: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        fetched({"/a.txt": redirect(location)})


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://10.1.1.1/"]
)
def test_an_address_inside_is_not_asked(url: str) -> None:
    refused(NotReached, "no place on the public internet", {}, url=url)


def test_a_circle_of_redirects_ends() -> None:
    refused(FetchFailed, "again and again", {"/a.txt": redirect("/a.txt")})


async def _drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.02)


async def _drip_head(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nx: ")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.02)


async def _silent(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def _endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
    while True:
        writer.write(b"endless " * 8192)
        await writer.drain()


async def _endless_head(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"x-more: " + b"a" * 60_000 + b"\r\n")
        await writer.drain()


async def _interim(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("say", [_drip, _drip_head, _silent, _interim])
def test_a_slow_page_ends_with_the_time(say: Said) -> None:
    limits = FetchLimits(1_000_000, 0.4, LIMITS.ports)
    begun = time.monotonic()
    refused(FetchFailed, r"took longer than 0\.4 seconds", {"/a.txt": say}, limits=limits)
    assert time.monotonic() - begun < 3


def test_silence_ends_before_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = dict.fromkeys(("connect", "read", "write", "pool"), 0.2)
    monkeypatch.setattr(fetch, "_TIMEOUTS", steps)
    begun = time.monotonic()
    refused(FetchFailed, "did not answer", {"/a.txt": _silent})
    assert time.monotonic() - begun < 3


def test_an_endless_page_ends_with_the_bytes() -> None:
    refused(FetchFailed, "gives more than 1 MB", {"/a.txt": _endless})


def test_a_page_that_says_it_is_too_large_is_not_begun() -> None:
    refused(FetchFailed, "gives more", {"/a.txt": reply(b"x" * 10, content_length="1000001")})


def test_an_endless_head_ends() -> None:
    refused(FetchFailed, "does not answer as a web server should", {"/a.txt": _endless_head})


@pytest.mark.parametrize("body", [b"short", b""])
def test_a_page_shorter_than_it_says_is_no_page(body: bytes) -> None:
    refused(FetchFailed, "does not answer as", {"/a.txt": reply(body, content_length="4000")})


def test_what_comes_after_its_length_is_no_part_of_it() -> None:
    assert fetched({"/a.txt": reply(b"Page.HTTP/1.1 200 OK", content_length="5")})[1] == b"Page."


def _gzip(content: bytes) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(content) + packer.flush()


def test_a_bomb_is_unpacked_to_the_limit_and_no_further() -> None:
    bomb = _gzip(bytes(200_000_000))
    assert len(bomb) < 250_000
    begun = time.monotonic()
    refused(FetchFailed, "gives more than 1 MB", {"/a.txt": reply(bomb, content_encoding="gzip")})
    assert time.monotonic() - begun < 3


def test_a_packed_page_is_kept_unpacked() -> None:
    text = b"".join(b"line %d\n" % number for number in range(30_000))
    page = reply(_gzip(text), content_encoding="gzip")
    assert fetched({"/a.txt": page})[1] == text


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (reply(_gzip(b"text " * 9000)[:-20], content_encoding="gzip"), "in the middle of the page"),
        (reply(b"no gzip at all", content_encoding="gzip"), "damaged"),
        (reply(b"x", content_encoding="br"), "packs its page as 'br' unasked"),
        (reply(b""), "an empty page"),
        (reply(b"x", "401 Unauthorized"), "asks for a login: open it in a browser"),
        (reply(b"x", "404 Not Found"), "has no such page: check the address"),
        (reply(b"x", "503 Slow Down"), "status 503"),
        (reply(b"x", content_type="video/mp4"), "'video/mp4', which is not a kind of file"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "does not answer as a web server should"),
    ],
)
def test_what_is_no_page_is_told(page: bytes, why: str) -> None:
    refused(FetchFailed, why, {"/a.txt": page})


def test_nobody_who_listens_is_told() -> None:
    async def ask() -> None:
        async with hostile({}) as port:
            pass
        async with open_page("http://example.org/", LIMITS, Faked(port)):
            raise AssertionError

    with pytest.raises(FetchFailed, match="cannot be reached"):
        asyncio.run(ask())
