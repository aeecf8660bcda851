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
from tests.documents import pdfs

LEGAL = Path("samples/legal")
RESUME = Path("samples/resumes/hannah-brandt.docx")
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
        client.add("hannah-brandt.docx", RESUME.read_bytes())
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
    page.get_by_role("button", name="Close the source").click()
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


def test_a_file_without_pictures_has_headings_and_lists(
    server: Served, page: Page, watched: Watched, shots: Path
) -> None:
    page.goto(f"{server.url}/library?doc={id_of(server, 'hannah-brandt.docx')}")
    words = page.locator(".words")
    expect(words.get_by_role("heading", name="Experience")).to_be_visible()
    expect(words.get_by_role("listitem").filter(has_text="Leads a team of five.")).to_be_visible()
    page.screenshot(path=shots / "resume.png")
    page.evaluate(SELECT, ["Leads a team", "of five."])
    page.get_by_role("button", name="Copy with citation").click()
    quoted, link = clipboard(page).split("\n")
    assert quoted == "“Leads a team of five.” (hannah-brandt.docx, document)"
    page.goto(link)
    expect(words.locator("mark")).to_have_text("Leads a team of five.")


def test_a_number_of_a_table_stays_whole_and_an_endless_word_does_not(
    server: Served, page: Page, watched: Watched
) -> None:
    row = [*["12345678.25"] * 9, "https://example.org/" + "x" * 200]
    with server.client() as client:
        sheet = client.add("figures.csv", "\n".join([",".join(row)] * 2).encode())
    page.set_viewport_size({"width": 375, "height": 780})
    page.goto(f"{server.url}/library?doc={sheet}")
    cells = page.locator(".words tr").last.locator("td")
    expect(cells).to_have_count(len(row))
    lines = cells.evaluate_all(
        """(cells) => cells.map((cell) => {
            const words = document.createRange();
            words.selectNodeContents(cell);
            return new Set([...words.getClientRects()].map((one) => one.top)).size;
        })"""
    )
    assert lines[1:-1] == [1] * 8  # the first cell tells the row too
    assert lines[-1] > 1


def test_words_are_found_in_the_document_and_marked(
    server: Served, page: Page, watched: Watched, shots: Path
) -> None:
    page.goto(f"{server.url}/library?doc={id_of(server, 'hire-agreement.pdf')}")
    page.get_by_role("button", name="Find in this document").click()
    field = page.get_by_role("searchbox", name="Find in this document")
    expect(field).to_be_focused()
    field.fill("total liability")
    found = page.get_by_role("search", name="Find in this document").get_by_role("status")
    expect(found).to_have_text("1 of 1")
    expect(page.locator(".sheet")).to_have_attribute("data-page", "3")
    field.fill("supplier")
    expect(found).not_to_have_text("1 of 1")
    marked = "(name) => [...(CSS.highlights.get(name) ?? [])].map(String)"
    assert {one.lower() for one in page.evaluate(marked, "found")} == {"supplier"}
    before = found.inner_text()
    page.keyboard.press("Enter")
    expect(found).not_to_have_text(before)
    at_rest(page)
    page.screenshot(path=shots / "found.png")
    field.fill("zebra")
    expect(found).to_have_text("Nowhere here")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(page.locator(".reader")).to_be_visible()
    assert page.evaluate(marked, "found") == []


def test_names_stay_and_a_phone_shows_readable_words(
    server: Served, page: Page, watched: Watched, shots: Path
) -> None:
    place = f"/library?doc={id_of(server, 'hire-agreement.pdf')}&at=4445-4534"
    for width in (1024, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(server.url + place)
        expect(page.locator(".highlight").first).to_be_visible()
        names = page.locator(".file-name").filter(has_text="hire-agreement.pdf")
        assert names.evaluate("one => one.scrollWidth - one.clientWidth") <= 1, width
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(server.url + place)
    expect(page.locator(".sheet:not(.loading)")).to_be_visible()
    mark = page.locator(".highlight").first
    expect(mark).to_be_in_viewport()
    box = mark.bounding_box()
    assert box
    assert box["height"] >= 10
    at_rest(page)
    page.screenshot(path=shots / "phone-mark.png")


def test_a_wrong_password_is_said_and_the_right_one_shows_the_pages(
    server: Served, page: Page, watched: Watched, tmp_path: Path, shots: Path
) -> None:
    locked = pdfs.simple(tmp_path / "locked.pdf", "The secret stands here", password="opensesame")
    page.goto(f"{server.url}/library")
    with server.client() as client:
        client.settled(client.upload("locked.pdf", locked.read_bytes())["id"])
    page.get_by_role("button", name="Unlock").click()
    dialog = page.get_by_role("dialog", name="locked.pdf")
    dialog.get_by_label("Password of this file").fill("guess")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("that password does not fit")
    page.screenshot(path=shots / "wrong-password.png")
    dialog.get_by_label("Password of this file").fill("opensesame")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("checkbox", name="Choose locked.pdf")).to_be_visible()
    page.get_by_role("button", name="locked.pdf", exact=True).click()
    expect(page.locator(".sheet:not(.loading)")).to_be_visible()
    expect(page.locator(".layer")).to_contain_text("The secret stands here")
