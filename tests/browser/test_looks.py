"""Every view, in light and dark, in English and Chinese, on a phone, a desk and a wide screen:
nothing sticks out, axe finds no serious fault, and a picture is kept to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Serve
from tests.browser.facts import ALL, BICYCLES, LIABILITY
from tests.browser.marks import at_rest
from tests.browser.serving import Served
from tests.browser.watched import Watched
from tests.work.invoices import made

SERIOUS = ("serious", "critical")
RULES: dict[str, Any] = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody sees the page."""

    name: str
    width: int
    height: int
    language: str = "en-GB"
    scheme: Literal["light", "dark"] = "light"
    axe: bool = True


LOOKS = (
    Look("desk", 1360, 860),
    Look("desk-dark", 1360, 860, scheme="dark"),
    Look("wide-zh", 1600, 1000, "zh-CN", axe=False),
    Look("tablet-zh-dark", 900, 1100, "zh-CN", "dark", axe=False),
    Look("phone", 360, 740),
    Look("phone-zh-dark", 360, 740, "zh-CN", "dark"),
)
# With what is there last in each.
VIEWS = {
    "": (".suggestion", ".meter .facts"),
    "library": (".file-name",),
    "make": (".starter:enabled",),
    "conversations": (".card-link",),
    "notes": (".note-card",),
    "jobs": (".job",),
    "proof": (".heat g",),
    "settings": (".setting select", ".store dd"),
}


@pytest.fixture(scope="module")
def server(serve: Serve) -> Served:
    """A library with something of everything."""
    started = serve(ALL, window_tokens=700)
    with started.client() as client:
        for item in client.ok("POST", "/api/samples", {})["items"]:
            client.settled(item["id"])
        client.settled(client.upload("broken.pdf", b"%PDF-1.7 no more")["id"])
        names = {one["name"]: one["id"] for one in client.ok("GET", "/api/documents")["documents"]}
        for fact, name in ((LIABILITY, "hire-agreement.pdf"), (BICYCLES, "ferry-rules-zh.pdf")):
            talk = client.ok("POST", "/api/conversations", {"documents": [names[name]]})
            client.over(client.ask(fact.question, [names[name]], conversation=talk["id"])["id"])
        place = {"document_id": names["hire-agreement.pdf"], "start": 200, "end": 400}
        client.ok("POST", "/api/notes", {"kind": "own", "words": "Look", "citations": [place]})
        run = client.ok(
            "POST", "/api/runs", {"kind": "eval", "lengths": [600, 900], "depths": [0, 50, 100]}
        )
        assert client.over(run["id"])["state"] == "finished"
        bills = [client.add(f"bill{n}.xml", made.cii().encode() + n * b"\n") for n in (1, 2)]
        client.over(client.ok("POST", "/api/runs", {"kind": "expenses", "documents": bills})["id"])
    return started


@pytest.fixture
def seen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Page, Look]]:
    look: Look = request.param
    context = browser.new_context(
        locale=look.language,
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        reduced_motion="reduce",
        service_workers="block",
    )
    watched = Watched(context)
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page, look
    watched.check()
    context.close()


@pytest.mark.parametrize("seen", LOOKS, ids=lambda look: look.name, indirect=True)
def test_every_view(server: Served, seen: tuple[Page, Look], shots: Path) -> None:
    page, look = seen
    for view, parts in VIEWS.items():
        page.goto(f"{server.url}/{view}")
        expect(page.locator("h1").first).to_be_visible()
        for part in parts:
            expect(page.locator(part).first).to_be_visible()
        at_rest(page)
        page.screenshot(path=shots / f"{look.name}-{view or 'ask'}.png")
        _sound(page, look, view)
    page.goto(f"{server.url}/make")
    page.locator(".card-link").first.click()
    page.locator("td.flag .cell-button").focus()
    page.screenshot(path=shots / f"{look.name}-table.png")
    _sound(page, look, "table")
    page.goto(f"{server.url}/conversations")
    page.locator(".card-link").first.click()
    page.locator(".cite").first.click()
    expect(page.locator(".highlight").first).to_be_visible()
    expect(page.locator(".sheet:not(.loading)")).to_be_visible()
    at_rest(page)
    page.screenshot(path=shots / f"{look.name}-check.png")
    _sound(page, look, "check")
    page.keyboard.press("Escape")
    page.locator(".coverage").first.click()
    expect(page.get_by_role("dialog").locator("tbody tr").first).to_be_visible()
    page.screenshot(path=shots / f"{look.name}-ledger.png")
    _sound(page, look, "ledger")
    assert page.evaluate("document.documentElement.lang") == (
        "zh-CN" if look.language == "zh-CN" else "en"
    )


def _sound(page: Page, look: Look, view: str) -> None:
    """Nothing is wider than the screen, and axe has no serious complaint."""
    where = f"{look.name} {view}"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, where
    assert (
        page.evaluate(
            "(({ scrollWidth, clientWidth }) => scrollWidth - "
            "clientWidth)(document.querySelector('.main'))"
        )
        <= 0
    ), where
    if not look.axe:
        return
    found = Axe().run(page, options=RULES).response["violations"]
    serious = [one for one in found if one["impact"] in SERIOUS]
    assert [
        (one["id"], one["help"], [node["html"][:200] for node in one["nodes"]]) for one in serious
    ] == [], where


def test_the_chosen_language_and_theme_are_kept(
    server: Served, page: Page, watched: Watched
) -> None:
    page.goto(f"{server.url}/settings")
    page.get_by_role("radio", name="中文").check()
    expect(page.get_by_role("heading", name="设置")).to_be_visible()
    page.get_by_role("radio", name="深色").check()
    page.goto(server.url)
    expect(page.get_by_role("heading", name="你想知道什么？")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 22, 21)"
    page.goto(f"{server.url}/settings")
    page.get_by_role("radio", name="English").check()
    page.get_by_role("radio", name="Automatic").last.check()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()


def test_a_button_can_be_read_under_the_mouse(server: Served, page: Page, watched: Watched) -> None:
    page.goto(f"{server.url}/proof")
    button = page.get_by_role("button", name="New evaluation")
    shown = "one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]"
    before = button.evaluate(shown)
    button.hover()
    at_rest(page)  # colours change slowly
    assert button.evaluate(shown) == before


def test_everything_can_be_reached_with_the_keyboard(
    server: Served, page: Page, watched: Watched
) -> None:
    page.goto(f"{server.url}/conversations")
    expect(page.locator(".card-link")).to_have_count(2)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()
    page.goto(f"{server.url}/library")
    menu = page.get_by_role("button", name="Actions for hire-agreement.pdf")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Open", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="What it is")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Add to a collection")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next citation")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
