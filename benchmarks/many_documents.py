"""A library of ten thousand documents: how long the list, a search, a choice and a question take.

    python -m benchmarks.many_documents [--count 10000] [--home HOME] [--library-alone] [--out FILE]

The documents are small texts of a sentence each, in folders in which the same names come again;
the model is scripted. What is measured is the library, the server and the page in Chromium.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright
from sqlalchemy import text

from farside.config import Settings
from farside.documents.draft import LineDraft, PageDraft, assemble_document
from farside.library.clock import utc_now
from farside.library.codec import FORMAT, pack_document
from farside.library.library import Library
from farside.server.runs.specs import choose_documents
from farside.server.uploads.descriptions import describe_documents, describe_kept
from farside.work.intake import gather_documents
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.model import knows
from tests.browser.serving import Served

IN_A_FOLDER = 100
PATIENCE = 600_000  # milliseconds
Figures = dict[str, float]


def fill(home: Path, count: int) -> None:
    """The documents as the library keeps them, written at once: adding ten thousand one by one,
    each safe on the disk, would take most of the time."""
    rows = []
    with closing(Library(Settings(home=home))) as library:
        for n in range(count):
            sentence = f"Box {n} holds {n * 7 % 1000} screws of the kind {n % 13}.".encode()
            name = f"folder-{n // IN_A_FOLDER:03}/report-{n % IN_A_FOLDER:02}.txt"
            identity = hashlib.sha256(sentence).hexdigest()
            page = PageDraft("lines 1-1", (LineDraft(sentence.decode()),))
            document = assemble_document(identity, name, "text/plain", [page])
            put(home / "blobs" / identity[:2] / identity, sentence)
            text_file = f"{identity}.1.{FORMAT}.json.gz"
            put(home / "texts" / identity[:2] / text_file, pack_document(document))
            rows.append(
                {
                    "id": identity,
                    "name": name,
                    "size": len(sentence),
                    "characters": len(document.text),
                    "added": utc_now(),
                }
            )
        with library.engine.begin() as connection:
            for query in ROWS:
                connection.execute(text(query), rows)


ROWS = (
    "INSERT INTO document (id, name, media_type, size, added) "
    "VALUES (:id, :name, 'text/plain', :size, :added)",
    "INSERT INTO document_name (document_id, name) VALUES (:id, :name)",
    "INSERT INTO document_text (document_id, variant, pages, characters, parsed) "
    "VALUES (:id, '1', 1, :characters, :added)",
)


def put(file: Path, content: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)


def timed(figures: Figures, name: str, act: Callable[[], object]) -> None:
    started = time.perf_counter()
    act()
    figures[name] = round(time.perf_counter() - started, 3)
    print(f"{name}: {figures[name]} s", flush=True)


def computed(figures: Figures, name: str, act: Callable[[], object]) -> None:
    """Seconds of the processor, which other work of the machine does not change much."""
    started = time.process_time()
    act()
    figures[f"{name}, CPU"] = round(time.process_time() - started, 3)
    print(f"{name}: {figures[f'{name}, CPU']} s of CPU", flush=True)


def look_into_library(home: Path, figures: Figures) -> None:
    """What the server computes for the page, in this process."""
    settings = Settings(home=home)
    with closing(Library(settings)) as library:
        kept = library.documents()
        for start in (0, 0):  # the first time loads modules
            part = kept[start : start + 1000]
            describe_kept(library, part)
        computed(figures, "library: all documents", library.documents)
        computed(figures, "library: 1,000 described", lambda: describe_kept(library, kept[:1000]))
        one = {kept[-1].id}
        computed(figures, "library: one described", lambda: describe_documents(library, one))
        everything = partial(choose_documents, library, [], [], everything=True)
        computed(figures, "library: everything, as ids", everything)
        ids = tuple(document.id for document in kept)
    taken = partial(gather_documents, settings, (), None, None, lambda _: None, ids)
    computed(figures, "question: all texts loaded", taken)


def ask_server(server: Served, figures: Figures) -> None:
    """What the page asks the server for."""

    def everything() -> None:
        after: str | None = None
        while True:
            params = {"limit": 1000} | ({"after": after} if after else {})
            part = client.ok("GET", "/api/documents", params=params)
            after = part["next"]
            if after is None:
                return

    with server.client() as client:
        client.timeout = 600
        timed(figures, "server: list of all, in parts of 1,000", everything)
        plan = {"everything": True}
        timed(figures, "server: plan of all", lambda: client.ok("POST", "/api/plan", plan))
        timed(figures, "server: the same plan again", lambda: client.ok("POST", "/api/plan", plan))
        made = ("POST", "/api/conversations", {"everything": True})
        timed(figures, "server: a conversation about all", lambda: client.ok(*made))


def look_at_list(page: Page, url: str, count: int, figures: Figures) -> None:
    """The library: opened, searched, sorted, scrolled."""
    page.goto(f"{url}/settings")
    expect(page.locator("h1")).to_be_visible()

    def opened() -> None:
        page.goto(f"{url}/library")
        expect(page.get_by_text(f"{count:,} documents")).to_be_visible()

    timed(figures, "page: library, loaded anew", opened)
    rows = page.locator(".file")

    def found() -> None:
        page.get_by_label("Search names and words").fill("folder-007 report-42")
        expect(rows).to_have_count(1)

    timed(figures, "page: search by name", found)
    page.get_by_label("Search names and words").fill("")
    expect(rows.nth(5)).to_be_visible()

    def sorted_() -> None:
        page.get_by_label("Order").select_option("name")
        expect(page.locator("button.file-name").first).to_have_text("folder-000/report-00.txt")

    timed(figures, "page: sort by name", sorted_)
    longest: float = page.evaluate(SCROLL)
    figures["page: longest frame while scrolling, s"] = round(longest / 1000, 3)
    figures["page: nodes"] = page.evaluate("document.querySelectorAll('*').length")
    heap = page.evaluate("performance.memory.usedJSHeapSize")
    figures["page: heap, MB"] = round(heap / 1e6, 1)


SCROLL = """async () => {
    const box = document.querySelector(".scroller");
    box.scrollTop = 0;
    let [longest, last] = [0, performance.now()];
    for (let n = 0; n < 120; n += 1) {
        box.scrollTop += 5000;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        [longest, last] = [Math.max(longest, now - last), now];
    }
    return longest;
}"""


def choose_and_ask(page: Page, url: str, count: int, figures: Figures) -> None:
    """The column of sources: a tick, all that match, everything; and a question to each."""
    chip = page.get_by_title("Choose what is read")
    sources = page.get_by_role("complementary", name="Sources")

    def opened() -> None:
        page.goto(url)
        expect(chip).to_contain_text(f"all {count:,} documents")

    timed(figures, "page: question, loaded anew", opened)

    def unticked() -> None:
        sources.get_by_role("checkbox").first.uncheck()
        expect(chip).to_contain_text(f"{count - 1:,} documents")

    timed(figures, "page: one tick less", unticked)

    def matching() -> None:
        sources.get_by_role("button", name="Everything").click()
        sources.get_by_label("Search by name").fill("folder-007")
        sources.get_by_role("button", name=f"Tick all {IN_A_FOLDER} that match").click()
        expect(chip).to_contain_text(f"{IN_A_FOLDER} documents")

    timed(figures, "page: all that match a search", matching)
    ask(page, f"{IN_A_FOLDER} documents", figures)
    expect(page.locator(".answer-foot")).to_be_visible(timeout=PATIENCE)
    page.goto(url)
    sources.get_by_role("button", name="Everything").click()
    ask(page, "all", figures)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".ended")).to_be_visible(timeout=PATIENCE)


def ask(page: Page, of: str, figures: Figures) -> None:
    page.get_by_label("Your question").fill("How many screws does box 742 hold?")

    def sent() -> None:
        page.keyboard.press("Enter")
        expect(page.locator(".question")).to_be_visible(timeout=PATIENCE)

    def at_work() -> None:
        expect(page.locator(".map")).to_be_visible(timeout=PATIENCE)

    timed(figures, f"question to {of}: taken", sent)
    timed(figures, f"question to {of}: then until its map is drawn", at_work)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--count", type=int, default=10_000)
    words.add_argument("--home", type=Path, help="a home that such a call filled before")
    words.add_argument("--library-alone", action="store_true", help="no server and no page")
    words.add_argument("--out", type=Path)
    given = words.parse_args()
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = given.home or folder / "home"
        if not given.home:
            fill(home, given.count)
        look_into_library(home, figures)
        if given.library_alone:
            write(figures, given.out)
            return
        server = Served(home, model=knows(folder, ()), server_read_ahead=0)
        try:
            ask_server(server, figures)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                page.set_default_timeout(PATIENCE)
                expect.set_options(timeout=60_000)
                look_at_list(page, server.url, given.count, figures)
                choose_and_ask(page, server.url, given.count, figures)
                browser.close()
        finally:
            server.end()
            write(figures, given.out)


def write(figures: Figures, out: Path | None) -> None:
    if out:
        out.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
