"""Two people at one server: each signs in and sees what is theirs."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page, expect

from farside.access.users import Users
from farside.config import Settings
from tests.browser.conftest import Serve
from tests.browser.watched import Watched

PASSWORDS = {"Ada": "a good long passphrase", "Bo": "another long passphrase"}


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORDS[name])
    page.get_by_role("button", name="Sign in").click()


def add_letter(page: Page) -> None:
    """A file of Ada's, in the library."""
    page.get_by_role("link", name="Library").click()
    letter: FilePayload = {
        "name": "of-ada.txt",
        "mimeType": "text/plain",
        "buffer": b"Only for Ada.",
    }
    page.locator("[data-pick=files]").first.set_input_files([letter])


def change_password(page: Page, name: str, password: str, shots: Path) -> None:
    """After a wrong old one, and two new ones that differ."""
    page.get_by_role("button", name="Change password").click()
    form = page.get_by_role("dialog")
    change = form.get_by_role("button", name="Change password")
    form.get_by_label("Password until now").fill("not the one")
    form.get_by_label("New password", exact=True).fill(password)
    form.get_by_label("New password again").fill("another one")
    expect(form.get_by_role("status")).to_have_text("The two new passwords differ.")
    expect(change).to_be_disabled()
    form.get_by_label("New password again").fill(password)
    change.click()
    expect(form.get_by_role("status")).to_have_text("The password until now is wrong.")
    page.screenshot(path=shots / "password.png")
    form.get_by_label("Password until now").fill(PASSWORDS[name])
    change.click()
    expect(form).to_have_count(0)


def test_two_people_see_their_own(
    serve: Serve, page: Page, watched: Watched, browser: Browser, shots: Path
) -> None:
    watched.allow("status of 401")
    watched.allow("status of 403")
    server = serve(server_read_ahead=0)
    users = Users(Settings(home=server.home))
    for name, password in PASSWORDS.items():
        users.add(name, password, admin=False)
    users.close()
    page.goto(server.url)
    page.screenshot(path=shots / "sign-in.png")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill("wrong, quite wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    sign_in(page, "Ada")
    add_letter(page)
    expect(page.locator(".file-name")).to_have_text("of-ada.txt")

    context = browser.new_context(locale="en-GB", service_workers="block")
    other = context.new_page()
    seen = Watched(context)
    seen.allow("status of 401")
    other.goto(f"{server.url}/library")
    sign_in(other, "Bo")
    expect(other.get_by_text("Nothing here yet")).to_be_visible()
    seen.check()
    context.close()

    page.get_by_role("link", name="Settings").click()
    page.get_by_role("button", name="New key").click()
    assert page.get_by_role("textbox", name="Your new key").input_value()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Delete the key").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Delete the key")).to_have_count(0)
    change_password(page, "Ada", "one more long passphrase", shots)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    sign_in(page, "Ada")
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    page.get_by_label("Password").fill("one more long passphrase")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Change password")).to_be_visible()


def test_a_link_to_a_passage_opens_after_the_sign_in(
    serve: Serve, page: Page, watched: Watched
) -> None:
    watched.allow("status of 401")
    server = serve(server_read_ahead=0)
    with closing(Users(Settings(home=server.home))) as users:
        _, key = users.new_key(users.add("Ada", PASSWORDS["Ada"]))
    with server.client() as client:
        client.headers["Authorization"] = f"Bearer {key}"
        letter = client.add("letter.txt", b"Dear Bo, the boat is yours. Ada")
    page.goto(f"{server.url}/library?doc={letter}&at=9-27")
    sign_in(page, "Ada")
    expect(page.locator(".reader mark")).to_have_text("the boat is yours.")


def test_what_somebody_had_open_is_nobody_elses(serve: Serve, page: Page, watched: Watched) -> None:
    watched.allow("status of 401")
    watched.allow("status of 404")
    server = serve(server_read_ahead=0)
    with closing(Users(Settings(home=server.home))) as users:
        for name, password in PASSWORDS.items():
            users.add(name, password)
    page.goto(server.url)
    sign_in(page, "Ada")
    add_letter(page)
    page.get_by_role("button", name="of-ada.txt", exact=True).click()
    expect(page.locator(".reader")).to_contain_text("of-ada.txt")
    page.reload()
    expect(page.locator(".reader")).to_contain_text("of-ada.txt")
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    sign_in(page, "Bo")
    expect(page.get_by_role("button", name="Change password")).to_be_visible()
    for go in (page.go_back, page.reload):
        go()
        expect(page.get_by_role("heading", name="Library")).to_be_visible()
        page.wait_for_timeout(300)
        assert "of-ada.txt" not in page.content()
