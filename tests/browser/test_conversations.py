"""Conversations are found again, renamed, taken away and deleted; folders go into the library with
their paths."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from farside.reading.prompts import wording
from tests.browser.conftest import Serve
from tests.browser.model import Fact
from tests.browser.watched import Watched

FACT = Fact("Who keeps the key?", "a.txt, lines 1-1", "Mira keeps the key.", "Mira keeps it.")
# What the model writes in the end: the second sentence stands on nothing.
WRITTEN = {
    "all": [FACT.question, wording.CITE["en"]],
    "reply": {
        "sentences": [
            {"evidence": [1], "text": "Mira keeps it."},
            {"evidence": [1], "text": "The sun is made of 77 lamps."},
        ]
    },
}


def test_a_conversation_is_kept_renamed_searched_exported_and_deleted(
    serve: Serve, page: Page, watched: Watched, shots: Path
) -> None:
    server = serve([FACT], 0.0, [WRITTEN], server_read_ahead=0)
    with server.client() as client:
        document = client.add("a.txt", b"It is late. Mira keeps the key. It is cold.")
        for title in ("First", "Second"):
            talk = client.ok(
                "POST", "/api/conversations", {"documents": [document], "title": title}
            )
            client.over(client.ask(FACT.question, [document], conversation=talk["id"])["id"])
    page.goto(f"{server.url}/conversations")
    expect(page.locator(".card")).to_have_count(2)
    page.get_by_role("button", name="Actions for First").click()
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("dialog").get_by_label("Title").fill("The key")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    page.get_by_label("Search titles and words").fill("the KEY")
    expect(page.locator(".card h2")).to_have_text(
        ["Second", "The key"]
    )  # the words of both have it
    page.get_by_label("Search titles and words").fill("Seco")
    expect(page.locator(".card h2")).to_have_text(["Second"])
    page.get_by_label("Search titles and words").fill("")

    page.get_by_role("button", name="Actions for The key").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as JSON").click()
    kept = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert FACT.question in json.dumps(kept)
    page.get_by_role("button", name="Actions for The key").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator(".card h2")).to_have_text(["Second"])

    page.locator(".card-link").click()
    unsupported = page.locator(".sentence.unsupported")
    expect(unsupported).to_contain_text("77 lamps")
    expect(unsupported).to_contain_text("not supported")
    page.get_by_role("button", name="Copy the answer with its sources").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Mira keeps it.[1]" in copied
    assert "[1] “Mira keeps the key.” — a.txt" in copied
    page.locator(".cite").first.click()
    expect(page.locator(".words mark")).to_have_text("Mira keeps the key.")
    page.screenshot(path=shots / "unsupported.png")


def test_a_folder_comes_with_its_paths_and_without_hidden_files(
    serve: Serve, page: Page, watched: Watched, tmp_path: Path
) -> None:
    folder = tmp_path / "papers"
    (folder / "deep").mkdir(parents=True)
    (folder / "one.txt").write_text("One.")
    (folder / "deep" / "two.txt").write_text("Two.")
    (folder / "deep" / ".hidden").write_text("Nobody meant this.")
    server = serve([FACT], server_read_ahead=0)
    page.goto(f"{server.url}/library")
    page.locator("[data-pick=folder]").set_input_files(folder)
    expect(page.get_by_text("1 hidden file was left out.")).to_be_visible()
    expect(page.locator(".view-head .note")).to_have_text("2 documents")
    expect(page.locator(".file-name")).to_have_count(2)
    names = page.locator(".file-name").evaluate_all("found => found.map((one) => one.title)")
    assert sorted(names) == ["papers/deep/two.txt", "papers/one.txt"]
