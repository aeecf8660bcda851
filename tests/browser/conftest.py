"""A real server, a real browser, and a page whose every request and complaint is noted.

The browser is Debian's Chromium. Where it is missing these tests fail, and say what to install.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.model import Fact, knows
from tests.browser.serving import Served
from tests.browser.watched import Watched

Plain = dict[str, Any]
Serve = Callable[..., Served]
# Taken away when pytest begins: it is no setting of Farside's.
_SHOTS = os.environ.pop("FARSIDE_SHOTS", "")

# Milliseconds: the machine may be at work with other things.
_PATIENCE = 20_000
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or CHROMIUM
    if not Path(program).exists():
        pytest.fail(f"the tests of the page need Chromium at {CHROMIUM}: apt-get install chromium")
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the page go."""
    folder = Path(_SHOTS) if _SHOTS else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts servers that end with the module, each with a home and a scripted model of its own."""
    started: list[Served] = []

    def serve(
        facts: Sequence[Fact] = (),
        delay: float = 0.0,
        rules: Sequence[Plain] = (),
        **settings: object,
    ) -> Served:
        folder = tmp_path_factory.mktemp("served")
        model = knows(folder, facts, delay, rules)
        started.append(Served(folder / "home", **{"model": model, **settings}))
        return started[-1]

    yield serve
    for one in started:
        one.end()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(
        locale="en-GB", viewport={"width": 1360, "height": 860}, service_workers="block"
    )
    made.grant_permissions(["clipboard-read", "clipboard-write"])
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    made = context.new_page()
    made.set_default_timeout(_PATIENCE)
    return made


@pytest.fixture
def watched(context: BrowserContext) -> Iterator[Watched]:
    """Fails a test in whose pages anything was asked from elsewhere or complained of."""
    seen = Watched(context)
    yield seen
    seen.check()
