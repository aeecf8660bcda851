"""Documents, names, questions and answers are characters to the page and nothing else."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.model import Fact
from tests.browser.watched import Watched

SCRIPT = "<script>window.hit = 1</script><img src=x onerror='window.hit = 2'>"
PICTURE = "![look](http://evil.example/p.png)"
LINKS = "[bad](javascript:window.hit=3) [good](https://example.org/a?b=c)"
NAME = "<img src=x onerror=alert(1)>.txt"
FACT = Fact(
    f"Where is it {SCRIPT} {PICTURE}?",
    f"{NAME}, lines 1-1",
    f"The place is 17 {SCRIPT} {PICTURE} {LINKS} here.",
    f"The place is 17, **truly** {SCRIPT} {PICTURE} {LINKS} here.",
)


def test_what_is_planted_stays_inert(serve: Serve, page: Page, watched: Watched) -> None:
    server = serve([FACT], server_read_ahead=0)
    with server.client() as client:
        document = client.add(
            NAME, f"It begins. {FACT.sentence} It ends.".encode(), f"A {SCRIPT.replace('/', '')}"
        )
    page.goto(server.url)
    page.get_by_label("Your question").fill(FACT.question)
    page.keyboard.press("Enter")
    answer = page.locator(".answer .lead")
    expect(answer).to_contain_text("<script>window.hit = 1</script><img src=x")
    expect(answer.locator("strong")).to_have_text("truly")
    expect(page.locator(".thread img, .thread script, .rail img")).to_have_count(0)
    links = answer.locator("a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://example.org/a?b=c")
    expect(links).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(links).to_contain_text("https://example.org/a?b=c")

    page.locator(".source").first.click()
    expect(page.locator(".words mark")).to_have_text(FACT.sentence)
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    for place in ("library", "conversations", "jobs"):
        page.goto(f"{server.url}/{place}")
        expect(page.locator("h1")).to_be_visible()
        expect(page.get_by_text("onerror").first).to_be_visible()
        expect(page.locator("#farside img, #farside script")).to_have_count(0)
    assert page.evaluate("window.hit") is None
    assert document
