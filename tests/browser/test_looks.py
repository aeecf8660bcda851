"""Every view, in light and dark, in English and Chinese, on a phone, a desk and a wide screen:
nothing sticks out, axe finds no serious fault, and a picture is kept to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Serve
from tests.browser.facts import ALL, BICYCLES, LIABILITY
from tests.browser.looks import LOOKS, Look, looked_at, sound, still
from tests.browser.marks import at_rest
from tests.browser.serving import Served
from tests.browser.watched import Watched
from tests.work.invoices import made

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
def server(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A library with something of everything."""
    roots = tmp_path_factory.mktemp("watched")
    started = serve(ALL, window_tokens=700, server_watch_roots=roots)
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
        bills = [
            client.add(f"bill{n}.xml", made.cii().encode() + n * b"\n", "Bills") for n in (1, 2)
        ]
        client.over(client.ok("POST", "/api/runs", {"kind": "expenses", "documents": bills})["id"])
    return started


@pytest.fixture
def seen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Page, Look]]:
    with looked_at(browser, request.param) as page:
        yield page, request.param


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
        sound(page, look, view)
        still(page, f"{look.name} {view}")
    page.goto(f"{server.url}/make")
    page.locator(".card-link").first.click()
    page.locator("td.flag .cell-button").focus()
    page.screenshot(path=shots / f"{look.name}-table.png")
    sound(page, look, "table")
    page.goto(f"{server.url}/conversations")
    page.locator(".card-link").first.click()
    page.locator(".cite").first.click()
    expect(page.locator(".highlight").first).to_be_visible()
    expect(page.locator(".sheet:not(.loading)")).to_be_visible()
    at_rest(page)
    expect(page.locator(".highlight").first).to_be_in_viewport()
    page.screenshot(path=shots / f"{look.name}-check.png")
    sound(page, look, "check")
    page.keyboard.press("Escape")
    page.locator(".coverage").first.click()
    expect(page.get_by_role("dialog").locator("tbody tr").first).to_be_visible()
    page.screenshot(path=shots / f"{look.name}-ledger.png")
    sound(page, look, "ledger")
    assert page.evaluate("document.documentElement.lang") == (
        "zh-CN" if look.language == "zh-CN" else "en"
    )


KINDS = ("summarise", "extract", "expenses", "rank", "compare", "timeline", "translate")
# Where a dialog is opened, and the buttons that open it: a selector, or the key of its words.
DIALOGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "how": ("", (".how-chip",)),
    "make-of": ("", ("make",)),
    "text": ("library", ("bring.more", "bring.text")),
    "page": ("library", ("bring.more", "bring.page")),
    "watch": ("library", ("bring.more", "bring.watch")),
    "new-collection": ("library", ("collection.new",)),
    "wish": ("library?collection=Bills", (".shelves .menu > button", "wish.title")),
    "rename": ("library?collection=Bills", (".shelves .menu > button", "rename")),
    "note": ("notes", ("note.new",)),
    "evaluation": ("proof", ("proof.start",)),
    **{f"form-{kind}": ("make", (f"table.{kind}",)) for kind in KINDS},
}


@pytest.mark.parametrize("seen", LOOKS, ids=lambda look: look.name, indirect=True)
def test_every_dialog(server: Served, seen: tuple[Page, Look], shots: Path) -> None:
    page, look = seen
    shown = None
    for name, (view, keys) in DIALOGS.items():
        if view != shown:
            page.goto(f"{server.url}/{view}")
            shown = view
        for key in keys:
            said = page.evaluate(
                "async (key) => (await import('/web/js/words/words.js')).t(key)", key
            )
            button = page.get_by_role("button", name=said)
            (page.locator(key) if key.startswith(".") else button).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        at_rest(page)
        page.screenshot(path=shots / f"{look.name}-dialog-{name}.png")
        sound(page, look, name)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


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
