"""What documents are is told when they were read: their kinds, what can be made of them, and a
guide to each."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.watched import Watched
from tests.script import YES

ASKED = "How much is due in total?"
INVOICE = (
    "Invoice {n}\n\nThe total due for the delivery of the garden chairs is {n}40 euros. "
    "Please pay by May.\n"
)
RULES = [
    {"all": ["What is the document above"], "reply": {"kind": "invoice or bill"}},
    {"all": ["What would a reader want to know?"], "reply": {"questions": [ASKED]}},
    *(
        {
            "all": [f"{n}40 euros", ASKED],
            "reply": {"answer": f"The total due is {n}40 euros", "sentences": [2]},
            "first_token": YES,
        }
        for n in (1, 2)
    ),
]


def test_kinds_a_guide_its_sources_and_its_questions(
    serve: Serve, page: Page, watched: Watched, shots: Path
) -> None:
    server = serve((), rules=RULES)
    with server.client() as client:
        for n in (1, 2):
            client.add(f"invoice-{n}.txt", INVOICE.format(n=n).encode())
        page.goto(server.url)
        kinds = page.get_by_role("region", name="What these documents are")
        expect(kinds).to_contain_text("2 invoices")
        page.screenshot(path=shots / "guide-kinds.png")
        kinds.get_by_role("button", name="Make an expense report").click()
        expect(page.get_by_role("dialog")).to_contain_text("2 documents")
        page.keyboard.press("Escape")
        page.goto(f"{server.url}/library")
        expect(page.locator(".file-facts").first).to_contain_text("invoice")
        page.get_by_role("button", name="Actions for invoice-1.txt").click()
        page.get_by_role("button", name="What it is").click()
        guide = page.get_by_role("region", name="What invoice-1.txt is")
        expect(guide.get_by_role("heading").first).to_have_text("invoice Invoice 1")
        expect(guide).to_contain_text("Please pay by May.")
        page.screenshot(path=shots / "guide.png")
        guide.locator(".source").first.click()
        expect(page.locator(".reader")).to_contain_text("The total due for the delivery")
        guide.get_by_role("button", name=ASKED).click()
        expect(page.locator(".question")).to_contain_text(ASKED)
        page.goto(f"{server.url}/library")
        expect(page.locator(".file")).to_have_count(2)
        client.add("invoice-3.txt", INVOICE.format(n=3).encode())
        came = page.get_by_role("region", name="What came in")
        expect(came.get_by_role("heading").first).to_have_text("invoice Invoice 3")
