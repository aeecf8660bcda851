"""Evaluations as heat maps: one is started in the page, two are compared."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.watched import Watched


def test_two_evaluations_are_run_and_compared(serve: Serve, page: Page, watched: Watched) -> None:
    server = serve(server_read_ahead=0)
    page.goto(f"{server.url}/proof")
    expect(page.get_by_text("Nothing measured yet")).to_be_visible()
    for lengths in ("600, 900", "900 1200"):
        page.goto(f"{server.url}/proof")
        page.get_by_role("button", name="New evaluation").click()
        page.get_by_label("Lengths in tokens").fill(lengths)
        page.get_by_role("button", name="Start").click()
        expect(page.get_by_role("heading", name="Jobs")).to_be_visible()
        expect(page.locator(".job[data-state=finished]").first).to_contain_text(
            "Evaluation of model.json"
        )
        expect(page.locator(".job[data-state=queued], .job[data-state=running]")).to_have_count(
            0, timeout=60_000
        )
    page.locator(".job a").first.click()
    expect(page.locator(".heat").first).to_be_visible()
    cells = page.locator(".heat").first.locator("g")
    expect(cells).to_have_count(6)  # two lengths at three depths
    expect(cells.first.locator("rect")).to_have_attribute(
        "fill", re.compile(r"rgb\(240 73 110\)|rgb\(12 215 159\)")
    )
    page.locator(".card.pick").nth(1).click()
    difference = page.locator("section").filter(has_text="Difference: second minus first")
    expect(difference.locator(".heat g").first).to_be_visible()
    expect(difference.locator(".heat").first.locator("g")).to_have_count(
        3
    )  # the length that both have
    watched.allow("404")
    page.goto(f"{server.url}/proof?run=niah-0000000000")
    expect(page.get_by_text("This evaluation is not here any more")).to_be_visible()


def test_every_test_of_the_lab_can_be_started(
    serve: Serve, page: Page, watched: Watched, shots: Path
) -> None:
    """Each with the fields that it has; what cannot be is said, and not sent."""
    server = serve(server_read_ahead=0)
    with server.client() as client:
        tasks = client.ok("GET", "/api/evaluations/tasks")["tasks"]
    page.goto(f"{server.url}/proof")
    page.get_by_role("button", name="New evaluation").click()
    form, depths = page.get_by_role("dialog"), page.get_by_label("Depths in percent")
    test = form.get_by_label("Test")
    expect(test.locator("option")).to_have_count(len(tasks))
    assert test.locator("option").evaluate_all("all => all.map(one => one.value)") == [
        one["name"] for one in tasks
    ]
    for task in tasks:
        test.select_option(task["name"])
        expect(depths).to_have_count(1 if task["depths"] else 0)
        expect(form.get_by_label("Lengths in tokens")).to_have_value(
            ", ".join(map(str, task["lengths"][:2]))
        )
    page.screenshot(path=shots / "proof-start.png")
    form.get_by_label("Lengths in tokens").fill("600, 12")
    expect(form.get_by_text("each from 500 to 100,000")).to_be_visible()
    expect(form.get_by_role("button", name="Start")).to_be_disabled()
    form.get_by_label("Lengths in tokens").fill("600")
    depths.fill("0, 100")
    form.get_by_label("Language").select_option("zh")
    form.get_by_role("button", name="Start").click()
    expect(page.locator(".job[data-state=finished]")).to_be_visible(timeout=60_000)
    page.locator(".job a").first.click()
    expect(page.get_by_role("checkbox", name=re.compile("The classic picture"))).to_be_checked()
    expect(page.locator(".heat g").first).to_be_visible()
