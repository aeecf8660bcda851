"""What waits, and how far it is: places in the queue move up, and what the page predicts learns
from what ended."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.facts import lines
from tests.browser.watched import Watched

HOUR = 3600.0


def test_whoever_waits_moves_up(serve: Serve, page: Page, watched: Watched) -> None:
    server = serve((), HOUR, window_tokens=700, server_read_ahead=0)
    with server.client() as client:
        documents = [client.add("a.txt", lines(300).encode())]
        first, *_ = (client.ask(f"Question {n}?", documents) for n in (1, 2, 3))
        page.goto(f"{server.url}/jobs")
        jobs = page.locator(".job")
        expect(jobs.filter(has_text="Question 2?")).to_contain_text("Waiting for its turn")
        expect(jobs.filter(has_text="Question 3?")).to_contain_text("Waiting: 1 is before it")
        client.ok("POST", f"/api/runs/{first['id']}/stop", {})
        expect(jobs.filter(has_text="Question 3?")).to_contain_text("Waiting for its turn")
        expect(jobs.filter(has_text="Question 2?")).to_have_attribute("data-state", "running")
