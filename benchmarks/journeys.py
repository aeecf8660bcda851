"""Three journeys of a person, with a real model, in a real browser, against a real server.

    python -m benchmarks.journeys [DATA] --model qwen2.5-1.5b --shots docs/journeys
    python -m benchmarks.journeys --only contract --home HOME

`cvs`: sixteen CVs, what they are, a ranking, a note, the ranking as a file that opens anywhere.
`contract`: a Chinese contract, a question, its citation, the address of the words, opened anew.
`invoices`: a watched folder, an expense report, a cell put right, what is learned from that.

Each saves pictures of what the person sees, and prints the seconds that every step took. With
`--home`, what was read is kept for the next call; without, everything is read anew. Without DATA,
the CVs of the tests and the invoices of the samples are taken.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    PdfMargins,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.marks import at_rest
from tests.browser.serving import Served
from tests.browser.test_ranking import drop

HERE = Path(__file__).parent
SAMPLES, CVS = HERE.parent / "samples", HERE.parent / "tests/browser/cvs"
PATIENCE = 3_600_000  # milliseconds: a small machine reads for long
MOST = 120_000  # bytes of a picture
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 375, "height": 760}
MARGINS: PdfMargins = {"top": "2cm", "bottom": "2cm"}
JOB = """# Backend engineer

You build and run services in Python, in production. You know Kubernetes.
Experience with Kafka or another message queue is a plus.
At least 3 years of experience are required.
"""


@dataclass
class Journey:
    """One person at one server: takes pictures, and notes the seconds of every step."""

    name: str
    server: Served
    context: BrowserContext
    shots: Path
    corrected: str = ""
    """What is written into a cell; empty: what it had, so that it is confirmed."""
    seconds: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - started, 1)
        print(f"{self.name}: {name}: {self.seconds[name]} s", flush=True)

    def wait_for_kinds(self) -> None:
        """Until it is told what every document is."""
        with self.server.client() as client:
            client.until(
                "/api/documents",
                lambda found: all(one["kind"] for one in found["documents"]),
                PATIENCE / 1000,
            )

    def shot(self, name: str, page: Page | None = None) -> None:
        """A picture of what is on the screen, small enough for a document."""
        page = page or self.page
        expect(page.locator(".sheet.loading")).to_have_count(0)
        at_rest(page)
        save_small(page.screenshot(), self.shots / f"{self.name}-{name}.png")


def save_small(picture: bytes, file: Path) -> None:
    """With fewer colours until it is small enough; whoever looks sees no difference."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        small = io.BytesIO()
        image.quantize(colours, method=Image.Quantize.MAXCOVERAGE).save(small, "png", optimize=True)
        if small.tell() <= MOST:
            file.write_bytes(small.getvalue())
            return
    raise SystemExit(f"{file}: larger than {MOST} bytes with 32 colours; show less of the page")


def rank_cvs(journey: Journey, data: Path | None) -> None:
    """Sixteen CVs → what they are → ranked → a note → a file that opens anywhere."""
    page, url = journey.page, journey.server.url
    files = sorted((data / "resumes/synthetic" if data else CVS).glob("cv*.*"))
    page.goto(f"{url}/library")
    with journey.step(f"{len(files)} CVs are in the library"):
        drop(page, files)
        arrived = page.get_by_role("region", name="What came in")
        expect(arrived).to_contain_text(f"{len(files)} added", timeout=PATIENCE)
    journey.shot("1-arrived")
    with journey.step("every page is read, and it is told what they are"):
        journey.wait_for_kinds()
    kinds = page.get_by_role("region", name="What these documents are")
    expect(kinds).to_contain_text("CVs")
    journey.shot("2-guide")
    kinds.get_by_role("button", name="Rank them").click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="Job description").fill(JOB)
    journey.shot("3-job")
    with journey.step("the ranking"):
        form.get_by_role("button", name="Begin").click()
        expect(page.locator(".sourced tbody tr").nth(4)).to_be_visible(timeout=PATIENCE)
        journey.shot("4-judging")
        expect(page.get_by_role("button", name="Edit the criteria")).to_be_visible(timeout=PATIENCE)
    journey.shot("5-ranking")
    best = page.locator(".sourced tbody tr").first
    cell = best.locator("td:has(.cell-button[aria-disabled=false])").nth(2)
    cell.locator(".cell-button").click()
    expect(page.locator(".reader")).to_be_visible()
    expect(page.locator(".highlight, .words mark").first).to_be_visible()
    journey.shot("6-evidence")
    cell.hover()
    cell.get_by_role("button", name="Note this cell").click()
    note = page.get_by_role("dialog")
    note.get_by_label("Your words").fill("Invite first. Ask about the size of the cluster.")
    note.get_by_role("button", name="Keep").click()
    expect(note).to_have_count(0)
    made = page.url.partition("?")[0]
    page.goto(f"{url}/notes")
    expect(page.locator(".note-card")).to_have_count(1)
    journey.shot("7-note")
    page.goto(made)
    page.get_by_role("button", name="Save as a file").click()
    with journey.step("the ranking as one file"), page.expect_download() as saved:
        page.get_by_role("link", name="Web page").click()
    open_alone(journey, Path(saved.value.path()))


