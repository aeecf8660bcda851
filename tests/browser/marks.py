"""What is marked on the picture of a page: the boxes on screen, and the colours of the picture
itself."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import Locator, Page

from tests.browser.conftest import Plain

_POINT = 1.0
_PAD = 0.0025  # of the page: what the page puts around the words


def at_rest(page: Page) -> None:
    """Returns when everything that moves or changes its colour for a while has come to its end."""
    page.evaluate(
        """() => {
            const ends = (one) => one.effect.getComputedTiming().endTime !== Infinity;
            const all = document.getAnimations().filter(ends).map((one) => one.finished);
            return Promise.allSettled(all).then(() => null);
        }"""
    )


def marked_are(shown: Plain, start: int, end: int, marks: Locator, sheet: Locator) -> None:
    """The boxes on screen are the lines of the quotation, to a point. `shown` is the page as the
    server gives it."""
    wanted = [line["box"] for line in shown["lines"] if line["start"] < end and line["end"] > start]
    frame = sheet.bounding_box()
    assert frame
    scale = shown["width"] / frame["width"]
    for mark, (left, top, right, bottom) in zip(marks.all(), wanted, strict=True):
        box = mark.bounding_box()
        assert box
        pad = (_PAD * shown["width"], _PAD * shown["height"])
        assert abs((box["x"] - frame["x"]) * scale + pad[0] - left) < _POINT
        assert abs((box["y"] - frame["y"]) * scale + pad[1] - top) < _POINT
        assert abs((box["x"] + box["width"] - frame["x"]) * scale - pad[0] - right) < _POINT
        assert abs((box["y"] + box["height"] - frame["y"]) * scale - pad[1] - bottom) < _POINT


def yellow_are(shown: Plain, start: int, end: int, sheet: Locator) -> None:
    """On the picture itself: the lines of the quotation stand on yellow, and no other line does."""
    smaller = sheet.page.get_by_role("button", name="Smaller")
    while smaller.is_enabled():  # it was opened as large as the mark is read best
        smaller.click()
    at_rest(sheet.page)
    picture = Image.open(io.BytesIO(sheet.screenshot())).convert("RGB")
    scale = picture.width / shown["width"]
    for line in shown["lines"]:
        left, top, right, bottom = (round(value * scale) for value in line["box"])
        if bottom >= picture.height - 2 or right - left < 8:
            continue
        raw = picture.crop((left + 1, top + 1, right - 1, bottom - 1)).tobytes()
        pixels = list(zip(raw[::3], raw[1::3], raw[2::3], strict=True))
        yellow = sum(red > 230 and green > 180 and blue < 130 for red, green, blue in pixels) / len(
            pixels
        )
        if line["start"] >= start and line["end"] <= end:
            assert yellow > 0.3, line
        else:
            assert yellow < 0.05, line
