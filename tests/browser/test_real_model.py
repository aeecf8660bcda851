"""One journey with a real model, so that the scripted one cannot hide a broken page or engine:
first visit, samples, a question, and a citation whose exact words are marked on the page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.facts import LIABILITY
from tests.browser.marks import at_rest, marked_are, yellow_are
from tests.browser.watched import Watched

# Two files of tests run at a time: a model may have half a core.
pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]
MODEL = "qwen2.5-0.5b"


def test_from_the_samples_to_a_checked_citation(
    serve: Serve, page: Page, watched: Watched, shots: Path
) -> None:
    models = os.environ.get("FARSIDE_MODELS_DIR")
    assert models, f"set FARSIDE_MODELS_DIR to a folder that has {MODEL}, as 'make check' does"
    assert Path(models, f"{MODEL}.gguf").is_file(), (
        f"farside models pull {MODEL}, as 'make check' does"
    )
    server = serve(model=MODEL, models_dir=models, engine_idle_seconds=5, server_read_ahead=0)
    page.goto(server.url)
    page.get_by_role("button", name="Try it with sample documents").click()
    page.get_by_role("button", name=LIABILITY.question).click(timeout=60_000)
    expect(page.locator(".coverage")).to_have_text("4 of 4 pages read", timeout=600_000)
    page.locator(".cite").first.click()
    sheet = page.locator(".sheet:not(.loading)")
    expect(sheet).to_be_visible()
    at_rest(page)
    page.screenshot(path=shots / "real-model.png")

    with server.client() as client:
        (run,) = client.ok("GET", "/api/runs", params={"kind": "ask"})["runs"]
        answer = client.ok("GET", f"/api/answers/{run['answers'][0]}")
        citation = answer["citations"][0]
        document, start, end = citation["document_id"], citation["start"], citation["end"]
        text = client.ok(
            "GET", f"/api/documents/{document}/text", params={"start": start, "end": end}
        )["text"]
        shown = client.ok("GET", f"/api/documents/{document}/pages/{citation['page']}")
    assert (run["state"], answer["model"], answer["usage"]["prompt_tokens"] > 1000) == (
        "finished",
        MODEL,
        True,
    )
    assert page.locator(".source .quote").first.inner_text() == " ".join(text.split())
    assert page.locator(".reader-quote").inner_text() == " ".join(text.split())
    expect(sheet).to_have_attribute("data-page", str(citation["page"]))
    marked_are(shown, start, end, page.locator(".highlight"), sheet)
    yellow_are(shown, start, end, sheet)
