"""Long files give their place up while others wait, and one that is removed ends its parser."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Timer

import psutil
import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen import canvas

from farside.access.users import Users
from farside.config import Settings
from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox
from farside.server import access
from farside.server.uploads import intake, places
from farside.server.uploads.places import ParsingPlace, ParsingPlaces
from tests.server.served import Client, serving

PASSWORD = "correct horse"
PAGES = 4000


@pytest.fixture(scope="module")
def long() -> bytes:
    """A PDF whose thousands of pages take a minute or so."""
    page = io.BytesIO()
    sheet = canvas.Canvas(page)
    for line in range(80):
        sheet.drawString(
            20, 830 - 10 * line, f"Line {line} of a page on which there are many words. " * 2
        )
    sheet.save()
    writer, (first,) = PdfWriter(), PdfReader(page).pages
    for _ in range(PAGES):
        writer.add_page(first)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.fixture
def quick(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(places, "_TURN_SECONDS", 0.5)
    return replace(settings, server_read_ahead=False)


@contextmanager
def people(server: Client, settings: Settings, *names: str) -> Iterator[list[Client]]:
    with closing(Users(settings)) as users:
        keys = [users.new_key(users.add(name, PASSWORD))[1] for name in names]
    headers = [{"Authorization": f"Bearer {key}"} for key in keys]
    with ExitStack() as opened:
        yield [
            opened.enter_context(Client(base_url=server.base_url, timeout=30, headers=one))
            for one in headers
        ]


def parsers() -> list[psutil.Process]:
    """The processes in which files are parsed, of all servers that this process has started."""
    found = []
    for one in psutil.Process().children(recursive=True):
        try:
            if "farside.documents.worker" in " ".join(one.cmdline()):
                found.append(one)
        except psutil.Error:
            continue
    return found


def begun(server: Client, content: bytes) -> str:
    """An item of which some pages are parsed."""
    item: str = server.upload("long.pdf", content)["id"]
    server.until(f"/api/items/{item}", lambda one: one["done"] > 0)
    return item


def ended(processes: list[psutil.Process], within: float) -> bool:
    return not psutil.wait_procs(processes, timeout=within)[1]


def test_two_people_s_long_files_do_not_hold_up_a_third(quick: Settings, long: bytes) -> None:
    with (
        serving(quick) as server,
        people(server, quick, "anna", "ben", "carl") as (anna, ben, carl),
    ):
        items = [(one, begun(one, long)) for one in (anna, ben)]
        started = time.monotonic()
        carl.add("a.txt", b"Words of a letter.")
        assert time.monotonic() - started < 20
        for one, item in items:
            done = one.ok("GET", f"/api/items/{item}")
            assert done["state"] == "parsing"
            one.until(f"/api/items/{item}", lambda now, was=done["done"]: now["done"] > was)
            one.ok("DELETE", f"/api/items/{item}")


def test_a_file_that_is_removed_ends_its_parser(quick: Settings, long: bytes) -> None:
    with serving(quick) as server:
        item = begun(server, long)
        after = server.upload("a.txt", b"Words.")["id"]
        working = parsers()
        assert working
        server.ok("DELETE", f"/api/items/{item}")
        assert ended(working, 2)
        assert server.settled(after)["state"] == "ready"
        assert server.ok("GET", "/api/documents")["total"] == 1


def test_a_file_that_rests_is_removed_too(
    quick: Settings, long: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_AT_ONCE", 1)
    with serving(quick) as server, people(server, quick, "anna", "ben") as (anna, ben):
        first = begun(anna, long)
        other = begun(ben, long)
        working = parsers()
        assert len(working) == 2
        for one, item in ((anna, first), (ben, other)):
            one.ok("DELETE", f"/api/items/{item}")
        assert ended(working, 2)


def test_what_a_removed_user_sent_is_not_parsed(
    quick: Settings, long: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_LOOK_SECONDS", 0.1)
    with serving(quick) as server, people(server, quick, "anna", "ben") as (anna, _):
        begun(anna, long)
        working = parsers()
        with closing(Users(quick)) as users:
            users.remove("anna")
        assert ended(working, 3)


def test_without_a_seat_a_long_file_is_begun_anew_later(
    quick: Settings, long: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_AT_ONCE", 1)
    monkeypatch.setattr(intake, "_SEATS", 1)
    monkeypatch.setattr(places, "_TURNS_UNSEATED", 8)
    with (
        serving(quick) as server,
        people(server, quick, "anna", "ben", "carl") as (anna, ben, carl),
    ):
        first = begun(anna, long)
        second = ben.upload("long.pdf", long)["id"]
        for state in ("parsing", "waiting"):
            ben.until(f"/api/items/{second}", lambda one, state=state: one["state"] == state)
        carl.add("a.txt", b"Words of a letter.")
        anna.ok("DELETE", f"/api/items/{first}")
        ben.until(f"/api/items/{second}", lambda one: one["state"] == "parsing" and one["done"] > 0)
        ben.ok("DELETE", f"/api/items/{second}")


def test_places_go_round_and_whoever_begins_comes_first() -> None:
    told: list[str] = []

    async def works(places: ParsingPlaces, name: str, turns: int) -> None:
        async with ParsingPlace(places) as place:
            for _ in range(turns):
                told.append(name)
                await asyncio.sleep(0)
                if places.wanted and await place.may_rest():
                    await place.pass_on()

    async def all_of_them() -> None:
        places = ParsingPlaces(1, 6)
        await asyncio.gather(
            works(places, "long", 4), works(places, "short", 1), works(places, "other", 2)
        )
        assert not places.wanted
        await asyncio.wait_for(places.take(), 1)
        assert not places.full

    asyncio.run(all_of_them())
    assert told == ["long", "short", "other", "long", "other", "long", "long"]


def test_whoever_is_in_the_middle_waits_for_those_who_begin_but_not_for_ever() -> None:
    async def order() -> list[str]:
        places, told = ParsingPlaces(1, 6), []

        async def waits(name: str, patience: float) -> None:
            await places.take(patience)
            told.append(name)
            places.give()

        await places.take()
        waiting = [
            asyncio.ensure_future(waits("middle", 0.1)),
            asyncio.ensure_future(waits("first", 0)),
        ]
        await asyncio.sleep(0.2)
        waiting.append(asyncio.ensure_future(waits("late", 0)))
        await asyncio.sleep(0)
        places.give()
        await asyncio.gather(*waiting)
        return told

    assert asyncio.run(order()) == ["first", "middle", "late"]


def test_a_place_that_is_cancelled_while_it_waits_is_nobody_s() -> None:
    async def cancelled() -> bool:
        places = ParsingPlaces(1, 1)
        async with ParsingPlace(places) as place:
            await places_taken(places, place)
        places.give()
        async with asyncio.timeout(1):
            await places.take()
        return places.full

    async def places_taken(places: ParsingPlaces, place: ParsingPlace) -> None:
        other = asyncio.ensure_future(places.take())
        passing = asyncio.ensure_future(place.pass_on())
        await other
        await asyncio.sleep(0)
        passing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await passing

    assert asyncio.run(cancelled()) is False


def test_a_parser_that_rests_is_given_its_time(tmp_path: Path) -> None:
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for file in files:
        file.write_text(f"Words of {file.name}.")
    others = set(parsers())
    with Sandbox(may_rest=True) as sandbox:
        sandbox.parse(files[0], ParseOptions("a.txt"), lambda *_: None)
        (worker,) = set(parsers()) - others
        worker.suspend()
        Timer(1.5, worker.resume).start()
        document = sandbox.parse(files[1], ParseOptions("b.txt", seconds=0.5), lambda *_: None)
    assert "Words of b.txt." in document.text