def open_alone(journey: Journey, saved: Path) -> None:
    """The saved file, without a server and without a network, on a screen and on a phone."""
    file = journey.server.home.parent / "ranking.html"
    shutil.copy(saved, file)
    print(f"{journey.name}: the file has {file.stat().st_size / 1000:.0f} kB", flush=True)
    browser = journey.context.browser
    assert browser
    with browser.new_context(viewport=WIDE, offline=True) as other:
        alone = other.new_page()
        alone.goto(file.as_uri())
        journey.shot("8-file", alone)
        alone.set_viewport_size(NARROW)
        journey.shot("9-file-375", alone)


QUESTION = "乙方逾期付款要承担什么责任？"


def ask_contract(journey: Journey, _: Path | None) -> None:
    """A Chinese contract → a question → its citation → the address of the words → opened anew."""
    page, url = journey.page, journey.server.url
    contract = journey.server.home.parent / "设备采购合同.pdf"
    print_contract(journey.context, HERE / "contract-zh.md", contract)
    page.goto(url)
    with journey.step("the contract is in the library"):
        page.locator("[data-pick=files]").first.set_input_files(contract)
        expect(page.locator("#question")).to_be_visible(timeout=PATIENCE)
    with journey.step("every page is read, and it has a guide"):
        expect(page.locator(".guide h2").first).to_be_visible(timeout=PATIENCE)
    journey.shot("1-guide")
    page.locator("#question").fill(QUESTION)
    with journey.step("the answer"):
        page.keyboard.press("Enter")
        expect(page.locator(".answer-foot")).to_be_visible(timeout=PATIENCE)
    journey.shot("2-answer")
    page.locator(".cite, .source").first.click()
    expect(page.locator(".highlight").first).to_be_visible()
    journey.shot("3-words")
    page.get_by_role("button", name="复制指向这句话的链接").click()
    link = str(page.evaluate("navigator.clipboard.readText()"))
    print(f"{journey.name}: address of the words: {link.removeprefix(url)}", flush=True)
    other = journey.context.new_page()
    with journey.step("the address, opened anew"):
        other.goto(link)
        expect(other.locator(".highlight").first).to_be_visible()
    journey.shot("4-address", other)
    other.set_viewport_size(NARROW)
    other.reload()
    expect(other.locator(".highlight").first).to_be_visible()
    journey.shot("5-address-375", other)


def print_contract(context: BrowserContext, source: Path, target: Path) -> None:
    """The contract as a PDF, as a browser prints one."""
    title, *blocks = source.read_text(encoding="utf-8").strip().split("\n\n")
    body = "".join(
        f"<h2>{one[3:]}</h2>" if one.startswith("## ") else f"<p>{one}</p>" for one in blocks
    )
    page = context.new_page()
    page.set_content(
        f"<html lang=zh><style>{PAPER}</style><h1>{title.removeprefix('# ')}</h1>{body}"
    )
    page.pdf(path=target, format="A4", margin=MARGINS)
    page.close()


PAPER = """
body { font: 11pt/1.8 "Noto Serif CJK SC", serif; margin: 0 1.6cm; text-align: justify }
h1 { text-align: center; font-size: 18pt } h2 { font-size: 12pt; margin: 1.2em 0 .3em }
p { margin: .3em 0 }
"""


