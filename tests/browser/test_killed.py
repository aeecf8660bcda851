"""The server dies in the middle of a job: the page waits, comes back, and the job goes on."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.facts import lines
from tests.browser.model import Fact
from tests.browser.watched import Watched
from tests.script import hurried, stuck

FACT = Fact(
    "What is the code of the vault?",
    "a.txt, lines 1-1",
    "The code of the vault is 4711.",
    "The code is 4711.",
)
TEXT = f"{lines(500)} {FACT.sentence} The end."
LATER = "Line 350 of this"
"""In a window that is not the last: here the model comes to no end before it is hurried."""


def test_a_job_survives_the_server_and_the_page_follows_it(
    serve: Serve, page: Page, watched: Watched
) -> None:
    server = serve([FACT], window_tokens=700, server_read_ahead=0)
    stuck(server.model, LATER)
    with server.client() as client:
        client.add("a.txt", TEXT.encode())
    page.goto(server.url)
    page.get_by_label("Your question").fill(FACT.question)
    page.keyboard.press("Enter")
    seen = page.locator(".map")
    expect(seen).to_have_attribute("data-asked", re.compile(r"^([3-9]|\d\d)$"))

    page.reload()  # in the middle: nothing is lost
    expect(seen).to_have_attribute("data-asked", re.compile(r"^([3-9]|\d\d)$"))
    watched.allow("ERR_CONNECTION_REFUSED")
    watched.allow("ERR_INCOMPLETE_CHUNKED_ENCODING")
    watched.allow("ERR_CONNECTION_RESET")
    server.kill()
    hurried(server.model)  # what is left need not take its time
    expect(page.locator(".offline.shown")).to_have_text("Connecting again…")
    expect(page).to_have_title(re.compile(r".+ · Farside$"))
    page.get_by_role("button", name="Stop").click()
    told = page.locator(".toast").filter(has_text="The server does not answer.")
    expect(told).to_be_visible()
    server.begin()
    expect(page.locator(".offline.shown")).to_have_count(0)
    expect(told).to_have_count(0)
    expect(page.locator(".answer .lead")).to_contain_text(FACT.answer, timeout=60_000)
    with server.client() as client:
        (run,) = client.ok("GET", "/api/runs", params={"kind": "ask"})["runs"]
        assert (run["state"], run["attempt"]) == ("finished", 2)


def test_a_question_is_stopped_and_gone_on_with(serve: Serve, page: Page, watched: Watched) -> None:
    server = serve([FACT], window_tokens=700, server_read_ahead=0)
    stuck(server.model, LATER)
    with server.client() as client:
        client.add("a.txt", TEXT.encode())
    page.goto(server.url)
    page.get_by_label("Your question").fill(FACT.question)
    page.keyboard.press("Enter")
    expect(page.locator(".map")).to_have_attribute("data-asked", re.compile(r"^([2-9]|\d\d)$"))
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".ended")).to_contain_text("What was read is kept.")
    page.get_by_role("link", name="Jobs").click()
    expect(page.locator(".job[data-state='stopped']")).to_be_visible()
    hurried(server.model)
    page.get_by_role("link", name=FACT.question).first.click()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".answer .lead")).to_contain_text(FACT.answer, timeout=60_000)
    expect(page.locator(".ended")).to_have_count(0)
