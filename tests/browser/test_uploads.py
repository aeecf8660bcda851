"""Many files at once, whole and broken ones: each has its row, and tells what became of it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pypdf
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.conftest import Serve
from tests.browser.watched import Watched

PASSWORD = "moon"


def locked() -> bytes:
    writer = pypdf.PdfWriter()
    writer.append("samples/invoices/invoice-ferro-2291.pdf")
    writer.encrypt(PASSWORD, algorithm="AES-128")
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def archive(members: dict[str, str]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        for name, text in members.items():
            made.writestr(name, text)
    return kept.getvalue()


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_fifty_files_with_broken_ones(
    serve: Serve, page: Page, watched: Watched, shots: Path
) -> None:
    server = serve(server_read_ahead=0)
    texts = [
        payload(f"note-{n:02}.txt", f"This is note {n}. It says little.".encode())
        for n in range(46)
    ]
    bad = [payload("broken.pdf", b"%PDF-1.7 and no more"), payload("broken.docx", b"PK\x03\x04 no")]
    rest = [
        payload("locked.pdf", locked()),
        payload("some.zip", archive({"in/one.txt": "One.", "two.md": "# Two"})),
    ]
    page.goto(f"{server.url}/library")
    page.locator("[data-pick=files]").first.set_input_files([*texts, *bad, *rest])
    page.wait_for_timeout(300)
    page.screenshot(path=shots / "uploading.png")
    page.reload()  # in the middle: what has arrived goes on
    # What had not been sent when the page was left is chosen again; what is known already is no
    # second document.
    page.locator("[data-pick=files]").first.set_input_files([*texts, *bad, *rest])
    expect(page.locator(".view-head .note")).to_have_text("48 documents", timeout=60_000)
    expect(page.locator(".file.bad .file-name").filter(has_text="broken.pdf").first).to_be_visible()
    row = page.locator(".file.bad").filter(has_text="locked.pdf").first
    expect(row.locator(".file-state")).to_have_text("needs a password")
    page.screenshot(path=shots / "library.png")
    row.get_by_role("button", name="Unlock").click()
    page.get_by_label("Password of this file").fill(PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="Unlock").click()
    expect(page.locator(".view-head .note")).to_have_text("49 documents")

    page.get_by_label("Search names and words").fill("note-1")
    expect(page.locator(".file")).to_have_count(5)
    page.get_by_role("button", name="All 10 names").click()
    expect(page.locator(".file")).to_have_count(10)
    page.get_by_label("Search names and words").fill("broken.docx")
    expect(page.locator(".file.bad").first).to_contain_text("broken.docx")
    page.get_by_role("button", name="Remove broken.docx from the list").first.click()


def test_a_drop_goes_into_the_collection_that_is_open(
    serve: Serve, page: Page, watched: Watched
) -> None:
    server = serve(server_read_ahead=0)
    page.goto(f"{server.url}/library")
    page.get_by_role("button", name="New collection").click()
    page.get_by_label("Name").fill("Letters & more")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Letters & more")).to_be_visible()
    page.evaluate(
        """() => {
            const held = new DataTransfer();
            held.items.add(new File(["Dear friend."], "letter.txt"));
            const told = { bubbles: true, cancelable: true, dataTransfer: held };
            for (const kind of ["dragenter", "dragover", "drop"]) {
                document.body.dispatchEvent(new DragEvent(kind, told));
            }
        }"""
    )
    row = page.locator(".file").filter(has_text="letter.txt")
    expect(row).to_have_attribute("data-state", re.compile("ready|none|read"))
    page.get_by_role("link", name="All", exact=True).click()
    expect(page.locator(".file-facts")).to_contain_text("Letters & more")
    page.get_by_label("Choose letter.txt").check()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator(".file")).to_have_count(0)
    expect(page.get_by_text("Nothing here yet")).to_be_visible()


def test_a_list_asked_for_meanwhile_shows_no_file_twice(
    serve: Serve, page: Page, watched: Watched
) -> None:
    """Whoever makes a collection asks for the documents again: one just made is there before its
    file has settled."""
    server = serve(server_read_ahead=0)

    def early(route: Route) -> None:
        told = route.fetch().json()
        told["documents"].append({**told["documents"][0], "id": "f" * 64, "name": "early.txt"})
        route.fulfill(json=told)

    page.goto(f"{server.url}/library")
    page.locator("[data-pick=files]").first.set_input_files(
        [payload("letter.txt", b"Dear friend.")]
    )
    expect(page.locator(".file")).to_have_attribute("data-state", re.compile("ready|none|read"))
    page.route("**/api/documents*", early)
    page.get_by_role("button", name="New collection").click()
    page.get_by_role("textbox", name="Name").fill("Letters")
    with page.expect_response("**/api/documents*"):
        page.get_by_role("button", name="Create").click()
    page.get_by_role("link", name="All", exact=True).click()
    expect(page.get_by_label("Choose letter.txt")).to_be_visible()
    expect(page.locator(".file")).to_have_count(1)
