"""A person says what an answer is; it is shown again after a reload, changed, and taken back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.test_programs import ask_of_people, knows_people
from tests.browser.watched import Watched


def test_an_answer_is_marked_changed_and_unmarked(
    serve: Serve, page: Page, watched: Watched, shots: Path
) -> None:
    watched.allow("status of 400")  # words that stand nowhere
    server = serve((), rules=knows_people(), server_read_ahead=0)
    with server.client() as client:
        ask_of_people(client, page, server.url)
        marks = page.get_by_role("group", name="What do you say of this answer?")
        right, wrong, none = (marks.get_by_role("button").nth(at) for at in range(3))
        right.click()
        expect(right).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_text("It is learned from only when you say so.")).to_be_visible()
        page.screenshot(path=shots / "mark.png")
        page.reload()
        expect(right).to_have_attribute("aria-pressed", "true")
        expect(none).to_have_attribute("aria-pressed", "false")
        wrong.click()
        words = page.get_by_label("The words of the document that answer the question")
        words.fill("nine weeks of leave")
        page.get_by_role("dialog").get_by_role("button", name="Keep").click()
        expect(page.get_by_text("These words stand in no document")).to_be_visible()
        (kept,) = client.ok("GET", "/api/corrections")["corrections"]
        assert (kept["said"], kept["words"]) == ("wrong", "")
        wrong.click()
        expect(wrong).to_have_attribute("aria-pressed", "false")
        assert client.ok("GET", "/api/corrections")["total"] == 0
        wrong.click()
        words.fill("4 weeks")
        page.get_by_role("dialog").get_by_role("button", name="Keep").click()
        client.until("/api/corrections", lambda one: one["corrections"][0]["words"] == "4 weeks")
        none.click()
        expect(none).to_have_attribute("aria-pressed", "true")
        expect(wrong).to_have_attribute("aria-pressed", "false")
        (kept,) = client.ok("GET", "/api/corrections")["corrections"]
        assert (kept["said"], kept["documents"]) == ("not-stated", ["Cy.txt"])
