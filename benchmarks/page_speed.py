"""How long a first visit takes until the page can be used: nothing cached, on a desk and on a phone
with a slow line and a slow processor; what is sent, and how far things jump.

    python -m benchmarks.page_speed [--visits 5] [--out FILE]

The model is scripted. The phone is that of Lighthouse's simulation (1.6 Mbit/s, 150 ms a round
trip, a processor four times as slow as this one). Prints Markdown; times are medians.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.facts import ALL
from tests.browser.looks import SHIFTS
from tests.browser.model import knows
from tests.browser.serving import Served


@dataclass(frozen=True, slots=True)
class Device:
    """Who visits: the window in pixels, bits a second and milliseconds of a round trip of the line
    (0: as fast as it goes), and how much slower than here its processor is."""

    name: str
    width: int
    height: int
    bits: float = 0.0
    latency: float = 0.0
    slower: float = 1.0


DEVICES = (
    Device("desk", 1440, 900),
    Device("phone, slow line and processor", 375, 780, 1.6e6, 150.0, 4.0),
)
# What can be used: nothing there yet, and a library.
READY = {"empty": ".drop button", "library": "#question"}


def visit(browser: Browser, url: str, device: Device, ready: str) -> tuple[float, int, int, float]:
    """Seconds until `ready` can be used, requests, bytes sent, and the sum of shifts 1 s later."""
    context = browser.new_context(viewport={"width": device.width, "height": device.height})
    context.add_init_script(SHIFTS)
    page = context.new_page()
    line = context.new_cdp_session(page)
    sent: list[float] = []
    slow_down(line, device)
    line.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(ready).first.wait_for()
    usable = time.perf_counter() - began
    page.wait_for_timeout(1000)
    shifted: float = page.evaluate("window.shifted.sum")
    context.close()
    return usable, len(sent), int(sum(sent)), shifted


def slow_down(line: CDPSession, device: Device) -> None:
    """Give the page the line and the processor of the device."""
    line.send("Network.enable")
    if device.bits:
        wide = device.bits / 8
        line.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": device.latency,
                "downloadThroughput": wide,
                "uploadThroughput": wide,
            },
        )
    line.send("Emulation.setCPUThrottlingRate", {"rate": device.slower})


def rows(browser: Browser, server: Served, state: str, visits: int) -> list[str]:
    """A line of the table for each device."""
    found = []
    for device in DEVICES:
        times = [visit(browser, server.url, device, READY[state]) for _ in range(visits)]
        usable, requests, sent, shifted = zip(*times, strict=True)
        found.append(
            f"| {device.name} | {state} | {statistics.median(usable):.2f} | {max(usable):.2f} | "
            f"{max(requests)} | {max(sent) / 1000:.0f} | {max(shifted):.3f} |"
        )
    return found


def warm(page: Page, server: Served) -> None:
    """One visit that does not count: the server has read its files."""
    page.goto(server.url)
    page.locator("h1").first.wait_for()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    table = [
        f"{date.today()}, {platform.machine()}, {asked.visits} visits each\n",
        "| device | library | usable, s (median) | longest | requests | kB | shifts |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        model = knows(Path(folder), ALL)
        server = Served(Path(folder) / "home", model=model, window_tokens=700)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            warm(browser.new_page(), server)
            table += rows(browser, server, "empty", asked.visits)
            with server.client() as client:
                for item in client.ok("POST", "/api/samples", {})["items"]:
                    client.settled(item["id"])
            table += rows(browser, server, "library", asked.visits)
        finally:
            browser.close()
            server.end()
    print(*table, sep="\n")
    if asked.out:
        asked.out.write_text("\n".join(table) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
