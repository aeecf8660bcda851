"""A newcomer: samples, a question, an answer, and the exact words marked on the picture of the
page."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.facts import ALL, AND_PROBES, LIABILITY, PROBES, STANDS_ALONE
from tests.browser.marks import at_rest, marked_are, yellow_are
from tests.browser.watched import Watched

AGREEMENT = Path("samples/legal/hire-agreement.pdf")


def test_from_nothing_to_a_checked_citation(
    serve: Serve, page: Page, watched: Watched, shots: Path
) -> None:
    server = serve(ALL, 0.02, [STANDS_ALONE], window_tokens=700)
    page.goto(server.url)
    expect(page.get_by_role("button", name="Try it with sample documents")).to_be_visible()
    page.screenshot(path=shots / "first-visit.png")
    page.get_by_role("button", name="Try it with sample documents").click()
    page.get_by_role("button", name=LIABILITY.question).click(timeout=60_000)
    expect(page.get_by_role("heading", name=LIABILITY.question)).to_be_visible()
    cite = page.get_by_role("button", name="Source 1: hire-agreement.pdf, p. 3")
    cite.first.click()
    expect(page.locator(".answer .lead")).to_contain_text(LIABILITY.answer)
    expect(page.locator(".reader-quote")).to_have_text(LIABILITY.sentence)

    sheet = page.locator(".sheet[data-page='3']:not(.loading)")
    expect(sheet).to_be_visible()
    expect(page.locator(".highlight")).to_have_count(2)  # the sentence stands on two lines
    at_rest(page)
    page.screenshot(path=shots / "citation.png")
    with server.client() as client:
        (talk,) = client.ok("GET", "/api/conversations")["conversations"]
        answer = client.ok("GET", f"/api/conversations/{talk['id']}")["messages"][1]["answer"]
        (citation,) = answer["citations"]
        document, start, end = citation["document_id"], citation["start"], citation["end"]
        text = client.ok(
            "GET", f"/api/documents/{document}/text", params={"start": start, "end": end}
        )["text"]
        shown = client.ok("GET", f"/api/documents/{document}/pages/3")
    assert " ".join(text.split()) == LIABILITY.sentence
    marked_are(shown, start, end, page.locator(".highlight"), sheet)
    yellow_are(shown, start, end, sheet)


def test_a_follow_up_stands_alone_and_keys_step_through_citations(
    serve: Serve, page: Page, watched: Watched
) -> None:
    server = serve(ALL, 0.0, [STANDS_ALONE], window_tokens=700, server_read_ahead=0)
    with server.client() as client:
        client.add("hire-agreement.pdf", AGREEMENT.read_bytes(), "Contracts")
        client.add("other.txt", b"Of something else.")
    page.goto(server.url)
    page.get_by_role("button", name="Contracts 1").click()
    page.get_by_label("Your question").fill(LIABILITY.question)
    page.keyboard.press("Enter")
    expect(page.locator(".coverage")).to_have_text("4 of 4 pages read")
    page.get_by_label("Your question").fill(AND_PROBES)
    page.keyboard.press("Enter")
    expect(page.locator(".rewritten")).to_contain_text(PROBES.question)
    expect(page.locator(".answer")).to_have_count(2)
    expect(page.locator(".answer").nth(1)).to_contain_text(PROBES.answer)

    page.locator(".source").nth(1).click()
    expect(page.locator(".sheet")).to_have_attribute("data-page", "2")
    page.locator(".coverage").first.click()
    ledger = page.get_by_role("dialog")
    windows = ledger.locator("tbody tr")
    expect(windows.nth(2)).to_be_visible()
    expect(ledger.locator(".map")).to_have_attribute("data-asked", str(windows.count()))
    page.keyboard.press("Escape")
    expect(ledger).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".reader")).to_have_count(0)


def test_what_a_question_became_can_be_changed_or_refused(
    serve: Serve, page: Page, watched: Watched
) -> None:
    server = serve(ALL, 0.0, [STANDS_ALONE], window_tokens=700, server_read_ahead=0)
    with server.client() as client:
        documents = [client.add("hire-agreement.pdf", AGREEMENT.read_bytes())]
        talk = client.ok("POST", "/api/conversations", {"documents": documents})
        for question in (LIABILITY.question, AND_PROBES):
            client.over(client.ask(question, documents, conversation=talk["id"])["id"])
    page.goto(f"{server.url}/c/{talk['id']}")
    expect(page.locator(".rewritten")).to_contain_text(PROBES.question)
    page.get_by_role("button", name="Change it").click()
    field = page.get_by_role("dialog").get_by_label("Your question")
    expect(field).to_have_value(PROBES.question)
    field.fill("Does it calibrate the probes?")
    page.get_by_role("dialog").get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", name="Does it calibrate the probes?")).to_be_visible()
    expect(page.locator(".answer-foot")).to_have_count(3)
    page.get_by_role("button", name="Ask as I wrote it").click()
    expect(page.get_by_role("heading", name=AND_PROBES)).to_have_count(2)
    expect(page.locator(".answer-foot")).to_have_count(4)
    expect(page.locator(".rewritten")).to_have_count(1)
    with server.client() as client:
        messages = client.ok("GET", f"/api/conversations/{talk['id']}")["messages"]
    asked = [(one["text"], one["rewritten"]) for one in messages if one["role"] == "user"]
    assert asked[1:] == [
        (AND_PROBES, PROBES.question),
        ("Does it calibrate the probes?", None),
        (AND_PROBES, None),
    ]
    page.get_by_role("button", name="Ask again, or in other words").first.click()
    expect(field).to_have_value(LIABILITY.question)
    page.get_by_role("dialog").get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", name=LIABILITY.question)).to_have_count(2)
    expect(page.locator(".answer-foot")).to_have_count(5)


def test_keys_go_from_citation_to_citation(serve: Serve, page: Page, watched: Watched) -> None:
    server = serve(ALL, window_tokens=700, server_read_ahead=0)
    with server.client() as client:
        documents = [client.add("hire-agreement.pdf", AGREEMENT.read_bytes())]
        talk = client.ok("POST", "/api/conversations", {"documents": documents})
        run = client.ask("Who sang?", documents, conversation=talk["id"])
        client.over(run["id"])
    page.goto(f"{server.url}/c/{talk['id']}")
    expect(page.locator(".answer")).to_contain_text("Not stated in the")
    places = page.locator(".source")
    expect(places.nth(1)).to_be_visible()
    count = places.count()
    places.first.click()
    expect(page.locator(".stepper")).to_contain_text(f"1 of {count}")
    for key, at in (("n", 2), ("p", 1), ("p", count), ("ArrowRight", 1), ("ArrowLeft", count)):
        page.keyboard.press(key)
        expect(page.locator(".stepper")).to_contain_text(f"{at} of {count}")
        expect(places.nth(at - 1)).to_have_attribute("aria-current", "true")
