"""How somebody sees the page, and what holds however that is: nothing sticks out or jumps, and axe
finds no fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.watched import Watched

RULES: dict[str, Any] = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
MOST_SHIFT = 0.05
# Sums up how far things jumped by themselves (https://web.dev/articles/cls), and which.
SHIFTS = """
    window.shifted = { sum: 0, what: [] };
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) {
            if (one.hadRecentInput) continue;
            window.shifted.sum += one.value;
            window.shifted.what.push(...one.sources.map(({ node, previousRect: was, currentRect: now }) => [
                (node?.outerHTML ?? "").slice(0, 100), was.x, was.y, now.x, now.y]));
        }
    }).observe({ type: "layout-shift", buffered: true });
"""  # noqa: E501


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody sees the page."""

    name: str
    width: int
    height: int
    language: str = "en-GB"
    scheme: Literal["light", "dark"] = "light"
    axe: bool = True


LOOKS = (
    Look("desk", 1360, 860),
    Look("desk-dark", 1360, 860, scheme="dark"),
    Look("wide-zh", 1600, 1000, "zh-CN", axe=False),
    Look("tablet-zh-dark", 900, 1100, "zh-CN", "dark", axe=False),
    Look("phone", 360, 740),
    Look("phone-zh-dark", 360, 740, "zh-CN", "dark"),
)


@contextmanager
def looked_at(browser: Browser, look: Look) -> Iterator[Page]:
    """A page that is seen so, and may complain of nothing."""
    context = browser.new_context(
        locale=look.language,
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        reduced_motion="reduce",
        service_workers="block",
    )
    context.add_init_script(SHIFTS)
    watched = Watched(context)
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    watched.check()
    context.close()


SETTLED = """() => Promise.allSettled(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
    .map((one) => one.finished))"""


def faults(page: Page) -> list[Any]:
    """What axe finds, of any weight: the rule, its words, and the elements. What fades in is looked
    at when it is there."""
    page.evaluate(SETTLED)
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        (one["id"], one["help"], [node["html"][:200] for node in one["nodes"]]) for one in found
    ]


def sound(page: Page, look: Look, view: str) -> None:
    """Nothing is wider than the screen, and axe has no complaint."""
    where = f"{look.name} {view}"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, where
    assert (
        page.evaluate(
            "(({ scrollWidth, clientWidth }) => scrollWidth - "
            "clientWidth)(document.querySelector('.main'))"
        )
        <= 0
    ), where
    if not look.axe:
        return
    assert faults(page) == [], where


def still(page: Page, where: str) -> None:
    """Nothing jumped while the page came to be."""
    shifted = page.evaluate("window.shifted")
    assert shifted["sum"] <= MOST_SHIFT, (where, shifted)
