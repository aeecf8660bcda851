"""What comes into the library besides files: text that is pasted, a page of the web, a folder that
is watched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from farside.config import Settings
from farside.server.uploads import fetcher
from tests.browser.conftest import Serve
from tests.browser.looks import faults
from tests.browser.serving import Served
from tests.browser.watched import Watched
from tests.script import script
from tests.server.served import Client, serving
from tests.work.fetching.hostile import Faked, hostile_thread, redirect, reply

PAGES = {
    "/rent": reply(b"<h1>Rents</h1><p>The rent is 900 euros.</p>", content_type="text/html"),
    "/moved": redirect("http://other.example.org/rent"),
}
PASTE = """(text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that may be watched."""
    made = tmp_path_factory.mktemp("roots") / "scans"
    made.mkdir()
    return made


@pytest.fixture(scope="module")
def server(serve: Serve, folder: Path) -> Served:
    return serve(server_read_ahead=0, server_watch_roots=folder.parent)


@pytest.fixture
def online(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A server for which the web is a thread of the test."""
    with hostile_thread(PAGES) as port:
        monkeypatch.setattr(fetcher, "Internet", lambda: Faked(port))
        model = script(tmp_path)
        with serving(Settings(home=home, model=model, server_read_ahead=False)) as client:
            yield client


def way(page: Page, name: str) -> None:
    page.get_by_role("button", name="More ways to add").click()
    page.locator(".menu-list").get_by_role("button", name=name).click()


def test_a_text_is_typed_or_pasted(server: Served, page: Page, watched: Watched) -> None:
    page.goto(f"{server.url}/library")
    way(page, "Add text")
    expect(page.get_by_role("textbox", name="Text")).to_be_focused()
    assert faults(page) == []
    page.get_by_role("textbox", name="Text").fill("# Notes of Monday\n\nThe rent is 900 euros.")
    page.get_by_role("dialog").get_by_role("button", name="Add").click()
    expect(page.locator("button.file-name").filter(has_text="Notes of Monday.md")).to_be_visible()
    page.evaluate(PASTE, "Dear Mira,\nthe rent is due.")
    expect(page.get_by_role("textbox", name="Text")).to_have_value("Dear Mira,\nthe rent is due.")
    page.get_by_role("textbox", name="Name").fill("letter")
    page.get_by_role("dialog").get_by_role("button", name="Add").click()
    expect(page.locator("button.file-name").filter(has_text="letter.txt")).to_be_visible()
    page.get_by_role("searchbox").evaluate(
        "(field) => field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true }))"
    )
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_page_of_the_web_is_fetched_and_says_whom_it_asks(
    online: Client, page: Page, watched: Watched
) -> None:
    for status in ("409", "403"):
        watched.allow(f"status of {status}")
    page.goto(f"{str(online.base_url).rstrip(chr(47))}/library")
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    page.evaluate(PASTE, "http://example.org/moved")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Farside will contact example.org")
    assert faults(page) == []
    dialog.get_by_role("button", name="Get it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("sends on to http://other.example.org/rent")
    dialog.get_by_role("button", name="Contact other.example.org instead").click()
    row = page.locator("button.file-name").filter(has_text="rent.html")
    row.click()
    expect(page.get_by_role("link", name="http://other.example.org/rent")).to_be_visible()
    page.keyboard.press("Escape")
    way(page, "Add a web page")
    page.get_by_label("Address").fill("http://10.0.0.1/")
    page.get_by_role("dialog").get_by_role("button", name="Get it").click()
    expect(page.get_by_role("alert")).to_contain_text("no place on the public internet")


def test_a_folder_is_watched(server: Served, folder: Path, page: Page, watched: Watched) -> None:
    (folder / "a.txt").write_text("Invoice 1 of Ferro.")
    (folder / "bad.pdf").write_text("%PDF-1.7 and no more")
    page.goto(f"{server.url}/library")
    way(page, "Watch a folder")
    expect(page.get_by_label("Folder of the server")).to_have_value(str(folder.parent))
    assert faults(page) == []
    page.get_by_label("Folder of the server").fill(str(folder))
    page.get_by_role("textbox", name="Collection").fill("Scans")
    page.get_by_role("button", name="Watch it").click()
    section = page.get_by_role("region", name="Watched folders")
    expect(section).to_contain_text("1 file")
    expect(page.locator("button.file-name").filter(has_text="a.txt")).to_be_visible()
    section.get_by_role("button", name="1 is no document").click()
    expect(page.get_by_role("dialog")).to_contain_text("bad.pdf")
    assert faults(page) == []
    page.keyboard.press("Escape")
    (folder / "b.txt").write_text("Invoice 2 of Ferro.")
    expect(section).to_contain_text("2 files")
    (folder / "a.txt").unlink()
    expect(section).to_contain_text("1 file is gone; its document is kept.")
    assert faults(page) == []
    section.get_by_role("button", name="Remove the document").click()
    expect(page.locator("button.file-name").filter(has_text="a.txt")).to_have_count(0)
    menu = section.get_by_role("button", name="Actions for")
    menu.click()
    section.get_by_role("button", name="Stop watching").click()
    expect(section).to_contain_text("stopped")
    menu.click()
    section.get_by_role("button", name="Forget this folder").click()
    page.get_by_role("dialog").get_by_role("button", name="Forget this folder").click()
    expect(section).to_have_count(0)
    expect(page.locator("button.file-name").filter(has_text="b.txt")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "language", "scheme"),
    [
        (1440, "en-GB", "light"),
        (1024, "zh-CN", "dark"),
        (375, "en-GB", "dark"),
        (375, "zh-CN", "light"),
    ],
)
def test_it_looks_well(
    server: Served,
    folder: Path,
    browser: Browser,
    shots: Path,
    width: int,
    language: str,
    scheme: Literal["light", "dark"],
) -> None:
    (folder / "c.txt").write_text("Invoice 3 of Ferro.")
    with server.client() as client:
        for one in client.ok("GET", "/api/watches")["watches"]:
            client.ok("DELETE", f"/api/watches/{one['id']}")
        watch = client.ok("POST", "/api/watches", {"folder": str(folder)})["id"]
        client.until(f"/api/watches/{watch}", lambda one: one["files"] >= 1)
    context = browser.new_context(
        locale=language, color_scheme=scheme, viewport={"width": width, "height": 860}
    )
    page = context.new_page()
    page.goto(f"{server.url}/library")
    expect(page.locator(".watch")).to_be_visible()
    inside = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert inside, "nothing sticks out"
    assert faults(page) == []
    name = f"{width}-{language}-{scheme}"
    page.screenshot(path=shots / f"watched-{name}.png")
    for at, what in enumerate(("text", "page", "watch")):
        page.locator(".view-head .menu > button").click()
        page.locator(".menu-list button").nth(at).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        if what == "page":
            page.locator("dialog input").fill("https://example.org/report.pdf")
        assert faults(page) == []
        page.screenshot(path=shots / f"bring-{what}-{name}.png")
        page.keyboard.press("Escape")
    context.close()
