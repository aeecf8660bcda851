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
