"""Where people end up by chance: addresses at which nothing is, names and questions longer than
anybody planned for."""

from __future__ import annotations

from playwright.sync_api import Page, Route, ViewportSize, expect

from tests.browser.conftest import Serve
from tests.browser.marks import at_rest
from tests.browser.watched import Watched

NAME = (
    "A very long name that somebody gave because the whole story should be in it, "
    "once and for all, final v2.txt"
)
PHONE: ViewportSize = {"width": 360, "height": 740}


def test_an_address_at_which_nothing_is_says_so(serve: Serve, page: Page, watched: Watched) -> None:
    watched.allow("status of 404")
    watched.allow("status of 422")  # no id of a conversation looks so
    server = serve(server_read_ahead=0)
    for view, title in (
        ("c/none", "This conversation is not here"),
        ("tables/none", "This table is not here"),
    ):
        page.goto(f"{server.url}/{view}")
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Make").click()
    expect(page.get_by_role("heading", name="Make")).to_be_visible()


# What a finger can hit is 24 pixels wide and high; a link in running text may be lower.
SMALL = """() => [...document.querySelectorAll(
        ":is(a[href], button, input, select, textarea, summary):not(p a, .visually-hidden)")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 160)])
    .filter(([{ width, height }]) => Math.min(width, height) < 23.9 && height > 1)
    .map(([{ width, height }, what]) => `${Math.round(width)} x ${Math.round(height)}: ${what}`)"""


def test_long_names_and_questions_stay_in_their_place(
    serve: Serve, page: Page, watched: Watched
) -> None:
    server = serve(server_read_ahead=0)
    with server.client() as client:
        documents = [client.add(NAME, b"Of something. It says little.")]
        talk = client.ok("POST", "/api/conversations", {"documents": documents})
        client.over(client.ask("What? " * 200, documents, conversation=talk["id"])["id"])
        for _ in range(2):
            read = {"kind": "read", "documents": documents}
            client.over(client.ok("POST", "/api/runs", read)["id"])
    page.set_viewport_size(PHONE)
    page.goto(f"{server.url}/c/{talk['id']}")
    expect(page.get_by_label("Your question")).to_be_focused()  # a follow-up can be typed at once
    bubble = page.locator(".bubble")
    expect(bubble).to_be_visible()
    short = bubble.evaluate("one => one.clientHeight")
    page.get_by_role("button", name="Show all of it").click()
    expect(page.get_by_role("button", name="Show less")).to_be_visible()
    assert bubble.evaluate("one => one.clientHeight") > 2 * short
    page.get_by_role("button", name="Show less").click()
    page.locator(".source").first.click()
    expect(page.locator(".words mark")).to_be_visible()
    at_rest(page)
    assert page.evaluate(SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    frame = page.locator(".reader").bounding_box()
    assert frame
    assert frame["width"] <= PHONE["width"]
    places = page.get_by_role("navigation").get_by_role("link")
    expect(places.filter(visible=True)).to_have_text(["Ask", "Library", "Make", "Chats"])
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Jobs").click()
    expect(page.locator(".reader")).to_have_count(0)  # it goes with the place it was opened from
    expect(page.get_by_role("heading", name="Jobs")).to_be_visible()
    expect(page.locator(".job:visible")).to_have_count(1)
    expect(page.get_by_text("Read ahead 2 times")).to_be_visible()
    for view in ("", "library", "make", "conversations", "notes", "jobs", "settings", "proof"):
        page.goto(f"{server.url}/{view}")
        expect(page.locator("h1").first).to_be_visible()
        at_rest(page)
        assert page.evaluate(SMALL) == [], view


def test_two_choices_in_a_row_are_both_kept(serve: Serve, page: Page, watched: Watched) -> None:
    """The server's answer to the first comes when the second has been made: it must not undo it on
    screen."""
    server = serve(server_read_ahead=0)
    page.goto(f"{server.url}/settings")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    held: list[Route] = []
    page.route(
        "**/api/settings",
        lambda route: held.append(route) if route.request.method == "PATCH" else route.continue_(),
    )
    page.get_by_role("radio", name="Light").check()
    page.get_by_text("Show details").click()
    page.get_by_label("Rounds").fill("1")
    page.get_by_label("Rounds").blur()
    page.get_by_role("radio", name="Dark").check()
    for _ in range(200):
        if len(held) == 3:
            break
        page.wait_for_timeout(50)
    first, second, third = held
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    for one in (first, second):
        with page.expect_response("**/api/settings"):
            one.continue_()
        page.wait_for_timeout(50)
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    with page.expect_response("**/api/settings"):
        third.continue_()
    with server.client() as client:
        settings = client.ok("GET", "/api/settings")
    assert (settings["theme"], settings["rounds"]) == ("dark", 1)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    expect(page.get_by_label("Rounds")).to_have_value("1")
