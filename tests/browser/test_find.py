"""The library's search field finds any word: names first, then the text with page and snippet; a
click opens the reader there, and what was found can be asked about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.facts import ALL, LIABILITY
from tests.browser.serving import Served
from tests.browser.watched import Watched

CONTRACT = Path(__file__).parents[2] / "samples" / "legal" / "hire-agreement.pdf"


@pytest.fixture(scope="module")
def server(serve: Serve) -> Served:
    """A contract, a question about it, and a file that wants to be code."""
    started = serve(ALL, window_tokens=700, server_read_ahead=0)
    with started.client() as client:
        contract = client.add("hire-agreement.pdf", CONTRACT.read_bytes())
        client.add("quagga.txt", b"A <script>alert(1)</script> of no interest.\n")
        client.add("one.txt", ("Nothing. " * 400 + "\nThe quagga is shut.\n").encode())
        talk = client.ok("POST", "/api/conversations", {"documents": [contract]})
        run = client.ask(LIABILITY.question, [contract], conversation=talk["id"])
        client.over(run["id"])
    return started


def search(page: Page, words: str) -> None:
    page.get_by_label("Search names and words").fill(words)
    found = page.locator(".found:not(.old)")
    expect(found.locator("h2, .note:not(:empty)").first).to_be_visible()


def test_a_word_is_found_opened_and_asked_about(
    server: Served, page: Page, watched: Watched
) -> None:
    page.goto(f"{server.url}/library")
    search(page, "quagga")
    expect(page.locator(".file-name")).to_have_text(["quagga.txt"])
    section = page.get_by_role("region", name="In the text")
    expect(section.locator("h3")).to_have_text(["one.txt"])
    hit = section.locator(".hit").first
    expect(hit.locator("mark")).to_have_text(["quagga"])
    hit.click()
    expect(page.locator(".reader mark")).to_have_text("quagga")
    expect(page.locator(".reader h2")).to_have_text("one.txt")
    page.keyboard.press("Escape")
    search(page, "script")
    expect(section.locator(".hit-words")).to_contain_text("<script>alert(1)</script>")
    search(page, "quagga")
    section.get_by_role("button", name="Ask about this document").click()
    expect(page.locator("#question")).to_be_visible()
    expect(page.locator("body")).to_contain_text("one.txt")
    page.locator("#question").fill("Half a")
    page.go_back()
    expect(page.get_by_label("Search names and words")).to_have_value("quagga")
    expect(section.locator("h3")).to_have_text(["one.txt"])
    page.go_forward()
    expect(page.locator("#question")).to_have_value("Half a")


def test_what_was_asked_is_found_and_nothing_is_said_to_be_nothing(
    server: Served, page: Page, watched: Watched
) -> None:
    page.goto(f"{server.url}/library")
    search(page, f'"{LIABILITY.question}"')
    page.locator(".hit.said").first.click()
    expect(page).to_have_url(re.compile(r"/c/c[0-9a-f]{16}$"))
    page.goto(f"{server.url}/library")
    search(page, "xyzzy OR (")
    expect(page.get_by_text("Nothing matches “xyzzy OR (”.")).to_be_visible()
    expect(page.locator(".view-head .note")).not_to_have_text("0 documents")
