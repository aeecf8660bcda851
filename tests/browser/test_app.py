"""The page as an app: its shell opens without a server, nothing of a person is in it, and what
other apps share arrives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Serve

SHARED_FORM = """({ text, name, content }) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "POST", action: "/share", enctype: "multipart/form-data" });
  const words = document.createElement("input");
  Object.assign(words, { name: "text", value: text });
  const files = Object.assign(document.createElement("input"), { type: "file", name: "files" });
  const held = new DataTransfer();
  held.items.add(new File([content], name, { type: "text/plain" }));
  files.files = held.files;
  form.append(words, files);
  document.body.append(form);
  form.submit();
}"""
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
  return found;
}"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that may keep the shell, which other tests forbid."""
    made = browser.new_context(
        locale="en-GB", viewport={"width": 375, "height": 720}, service_workers="allow"
    )
    yield made
    made.close()


def kept(phone: BrowserContext, url: str) -> Page:
    """A page whose shell is kept."""
    page = phone.new_page()
    page.set_default_timeout(20_000)
    page.goto(url)
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page


def test_the_shell_opens_without_a_server_and_has_nothing_of_anybody(
    serve: Serve, phone: BrowserContext
) -> None:
    server = serve()
    with server.client() as client:
        client.add("secret-name.txt", b"The code of the vault is 4711.")
    page = kept(phone, server.url)
    expect(page.get_by_label("Your question")).to_be_visible()
    page.goto(f"{server.url}/library")
    expect(page.get_by_text("secret-name.txt")).to_be_visible()
    paths = page.evaluate(KEPT)
    assert "/web/js/main.js" in paths
    assert [one for one in paths if one != "/" and not one.startswith("/web/")] == []
    server.end()
    page.reload()
    expect(page.get_by_text("The server does not answer.")).to_be_visible()
    assert "secret-name" not in page.content()


def test_what_is_shared_is_asked_about_and_arrives(serve: Serve, phone: BrowserContext) -> None:
    server = serve()
    with server.client() as client:
        client.add("a.txt", b"Some words.")
    page = kept(phone, server.url)
    page.evaluate(
        SHARED_FORM, {"text": "What is this?", "name": "shared.txt", "content": "It rains."}
    )
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("shared.txt")
    expect(page.get_by_label("Your question")).to_have_value("What is this?\n")
    with server.client() as client:
        assert client.ok("GET", "/api/documents")["total"] == 1  # nothing is sent by itself
        dialog.get_by_role("button", name="Add to the library").click()
        client.until("/api/documents", lambda found: found["total"] == 2)
    assert "shared=" not in page.url
    page.goto(f"{server.url}/?shared=99")  # whoever invents a key is told
    expect(page.get_by_text("did not arrive")).to_be_visible()
