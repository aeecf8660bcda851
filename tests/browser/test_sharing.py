"""A collection goes to another person of the house: given, asked, changed, taken back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page, expect

from farside.access.users import Users
from farside.config import Settings
from tests.browser.conftest import Serve
from tests.browser.model import Fact
from tests.browser.test_users import PASSWORDS, sign_in
from tests.browser.watched import Watched

FACT = Fact("When is it due?", "a.txt, lines 1-1", "It is due in May.", "It is due in May.")


def share_dialog(page: Page) -> None:
    page.get_by_role("button", name="Actions for House").click()
    page.get_by_role("button", name="Share…").click()


def test_a_shared_collection_is_asked_changed_and_taken_back(
    serve: Serve, page: Page, watched: Watched, browser: Browser, shots: Path
) -> None:
    watched.allow("status of 401")
    server = serve([FACT], server_read_ahead=0)
    with closing(Users(Settings(home=server.home))) as users:
        added = {name: users.add(name, password) for name, password in PASSWORDS.items()}
        _, key = users.new_key(added["Ada"])
    with server.client() as client:
        client.headers["Authorization"] = f"Bearer {key}"
        client.add("a.txt", f"A letter. {FACT.sentence} The end.".encode(), "House")
        client.add("of-ada.txt", b"Only for Ada.")
    page.goto(f"{server.url}/library?collection=House")
    sign_in(page, "Ada")
    share_dialog(page)
    form = page.get_by_role("dialog")
    form.get_by_label("Name of the user").fill("Bo")
    form.get_by_label("They").select_option("ask")
    form.get_by_role("button", name="Share", exact=True).click()
    expect(form.get_by_label("What Bo may do")).to_have_value("ask")
    form.get_by_text("Who did what").click()
    expect(form.locator(".record li")).to_have_count(2)
    page.screenshot(path=shots / "share.png")
    page.keyboard.press("Escape")

    context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
    seen = Watched(context)
    seen.allow("status of 401")
    seen.allow("status of 404")
    other = context.new_page()
    other.goto(f"{server.url}/library")
    sign_in(other, "Bo")
    expect(other.get_by_role("heading", name="Shared with me")).to_be_visible()
    other.screenshot(path=shots / "shared-with-me.png")
    other.get_by_role("link", name="House").click()
    expect(other.get_by_role("note")).to_contain_text("shared by Ada")
    expect(other.locator(".file-name")).to_have_text(["a.txt"])
    expect(other.locator("[data-pick]")).to_have_count(0)
    way = other.url.removesuffix("/library")
    other.get_by_role("link", name="New question").click()
    other.get_by_label("Your question").fill(FACT.question)
    other.keyboard.press("Enter")
    expect(other.locator(".answer .lead")).to_contain_text("It is due in May.")
    assert other.url.startswith(f"{way}/c/"), "the talk is of this place"
    other.locator(".source").first.click()
    expect(other.locator(".words mark")).to_have_text(FACT.sentence)
    other.screenshot(path=shots / "shared-asked.png")
    with other.expect_download() as downloading:
        other.get_by_role("link", name="Save as a web page").click()
    assert FACT.sentence in Path(downloading.value.path()).read_text(encoding="utf-8")
    other.set_viewport_size({"width": 375, "height": 800})
    other.goto(f"{way}/library")
    expect(other.locator(".file-name")).to_have_text(["a.txt"])
    assert other.evaluate("document.documentElement.scrollWidth") <= 375
    other.screenshot(path=shots / "shared-375.png")
    other.set_viewport_size({"width": 1440, "height": 900})

    share_dialog(page)
    form.get_by_label("What Bo may do").select_option("edit")
    expect(form.locator(".record li")).to_have_count(3)
    page.keyboard.press("Escape")
    other.goto(f"{way}/library")
    letter: FilePayload = {"name": "b.txt", "mimeType": "text/plain", "buffer": b"From Bo."}
    other.locator("[data-pick=files]").first.set_input_files([letter])
    expect(page.locator(".file-name")).to_have_text(["b.txt", "a.txt"])
    share_dialog(page)
    form.get_by_role("button", name="Take back").click()
    page.get_by_role("dialog").last.get_by_role("button", name="Take back").click()
    expect(other.get_by_role("alert")).to_contain_text("not shared with you any more")
    other.screenshot(path=shots / "shared-gone.png")
    other.get_by_role("link", name="Back to my own library").click()
    expect(other.get_by_text("Nothing here yet")).to_be_visible()
    seen.check()
    context.close()
