"""Sixteen CVs and a job: dropped in, ranked by drafted criteria, the criteria put right, and a
score traced to its sentence in the CV."""

from __future__ import annotations

import base64
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Plain, Serve
from tests.browser.marks import at_rest, marked_are, yellow_are
from tests.browser.watched import Watched

CVS = sorted((Path(__file__).parent / "cvs").glob("cv*.*"))
JOB = """# Backend engineer

You must have built services in Python. Kubernetes is a plus. At least 3 years of experience are \
required.
"""
DRAFT = [{"name": "Python services", "sentence": 2}, {"name": "Kubernetes", "sentence": 3}]
CV = "cv003.pdf"
SENTENCE = (
    "Senior Backend Engineer, Lewis Inc (2016-02 - 2019-03) Worked with gRPC, Kafka, TypeScript."
)
"""Two lines: nothing ends the first."""
SURE = {"4": -0.01, "0": -9.0}
NOTHING = {"0": -0.01, "4": -9.0}


def judge() -> list[Plain]:
    """Drafts two criteria; gives all to a text that has a criterion's word, else nothing."""
    rules: list[Plain] = [{"all": ["List at most"], "reply": DRAFT}]
    for name in ("Python", "Kubernetes", "Kafka"):
        asked = f"Criterion: {name}"
        rules += [
            {"all": [asked, words], "reply": "4", "first_token": SURE}
            for words in ("for many years", f"{name},")
        ]
        rules += [{"all": [asked], "reply": "0", "first_token": NOTHING}]
    return [*rules, {"all": ["Whose document"], "reply": {"name": "nobody"}}]


def drop(page: Page, files: list[Path]) -> None:
    """As from a folder of the desktop, anywhere on the page."""
    page.evaluate(
        """(files) => {
            const held = new DataTransfer();
            for (const [name, content] of files) {
                const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
                held.items.add(new File([bytes], name));
            }
            const told = { bubbles: true, cancelable: true, dataTransfer: held };
            for (const kind of ["dragenter", "dragover", "drop"]) {
                document.body.dispatchEvent(new DragEvent(kind, told));
            }
        }""",
        [[file.name, base64.b64encode(file.read_bytes()).decode()] for file in files],
    )


def test_from_cvs_to_the_sentence_behind_a_score(
    serve: Serve, page: Page, watched: Watched, shots: Path
) -> None:
    assert len(CVS) == 16
    server = serve((), 0.0, judge(), server_read_ahead=0)
    page.goto(f"{server.url}/library")
    drop(page, CVS)
    expect(page.locator(".view-head .note")).to_have_text("16 documents", timeout=60_000)

    page.get_by_role("link", name="Make").click()
    page.get_by_role("button", name="Ranking").click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="Job description").fill(JOB)
    form.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="Backend engineer")).to_be_visible()
    rows = page.locator(".table.sourced tbody tr")
    heads = page.get_by_role("columnheader")
    edit = page.get_by_role("button", name="Edit the criteria")
    expect(edit).to_be_visible(timeout=60_000)
    expect(rows).to_have_count(16)
    expect(heads.filter(has_text="Python services")).to_be_visible()

    edit.click()
    expect(form.get_by_label("Criterion 1")).to_have_value("Python services")
    expect(form.get_by_label("Criterion 2")).to_have_value("Kubernetes")
    expect(form.get_by_role("slider", name="Weight: Python services")).to_have_value("3")
    expect(form.get_by_label("Years of experience")).to_have_value("3")
    form.get_by_label("Criterion 1").fill("Kafka")
    words = form.get_by_role("textbox", name="Words to look for: Kafka")
    expect(words).to_have_value("Python")
    words.focus()  # away from a name that is another now: so are its words
    expect(words).to_have_value("")
    form.get_by_role("slider", name="Weight: Kafka").fill("9")
    page.screenshot(path=shots / "ranking-edit.png")
    form.get_by_role("button", name="Begin").click()
    expect(heads.filter(has_text="Python services")).to_have_count(0)
    expect(heads.filter(has_text="Kafka")).to_be_visible()
    expect(edit).to_be_visible(timeout=60_000)
    expect(rows).to_have_count(16)

    expect(page.get_by_role("heading", name="Backend engineer (2)")).to_be_visible()

    reasons = rows.filter(has_text=CV).get_by_role("button", name="For and against")
    expect(heads.filter(has_text="Against")).to_have_count(0)
    reasons.click()
    aside = page.locator(".aside")
    expect(aside.locator("dt")).to_have_text(["For", "Against"])
    expect(aside.get_by_role("button", name="Kafka").first).to_be_in_viewport(ratio=0.95)
    reasons.click()
    expect(aside).to_have_count(0)

    at = [text.strip() for text in heads.all_inner_texts()].index("Kafka") - 1
    rows.filter(has_text=CV).locator("td").nth(at).locator(".cell-button").click()
    expect(page.locator(".reader-quote")).to_have_text(SENTENCE)
    chosen = page.locator(".cell-button[aria-current]")
    expect(chosen).to_have_text("4.0")
    expect(chosen).to_be_in_viewport(ratio=0.95)
    sheet = page.locator(".sheet:not(.loading)")
    expect(sheet).to_be_visible()
    at_rest(page)
    page.screenshot(path=shots / "ranking-cvs.png")
    with server.client() as client:
        (run, _) = client.ok("GET", "/api/runs", params={"kind": "rank"})["runs"]
        table = client.ok("GET", f"/api/runs/{run['id']}/table")
        (place,) = (
            row["cells"][at]["sources"][0] for row in table["rows"] if row["document"] == CV
        )
        shown = client.ok("GET", f"/api/documents/{place['document_id']}/pages/1")
    marked_are(shown, place["start"], place["end"], page.locator(".highlight"), sheet)
    yellow_are(shown, place["start"], place["end"], sheet)