def report_invoices(journey: Journey, data: Path | None) -> None:
    """A watched folder of invoices → an expense report → a cell put right → what is learned."""
    page, url = journey.page, journey.server.url
    folder = journey.server.home.parent / "roots" / "invoices"
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted((SAMPLES / "invoices").iterdir())
    if data:
        files.append(data / "invoices/factur-x/zugferd-basic.xml")
    for one in files:
        shutil.copy(one, folder)
    page.goto(f"{url}/library")
    page.get_by_role("button", name="More ways to add").click()
    page.locator(".menu-list").get_by_role("button", name="Watch a folder").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"It must lie in: {folder.parent}")
    page.get_by_label("Folder of the server").fill(str(folder))
    page.get_by_role("textbox", name="Collection").fill("Invoices 2025")
    journey.shot("1-watch")
    watched = page.get_by_role("region", name="Watched folders")
    with journey.step(f"{len(files)} invoices are taken from the folder"):
        page.get_by_role("button", name="Watch it").click()
        expect(watched).to_contain_text(f"{len(files)} files", timeout=PATIENCE)
        expect(page.locator(".file-facts").nth(len(files))).to_be_visible(timeout=PATIENCE)
    journey.shot("2-watched")
    page.get_by_role("link", name="Make").click()
    page.get_by_role("button", name="Expenses").click()
    with journey.step("the expense report"):
        page.get_by_role("dialog").get_by_role("button", name="Begin").click()
        expect(page.get_by_role("button", name="Save as a file")).to_be_visible(timeout=PATIENCE)
    journey.shot("3-report")
    put_right(journey, page)
    told = subprocess.run(
        [sys.executable, "-m", "farside", "learn", "corrections"],
        env=os.environ | {"FARSIDE_HOME": str(journey.server.home)},
        capture_output=True,
        text=True,
        check=True,
    )
    print(told.stdout, told.stderr, flush=True)


def put_right(journey: Journey, page: Page) -> None:
    """A cell that waits to be looked at, or the first one, is compared with the invoice and put
    right."""
    known = ".cell-button[data-at][aria-disabled=false]"
    marked = page.locator(f"td.flag {known}")
    cell = marked.first if marked.count() else page.locator(known).first
    at = cell.get_attribute("data-at")
    cell.click()
    expect(page.locator(".reader")).to_be_visible()
    journey.shot("4-look")
    page.locator(f'[data-at="{at}"]').focus()
    page.keyboard.press("F2")
    field = page.get_by_role("textbox", name="Correct")
    print(f"{journey.name}: the cell {at} had {field.input_value()!r}", flush=True)
    field.fill(journey.corrected or field.input_value())
    page.keyboard.press("Enter")
    if not (marked.count() or journey.corrected):  # what nobody doubts is not put right by Enter
        page.locator(f'.cell-box:has([data-at="{at}"])').hover()
        page.get_by_role("button", name="This is right").first.click()
    expect(page.locator("td.corrected")).to_have_count(1)
    page.get_by_role("button", name="Close the source").click()
    page.get_by_text("kept with your documents").scroll_into_view_if_needed()
    journey.shot("5-corrected")


JOURNEYS: dict[str, tuple[Callable[[Journey, Path | None], None], str]] = {
    "cvs": (rank_cvs, "en-GB"),
    "contract": (ask_contract, "zh-CN"),
    "invoices": (report_invoices, "en-GB"),
}


def travel(name: str, browser: Browser, home: Path, given: argparse.Namespace) -> dict[str, float]:
    """One journey at a server of its own. What it saw when it failed is kept, too."""
    act, locale = JOURNEYS[name]
    roots = home.parent / "roots"
    roots.mkdir(parents=True, exist_ok=True)
    models = os.environ.get("FARSIDE_MODELS_DIR", "")
    server = Served(
        home,
        model=given.model,
        models_dir=models,
        server_watch_roots=roots,
        engine_server=given.engine,
    )
    try:
        with browser.new_context(locale=locale, viewport=WIDE) as context:
            context.grant_permissions(["clipboard-read", "clipboard-write"])
            journey = Journey(name, server, context, given.shots, given.corrected)
            try:
                act(journey, given.data)
            except BaseException:
                journey.page.screenshot(path=home.parent / f"{name}-failed.png")
                raise
            return journey.seconds
    finally:
        server.end()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("data", type=Path, nargs="?", help="a folder with resumes/ and invoices/")
    words.add_argument("--model", default="qwen2.5-1.5b")
    words.add_argument("--engine", default="", help="as the setting `engine_server`")
    words.add_argument("--shots", type=Path, default=Path("docs/journeys"))
    words.add_argument("--corrected", default="", help="what the marked cell of `invoices` is")
    words.add_argument("--only", choices=JOURNEYS, action="append")
    words.add_argument("--home", type=Path, help="what was read stays here, for the next call")
    given = words.parse_args()
    given.shots.mkdir(parents=True, exist_ok=True)
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        expect.set_options(timeout=60_000)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in given.only or JOURNEYS:
            place = (given.home or Path(scratch)) / name
            place.mkdir(parents=True, exist_ok=True)
            figures[name] = travel(name, browser, place / "home", given)
        browser.close()
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
