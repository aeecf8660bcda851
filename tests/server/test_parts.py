"""The pages of a file that are read so far, as they are looked at while the rest of it is."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from farside.config import Settings
from farside.documents import begun, wire
from farside.documents.begun import Keeper, begun_file
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.options import ParseOptions
from farside.library import items
from farside.library.library import Library
from farside.server.uploads.intake import Intake
from farside.server.uploads.parsed import Pages
from farside.types import Box
from tests.library.parsing import CountingParse
from tests.server.chatty import settings_of
from tests.server.served import Client, serving


def scan(pages: int) -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(300, 400))
    for number in range(1, pages + 1):
        canvas.rect(10, 10, 10 * number, 40, fill=1)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


class Reading:
    """A file of nine pages, of which two are read and no more ever are."""

    def __init__(self, server: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server, self.settings = server, settings
        content = scan(9)
        self.sha256 = sha256(content).hexdigest()
        monkeypatch.setattr(begun, "_PAUSE_SECONDS", 0.0)
        known = Pages(2, 9, 30.0, self.sha256)
        monkeypatch.setattr(Intake, "_pages_of", lambda *_: known)
        self.item = server.settled(server.upload("scan.pdf", b"%PDF-1.7")["id"])["id"]
        with closing(Library(settings)) as library:
            items.item_path(library, self.item).write_bytes(content)
            self.file = begun_file(
                library.begun, self.sha256, ParseOptions.of(settings, "scan.pdf")
            )
        keeper = Keeper(self.file)
        keeper.keep(wire.write_opened("application/pdf", 9).rstrip(b"\n"))
        for number in (1, 2):
            line = LineDraft(f"Words {number}", Box(10.0, 20.0, 90.0, 40.0), 0.99)
            keeper.keep(
                wire.write_page(PageDraft(f"p. {number}", (line,), 300.0, 400.0, ocr=True)).rstrip(
                    b"\n"
                )
            )
        keeper.close()

    def audited(self) -> set[str]:
        lines = (self.settings.home / "logs" / "audit.log").read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines]
        return {
            one["route"] for one in found if one.get("document") == self.sha256 and one.get("route")
        }


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    settings = settings_of(tmp_path_factory.mktemp("parts"))
    with pytest.MonkeyPatch.context() as monkeypatch, serving(settings) as server:
        yield Reading(server, settings, monkeypatch)


def test_pages_that_are_read_are_looked_at_while_the_others_are_not(reading: Reading) -> None:
    server, place = reading.server, f"/api/items/{reading.item}"
    shown = server.ok("GET", place)
    assert (shown["done"], shown["pages"], shown["seconds_left"]) == (2, 9, 30.0)
    part = server.ok("GET", f"{place}/pages")
    assert ([page["label"] for page in part["pages"]], part["total"]) == (["p. 1", "p. 2"], 9)
    assert all(page["picture"] and page["ocr"] for page in part["pages"])
    second = server.ok("GET", f"{place}/pages/2")
    assert (second["text"], second["lines"][0]["box"]) == ("Words 2\n", [10.0, 20.0, 90.0, 40.0])
    assert server.ok("GET", f"{place}/text", params={"start": 8})["text"] == "Words 2\n"
    picture = server.get(f"{place}/pages/2/picture", params={"width": 400})
    assert (picture.status_code, picture.content[:4]) == (200, b"\x89PNG")
    assert server.get(f"{place}/pages/3").status_code == 404
    assert len(reading.audited()) == 4


def test_a_part_is_no_document_of_the_library(reading: Reading) -> None:
    """Nothing that asks, counts or exports takes two pages for the nine."""
    assert reading.server.ok("GET", "/api/documents")["total"] == 0
    assert reading.server.get(f"/api/documents/{reading.sha256}/text").status_code == 404


def test_whoever_removes_the_file_removes_its_pages(reading: Reading) -> None:
    assert reading.file.exists()
    reading.server.ok("DELETE", f"/api/items/{reading.item}")
    assert not reading.file.exists()
    assert reading.server.get(f"/api/items/{reading.item}/pages").status_code == 404


def test_a_document_that_is_whole_leaves_no_part(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Words")
    with closing(Library(settings)) as library:
        part = begun_file(library.begun, sha256(b"Words").hexdigest(), ParseOptions("a.txt"))
        part.parent.mkdir(parents=True)
        part.write_bytes(b"")
        library.add(file, "a.txt", CountingParse())
        assert not part.exists()
