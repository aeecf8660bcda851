"""One menu wherever documents are: what fits first, its time, and what comes of it, each sentence
with its source."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.looks import faults
from tests.browser.marks import at_rest
from tests.browser.serving import Served
from tests.browser.watched import Watched
from tests.script import YES

LEASE = """# Lease of the shop

The rent of the shop is 900 EUR in each month of the year.

The lease of the shop begins on 2 May 2024 and ends on 1 May 2028.

The tenant paints the shop of the town every three years.
"""
RENT = "The rent of the shop is 900 EUR in each month of the year."
CARD = "How much is the rent of the shop in a month?"
WRONG = "Who is the landlord of the shop?"
RULES = [
    {"all": ["What is the document above"], "reply": {"kind": "contract or agreement"}},
    {"all": ["study card"], "reply": {"questions": [CARD, WRONG, "What is it?", "Why?"]}},
    {"all": ["Write a note"], "reply": {"sentences": [{"text": RENT, "evidence": [2]}]}},
    {"all": ["Say the above in"], "reply": {"sentences": [{"text": RENT, "evidence": [1]}]}},
    {"all": ["what happens on"], "reply": {"event": "The lease of the shop begins"}},
    {"all": [CARD], "reply": {"answer": "900 EUR", "sentences": [2]}, "first_token": YES},
]


@pytest.fixture(scope="module")
def server(serve: Serve) -> Served:
    """A lease and a copy of it with another rent, both known to be contracts."""
    started = serve((), rules=RULES)
    with started.client() as client:
        for name, text in (("lease.md", LEASE), ("old.md", LEASE.replace("900", "800"))):
            client.add(name, text.encode())
        names = {one["name"]: one["id"] for one in client.ok("GET", "/api/documents")["documents"]}
        read = client.ok("POST", "/api/runs", {"kind": "read", "documents": list(names.values())})
        client.over(read["id"])
    return started


def clean(page: Page, where: str) -> None:
    at_rest(page)
    assert faults(page) == [], where


def test_ticked_documents_become_cards_that_anki_takes(
    server: Served, page: Page, watched: Watched, shots: Path
) -> None:
    page.goto(f"{server.url}/library")
    page.get_by_label("Choose lease.md").check()
    page.get_by_role("button", name="Make", exact=True).click()
    menu = page.get_by_role("dialog", name="What should be made of lease.md?")
    first = menu.locator(".choice").first
    expect(first).to_contain_text("Briefing")
    expect(first).to_contain_text("fits")
    expect(menu.locator(".choice")).to_have_count(10)
    expect(first.locator(".minutes")).not_to_be_empty()
    clean(page, "menu")
    page.screenshot(path=shots / "make-menu.png")
    menu.get_by_role("button", name="Study cards").click()
    form = page.get_by_role("dialog", name="Study cards")
    expect(form).to_contain_text("lease.md")
    form.get_by_label("How many cards at most").fill("4")
    clean(page, "form")
    form.get_by_role("button", name="Begin").click()
    card = page.locator(".flip")
    expect(card).to_have_count(1, timeout=30_000)
    expect(card).to_contain_text(CARD)
    expect(page.locator(".notes")).to_contain_text("questions that the model wrote were left out")
    expect(card.locator(".sentence")).to_be_hidden()
    card.locator("summary").click()
    expect(card.locator(".sentence")).to_contain_text("900 EUR")
    clean(page, "cards")
    page.screenshot(path=shots / "make-cards.png")
    card.locator(".cite").click()
    expect(page.locator(".words mark")).to_have_text(RENT)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save as a file").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Cards for Anki").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert text.startswith("#separator:Comma\n")
    assert f'"{CARD}","900 EUR<br>' in text


def test_the_open_document_becomes_a_briefing_that_can_be_put_right(
    server: Served, page: Page, watched: Watched, shots: Path
) -> None:
    page.goto(f"{server.url}/library")
    page.get_by_role("button", name="lease.md", exact=True).click()
    page.locator(".reader").get_by_role("button", name="Make something of this").click()
    page.get_by_role("dialog").get_by_role("button", name="Briefing").click()
    page.get_by_role("dialog", name="Briefing").get_by_role("button", name="Begin").click()
    written = page.locator(".written")
    expect(written.get_by_role("heading").first).to_have_text("What it is", timeout=30_000)
    expect(written).to_contain_text("2024-05-02")
    expect(page.locator(".notes")).to_contain_text("open points")
    clean(page, "briefing")
    page.screenshot(path=shots / "make-briefing.png")
    page.locator(".behind summary").click()
    page.locator(".sourced tbody td [data-at]").nth(1).focus()
    page.keyboard.press("F2")
    page.get_by_role("textbox", name="Correct").fill("The rent is EUR 900 a month.")
    page.keyboard.press("Enter")
    expect(written).to_contain_text("The rent is EUR 900 a month.")
    assert written.inner_text().count("The rent is EUR 900 a month.") == 1
    page.reload()
    expect(written).to_contain_text("The rent is EUR 900 a month.")


def test_the_address_of_before_opens_the_place_and_what_was_made(
    server: Served, page: Page, watched: Watched
) -> None:
    with server.client() as client:
        documents = [one["id"] for one in client.ok("GET", "/api/documents")["documents"]]
        run = client.ok("POST", "/api/runs", {"kind": "timeline", "documents": documents})
        client.over(run["id"])
    page.goto(f"{server.url}/tables")
    expect(page.get_by_role("heading", name="Make")).to_be_visible()
    expect(page).to_have_url(f"{server.url}/make")
    page.goto(f"{server.url}/tables/{run['id']}")
    expect(page.locator(".table.sourced")).to_be_visible()
    expect(page).to_have_url(f"{server.url}/make/{run['id']}")
