"""Where the keyboard is after a view, a window or a search comes and goes, and words that are being
written, which no slip of the mouse throws away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.serving import Served
from tests.browser.watched import Watched

# A page so busy that nothing comes before it is wanted.
NEVER_IDLE = "self.requestIdleCallback = () => 0;"


@pytest.fixture(scope="module")
def server(serve: Serve) -> Served:
    started = serve(server_read_ahead=0)
    with started.client() as client:
        client.add("harbour.txt", b"The harbour master is Per Lund. The harbour is deep.")
    return started


@pytest.mark.parametrize("view", ["Library", "Make", "Conversations", "Notes", "Jobs", "Settings"])
def test_a_view_that_comes_later_has_the_focus_at_its_heading(
    server: Served, page: Page, watched: Watched, view: str
) -> None:
    page.add_init_script(NEVER_IDLE)
    page.goto(server.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("link", name=view).first.click()
    expect(page.get_by_role("heading", level=1, name=view)).to_be_focused()


@pytest.mark.parametrize("way", ["Escape", "Cancel"])
def test_a_window_gives_the_focus_back(
    server: Served, page: Page, watched: Watched, way: str
) -> None:
    page.goto(f"{server.url}/make")
    opener = page.get_by_role("button", name="Table of facts")
    opener.focus()
    page.keyboard.press("Enter")
    window = page.get_by_role("dialog")
    expect(window.get_by_label("Columns")).to_be_focused()
    if way == "Escape":
        page.keyboard.press(way)
    else:
        window.get_by_role("button", name=way).click()
    expect(window).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_window_with_nothing_to_fill_in_begins_with_enter(
    server: Served, page: Page, watched: Watched
) -> None:
    page.goto(f"{server.url}/make")
    page.get_by_role("button", name="Timeline").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Begin")).to_be_focused()


def test_a_search_in_the_document_leaves_the_focus_there(
    server: Served, page: Page, watched: Watched
) -> None:
    page.goto(f"{server.url}/library")
    page.get_by_role("button", name="harbour.txt").first.click()
    page.get_by_role("button", name="Find in this document").click()
    expect(page.get_by_role("searchbox", name="Find in this document")).to_be_focused()
    page.keyboard.type("harbour")
    expect(page.locator(".find")).to_contain_text("1 of 2")
    page.keyboard.press("Escape")
    expect(page.locator(".reader-body")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".reader")).to_have_count(0)


def test_words_in_a_window_outlive_a_click_beside_it(
    server: Served, page: Page, watched: Watched
) -> None:
    page.add_init_script(NEVER_IDLE)
    page.goto(f"{server.url}/notes")
    window = page.get_by_role("dialog")
    page.get_by_role("button", name="New note").click()
    expect(window).to_be_visible()
    page.mouse.click(20, 20)
    expect(window).to_have_count(0)

    page.get_by_role("button", name="New note").click()
    field = window.get_by_label("Your words")
    at = field.bounding_box()
    assert at is not None
    page.mouse.move(at["x"] + 150, at["y"] + 15)
    page.mouse.down()
    page.mouse.move(20, at["y"] + 15, steps=3)  # a selection whose end slips out of the window
    page.mouse.up()
    expect(window).to_be_visible()
    field.fill("A long thought about the harbour")
    page.mouse.click(20, 20)
    expect(field).to_have_value("A long thought about the harbour")
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)


def test_a_chosen_cell_is_not_below_the_names_that_stay(
    server: Served, page: Page, watched: Watched
) -> None:
    page.goto(f"{server.url}/make")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    with server.client() as client:
        (document,) = client.ok("GET", "/api/documents")["documents"]
    page.evaluate(
        """async (id) => {
            const { html, render } = await import("/web/js/ui.js");
            const { Table } = await import("/web/js/tables/table.js");
            const columns = [...Array(9).keys()].map((x) => ({ name: `column number ${x}` }));
            const source = { document_id: id, document: "a.txt", start: 0, end: 9, quote: "q", n: 1 };
            const cells = columns.map(({ name }) => ({ shown: name, sources: [{ ...source }], flags: [] }));
            const rows = [{ document: `${"a-long-name-".repeat(9)}.txt`, document_id: id, cells }];
            const box = document.querySelector("main").appendChild(document.createElement("div"));
            box.style.width = "600px";
            render(html`<${Table} table=${{ columns, rows }} />`, box);
        }""",  # noqa: E501
        document["id"],
    )
    page.locator(".scroll-x").evaluate("(box) => (box.scrollLeft = 600)")
    cell = page.locator("[data-at='0,2']")
    cell.evaluate("(one) => one.click()")
    expect(cell).to_have_attribute("aria-current", "true")
    page.wait_for_function(
        """() => document.querySelector("[data-at='0,2']").getBoundingClientRect().left
            >= document.querySelector("tbody th").getBoundingClientRect().right"""
    )
