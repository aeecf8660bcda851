"""A question over many documents: what it was understood as, a line for each row, and how it was
computed."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Plain, Serve
from tests.browser.watched import Watched
from tests.server.served import Client

PLAN = {
    "kind": "table",
    "columns": [{"name": "notice_period", "type": "number"}],
    "sql": "SELECT name, notice_period FROM documents ORDER BY notice_period DESC LIMIT 1",
}
PEOPLE = {"Ann": 2, "Bob": 3, "Cy": 4}
QUESTION = "Who has the longest notice period?"


def knows_people(delay: float = 0.0) -> list[Plain]:
    """A model that plans, and then reads who gives how many weeks of notice, each in `delay`
    seconds."""
    rules: list[Plain] = [{"all": ["You translate a question about documents"], "reply": PLAN}]
    for name, weeks in PEOPLE.items():
        form = {
            "name": {"value": name, "sentence": 1},
            "notice period": {"value": f"{weeks} weeks", "sentence": 2},
        }
        asked = ("Fill in this form", "What does the")
        rules += [
            {"all": [f"Name: {name}", words], "reply": form, "delay": delay} for words in asked
        ]
    return rules


def ask_of_people(client: Client, page: Page, url: str) -> None:
    """Adds the documents and puts the question on the page."""
    for name, weeks in PEOPLE.items():
        client.add(f"{name}.txt", f"Name: {name}\n\nNotice period: {weeks} weeks.\n".encode())
    page.goto(url)
    page.get_by_role("textbox").first.fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()


def test_a_program_is_told_and_its_rows_open_their_sources(
    serve: Serve, page: Page, watched: Watched, shots: Path
) -> None:
    rules = knows_people()
    server = serve((), rules=rules, server_read_ahead=0)
    with server.client() as client:
        ask_of_people(client, page, server.url)
        answer = page.locator(".answer")
        expect(answer.locator(".computed li")).to_have_count(2)
        expect(answer).to_contain_text("Cy (Cy.txt): 4 weeks")
        answer.get_by_text("How this was computed").click()
        expect(answer).to_contain_text("For each of 3 documents: notice period.")
        expect(answer).to_contain_text("ORDER BY notice_period DESC")
        page.screenshot(path=shots / "program.png")
        answer.get_by_role("button", name="Source 1").first.click()
        expect(page.locator(".reader")).to_contain_text("Notice period: 4 weeks.")
        answer.get_by_role("button", name="Change it").click()
        page.get_by_label("SQL").fill("SELECT name FROM documents WHERE notice_period < 3")
        page.get_by_role("dialog").get_by_role("button", name="Ask").click()
        expect(page.locator(".answer").last).to_contain_text("Ann (Ann.txt)")


def test_a_program_is_changed_while_it_is_at_work_and_its_table_taken_away(
    serve: Serve, page: Page, watched: Watched, shots: Path
) -> None:
    server = serve((), rules=knows_people(delay=1.0), server_read_ahead=0)
    with server.client() as client:
        ask_of_people(client, page, server.url)
        working = page.locator(".working")
        expect(working).to_contain_text("For each of 3 documents: notice period.")
        expect(working).to_contain_text("notice period (number) · to be read from 3 documents")
        expect(working).to_contain_text("ORDER BY notice_period DESC")
        expect(page.locator("table")).to_contain_text("Ann.txt")
        page.screenshot(path=shots / "program-at-work.png")
        working.get_by_role("button", name="Change it").click()
        page.get_by_label("SQL").fill(
            "SELECT name, notice_period FROM documents WHERE notice_period < 4"
        )
        page.get_by_role("dialog").get_by_role("button", name="Ask").click()
        expect(page.locator(".ended")).to_contain_text("Stopped")
        answer = page.locator(".answer")
        expect(answer.locator(".computed li")).to_have_count(3)
        answer.get_by_role("button", name="Save as a file").click()
        with page.expect_download() as saved:
            page.get_by_role("link", name="CSV").click()
        page.screenshot(path=shots / "program-saved.png")
        lines = list(csv.reader(saved.value.path().read_text("utf-8-sig").splitlines()))
        assert [line[:3] for line in lines[1:]] == [
            ["Ann.txt", "Ann", "2"],
            ["Bob.txt", "Bob", "3"],
        ]
        assert lines[1][-1] == "name: lines 1-3; notice period: lines 1-3"
