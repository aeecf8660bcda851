"""The reader: every passage has an address, its words can be selected and taken along, in both
scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.facts import ALL, LIABILITY
from tests.browser.marks import at_rest
from tests.browser.serving import Served
from tests.browser.watched import Watched

LEGAL = Path("samples/legal")
SELECT = """([first, last]) => {
    const rows = [...document.querySelectorAll("[data-start]")];
    const row = (words) => rows.find((one) => one.textContent.includes(words));
    const range = document.createRange();
    range.setStart(row(first).firstChild, row(first).textContent.indexOf(first));
    range.setEnd(row(last).firstChild, row(last).textContent.indexOf(last) + last.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


@pytest.fixture(scope="module")
def server(serve: Serve) -> Served:
    """Two contracts, and an answer about the English one."""
    started = serve(ALL, window_tokens=700, server_read_ahead=0)
    with started.client() as client:
        ids = [
            client.add(name, (LEGAL / name).read_bytes())
            for name in ("hire-agreement.pdf", "ferry-rules-zh.pdf")
        ]
        talk = client.ok("POST", "/api/conversations", {"documents": ids[:1]})
        client.over(client.ask(LIABILITY.question, ids[:1], conversation=talk["id"])["id"])
    return started


def id_of(server: Served, name: str) -> str:
    with server.client() as client:
        documents = client.ok("GET", "/api/documents")["documents"]
    return next(str(one["id"]) for one in documents if one["name"] == name)


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_citation_has_an_address(
    server: Served, page: Page, watched: Watched, shots: Path
) -> None:
    page.goto(f"{server.url}/conversations")
    page.locator(".card-link").click()
    talk = page.url
    page.locator(".cite").first.click()
    expect(page.locator(".highlight")).to_have_count(2)
    opened = page.url
    assert "doc=" in opened
    assert "at=" in opened
    page.get_by_role("button", name="Copy link to this sentence").click()
    link = clipboard(page)

    page.go_back()
    expect(page.locator(".reader")).to_have_count(0)
    assert page.url == talk
    page.go_forward()
    expect(page.locator(".highlight")).to_have_count(2)
    expect(page.locator(".cite").first).to_have_attribute("aria-current", "true")
    page.reload()
    expect(page.locator(".highlight")).to_have_count(2)
    expect(page.locator(".cite").first).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name="Next page").click()
    expect(page.locator(".sheet")).to_have_attribute("data-page", "4")
    page.reload()
    expect(page.locator(".sheet")).to_have_attribute("data-page", "4")
    page.keyboard.press("Escape")
    expect(page.locator(".reader")).to_have_count(0)
    expect(page).to_have_url(talk)

    other = page.context.new_page()
    other.goto(link)
    expect(other.locator(".sheet")).to_have_attribute("data-page", "3")
    expect(other.locator(".highlight")).to_have_count(2)
    expect(other.locator(".reader h2")).to_have_text("hire-agreement.pdf")
    at_rest(other)
    other.screenshot(path=shots / "passage-link.png")
    other.get_by_role("button", name="Close the source").click()
    expect(other).to_have_url(f"{server.url}/library")


def test_words_are_selected_copied_and_asked_about(
    server: Served, page: Page, watched: Watched, shots: Path
) -> None:
    page.goto(f"{server.url}/library?doc={id_of(server, 'hire-agreement.pdf')}&page=3")
    expect(page.locator(".layer div").first).to_be_attached()
    page.evaluate(SELECT, ["total liability", "EUR 120,000"])
    menu = page.get_by_role("toolbar", name="Selected words")
    expect(menu).to_be_visible()
    at_rest(page)
    page.screenshot(path=shots / "selection.png")
    page.keyboard.press("Control+c")
    words = (
        "total liability under this agreement in any period of 12 months is limited to EUR 120,000"
    )
    assert clipboard(page) == words
    menu.get_by_role("button", name="Copy with citation").click()
    quoted, link = clipboard(page).split("\n")
    assert quoted == f"“{words}” (hire-agreement.pdf, p. 3)"
    page.evaluate(SELECT, ["total liability", "EUR 120,000"])
    menu.get_by_role("button", name="Ask about this").click()
    expect(page.locator("#question")).to_have_value(quoted + "\n")
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator(".scope")).to_contain_text("hire-agreement.pdf")
    expect(page.locator(".highlight")).to_have_count(2)
    page.goto(link)
    expect(page.locator(".highlight")).to_have_count(2)


def test_chinese_lines_are_copied_without_gaps(
    server: Served, page: Page, watched: Watched
) -> None:
    page.goto(f"{server.url}/library?doc={id_of(server, 'ferry-rules-zh.pdf')}&page=2")
    expect(page.locator(".layer div").first).to_be_attached()
    page.evaluate(SELECT, ["自行车每辆", "折叠后不收费"])
    page.keyboard.press("Control+c")
    assert "自行车每辆加收三元" in clipboard(page)
    assert " " not in clipboard(page)
    assert "\n" not in clipboard(page)
