"""An answer that was saved as a page opens without a server, a network or an account, and is as
harmless as paper whatever its documents say."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Serve
from tests.browser.model import Fact
from tests.browser.watched import Watched
from tests.server.test_documents import pdf

NASTY = "</bdi><script>window.hit=1</script><img src=//evil.example/x onerror=window.hit=2>"
FACT = Fact(
    f"Where is it {NASTY}?",
    "terms.pdf, p. 2",
    "The place is 17 here.",
    f"The place is 17 {NASTY} here.",
)


def opened(page: Page, file: Path) -> list[str]:
    """Opens a file of the disk with the network off; what else it asked for."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    page.goto(file.as_uri())
    return [one for one in asked if one != file.as_uri() and not one.startswith("data:")]


def has_mark(picture: bytes) -> bool:
    """Whether a screenshot has the ink of a page and the yellow of a mark."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    red, green, blue = (np.asarray(one).astype(int) for one in image.split())
    ink = (red < 90) & (green < 90) & (blue < 90)
    return bool(ink.any() and ((red > 220) & (green > 180) & (blue < 190)).any())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_saved_answer_opens_anywhere_and_runs_nothing(
    serve: Serve, page: Page, browser: Browser, watched: Watched, tmp_path: Path, shots: Path,
    scheme: Literal["light", "dark"],
) -> None:  # fmt: skip
    server = serve([FACT], server_read_ahead=0)
    with server.client() as client:
        client.add("terms.pdf", pdf("Nothing.", f"It begins. {FACT.sentence} It ends."))
    page.goto(server.url)
    page.get_by_label("Your question").fill(FACT.question)
    page.keyboard.press("Enter")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Save as a web page").click()
    file = tmp_path / "answer.html"
    downloading.value.save_as(file)

    other = browser.new_context(color_scheme=scheme, viewport={"width": 1024, "height": 860})
    seen = Watched(other)
    alone = other.new_page()
    assert opened(alone, file) == []
    expect(alone.get_by_role("heading", level=1)).to_contain_text("<script>window.hit=1</script>")
    expect(alone.locator(".sources .quote")).to_contain_text(FACT.sentence)
    expect(alone.locator("figure svg rect")).to_have_count(1)
    assert has_mark(alone.locator("figure svg").screenshot())
    alone.get_by_role("link", name="[1]").click()
    assert alone.url == f"{file.as_uri()}#c1"
    expect(alone.locator("script, iframe, form, img, [onerror]")).to_have_count(0)
    assert alone.evaluate("window.hit") is None
    alone.screenshot(path=shots / f"sent-{scheme}.png", full_page=True)
    alone.set_viewport_size({"width": 375, "height": 800})
    assert alone.evaluate("document.documentElement.scrollWidth") <= 375
    alone.screenshot(path=shots / f"sent-{scheme}-375.png", full_page=True)
    alone.emulate_media(media="print")
    alone.screenshot(path=shots / f"sent-{scheme}-print.png", full_page=True)
    assert seen.complaints == []
    other.close()
