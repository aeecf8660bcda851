"""A person notes an answer and words of a page, finds them again, changes, deletes and takes back,
takes them away with footnotes, and asks them; a note outlives its document."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Serve
from tests.browser.facts import ALL, LIABILITY
from tests.browser.marks import at_rest
from tests.browser.serving import Served
from tests.browser.test_reader import LEGAL, SELECT, id_of
from tests.browser.watched import Watched
from tests.work.test_noting import footnotes

NAME = "hire-agreement.pdf"


@pytest.fixture(scope="module")
def server(serve: Serve) -> Served:
    """A contract, and an answer about it."""
    started = serve(ALL, window_tokens=700, server_read_ahead=0)
    with started.client() as client:
        contract = client.add(NAME, (LEGAL / NAME).read_bytes())
        talk = client.ok("POST", "/api/conversations", {"documents": [contract]})
        client.over(client.ask(LIABILITY.question, [contract], conversation=talk["id"])["id"])
    return started


def keep(page: Page, words: str) -> None:
    """Writes own words into the window for a note, and keeps it."""
    window = page.get_by_role("dialog")
    window.get_by_label("Your words").fill(words)
    window.get_by_role("button", name="Keep").click()
    expect(window).to_have_count(0)


def cards(page: Page) -> Locator:
    return page.locator(".note-card")


def test_notes_from_pinning_to_asking(
    server: Served, page: Page, watched: Watched, shots: Path, tmp_path: Path
) -> None:
    page.goto(f"{server.url}/conversations")
    page.locator(".card-link").click()
    page.get_by_role("button", name="Note this answer").click()
    expect(page.get_by_role("dialog")).to_contain_text("limited to EUR 120,000")
    page.screenshot(path=shots / "note-window.png")
    keep(page, "Ask for more")
    expect(page.get_by_text("Kept in your notes.")).to_be_visible()

    page.goto(f"{server.url}/library?doc={id_of(server, NAME)}&page=3")
    expect(page.locator(".highlight.noted").first).to_be_visible()
    before = page.locator(".highlight.noted").count()
    page.evaluate(SELECT, ["Either party may", "after the first 24 months"])
    menu = page.get_by_role("toolbar", name="Selected words")
    menu.get_by_role("button", name="Note", exact=True).click()
    keep(page, "")
    expect(page.locator(".highlight.noted")).not_to_have_count(before)
    at_rest(page)
    page.screenshot(path=shots / "note-marks.png")

    page.goto(f"{server.url}/notes")
    expect(cards(page)).to_have_count(2)
    expect(cards(page).first).to_contain_text("Either party may end this agreement")
    page.screenshot(path=shots / "notes.png")
    page.get_by_label("Search notes").fill("ask FOR more")
    expect(cards(page)).to_have_count(1)
    page.get_by_role("button", name="Actions for Ask for more").click()
    page.get_by_role("button", name="Your words").click()
    keep(page, "Ask for much more")
    page.get_by_label("Search notes").fill("")
    page.get_by_label("Order").select_option("document")
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    pinned = cards(page).filter(has_text="Ask for much more")
    pinned.locator(".source").click()
    expect(page.locator(".highlight:not(.noted)")).to_have_count(2)
    page.keyboard.press("Escape")

    pinned.get_by_role("button", name="Actions for Ask for much more").click()
    page.get_by_role("button", name="Delete").click()
    expect(cards(page)).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(cards(page)).to_have_count(2)
    page.get_by_role("button", name="Save these notes").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as Word").click()
    saved.value.save_as(tmp_path / "notes.docx")
    told = footnotes(docx.Document(str(tmp_path / "notes.docx")))
    assert f"“{LIABILITY.sentence}” {NAME}, p. 3" in told.values()

    page.get_by_role("button", name="Ask my notes").click()
    expect(page.locator(".scope")).to_contain_text("my notes")
    page.locator("#question").fill(LIABILITY.question)
    expect(page.locator(".meter")).to_contain_text("2 notes")
    page.get_by_role("button", name="Ask", exact=True).click()
    source = page.locator(".answer .source")
    expect(source).to_contain_text("my note")
    expect(source).to_contain_text(f"{NAME}p. 3")
    source.click()
    expect(page.locator(".highlight:not(.noted)")).to_have_count(2)
    page.screenshot(path=shots / "notes-asked.png")
    page.keyboard.press("Escape")
    page.locator(".coverage").click()
    ledger = page.get_by_role("dialog")
    expect(ledger).to_contain_text("2 of 2 notes were read and asked")
    ledger.get_by_role("button", name="my notes").first.click()
    expect(page).to_have_url(f"{server.url}/notes")
    page.go_back()
    expect(page.locator(".scope")).to_contain_text("my notes")
    page.reload()
    expect(page.locator(".scope")).to_contain_text("my notes")
    page.get_by_role("button", name="Note this sentence").first.click()
    keep(page, "One alone")
    with server.client() as client:
        (one, *_) = client.ok("GET", "/api/notes?search=alone")["notes"]
    assert (one["kind"], one["pinned"], one["title"]) == (
        "sentence",
        LIABILITY.answer,
        LIABILITY.question,
    )


def test_a_note_outlives_its_document(server: Served, page: Page, watched: Watched) -> None:
    with server.client() as client:
        gone = client.add("gone.txt", b"The gate code is 4711.")
        place = {"document_id": gone, "start": 0, "end": 22}
        client.ok("POST", "/api/notes", {"kind": "selection", "citations": [place]})
    page.goto(f"{server.url}/library")
    page.get_by_role("button", name="Actions for gone.txt").click()
    page.get_by_role("button", name="Delete").click()
    window = page.get_by_role("dialog")
    expect(window).to_contain_text("Notes about it stay, with their quotations.")
    window.get_by_role("button", name="Delete").click()
    page.goto(f"{server.url}/notes")
    card = cards(page).filter(has_text="The gate code is 4711.")
    expect(card).to_contain_text("the document is gone")
    expect(card.locator("button.source")).to_have_count(0)
