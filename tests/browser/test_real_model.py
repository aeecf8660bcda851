"""One journey with a real (tiny) model, so that the scripted one cannot hide a broken page or engine."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.watched import Watched

pytestmark = pytest.mark.model
MODEL = "smollm2-135m"
TEXT = "The boat leaves at nine. The captain of the boat is Ada Berg. Tickets cost four euros."


def test_a_question_to_a_real_model(serve: Serve, page: Page, watched: Watched) -> None:
    models = os.environ.get("FARSIDE_MODELS_DIR")
    assert models, f"set FARSIDE_MODELS_DIR to a folder that has {MODEL}, as 'make check' does"
    server = serve(model=MODEL, models_dir=models, engine_context=4096, engine_idle_seconds=5, server_read_ahead=0)
    with server.client() as client:
        document = client.add("boat.txt", TEXT.encode())
    page.goto(server.url)
    page.get_by_label("Your question").fill("Who is the captain of the boat?")
    page.keyboard.press("Enter")
    expect(page.locator(".coverage")).to_have_text("1 of 1 pages read", timeout=120_000)
    # So small a model may find nothing: then the closest places are shown, and they are quotations all the same.
    page.locator(".source").first.click()
    quote = page.locator(".source .quote").first.inner_text()
    assert quote in TEXT
    expect(page.locator(".words mark")).to_have_text(quote)
    with server.client() as client:
        (run,) = client.ok("GET", "/api/runs", params={"kind": "ask"})["runs"]
        answer = client.ok("GET", f"/api/answers/{run['answers'][0]}")
    assert (run["state"], answer["model"], answer["usage"]["prompt_tokens"] > 50) == ("finished", MODEL, True)
    assert document in {one["document_id"] for one in answer["citations"] + answer["closest"]}
