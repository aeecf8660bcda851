"""Tables in the page: asked for, seen with their sources, put right, saved; a rubric that a person
writes."""

from __future__ import annotations

import io
from pathlib import Path

import docx
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Serve
from tests.browser.watched import Watched
from tests.work.invoices import made

PEOPLE = 3
NAMES = [
    {"all": [f"Name: Ann{at}\n"], "reply": {"name": {"value": f"Ann{at}", "sentence": 2}}}
    for at in range(PEOPLE)
]


def person(at: int) -> bytes:
    language = "German" if at else "French"
    return f"# Person\n\nName: Ann{at}\n\nLanguages: {language} and English.\n".encode()


def test_a_table_is_made_checked_put_right_and_saved(
    serve: Serve, page: Page, watched: Watched, shots: Path
) -> None:
    server = serve((), 0.0, NAMES, server_read_ahead=0)
    with server.client() as client:
        for at in range(PEOPLE):
            client.add(f"{at}.md", person(at), "People")
    page.goto(f"{server.url}/make")
    page.get_by_role("button", name="Table of facts").click()
    page.get_by_role("dialog").get_by_label("Columns").fill("name")
    page.get_by_role("button", name="Begin").click()
    save = page.get_by_role("button", name="Save as a file")
    expect(save).to_be_visible(timeout=30_000)  # it is whole: one that grows is not put right
    expect(page.locator(".cell-button[data-at]")).to_have_text(["Ann0", "Ann1", "Ann2"])
    page.get_by_role("button", name="Ann1").click()
    expect(page.locator(".words mark")).to_have_text("Name: Ann1")
    page.screenshot(path=shots / "table.png")
    page.get_by_role("button", name="Ann1").hover()
    page.get_by_role("button", name="Note this cell").nth(1).click()
    note = page.get_by_role("dialog")
    expect(note).to_contain_text("1.md · name")  # "Ann1" alone says nothing in a list of notes
    note.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Ann1").focus()
    page.keyboard.press("F2")
    page.get_by_role("textbox", name="Correct").fill("Anna")
    page.keyboard.press("Enter")
    corrected = page.get_by_role("button", name="Anna (corrected by a person)")
    expect(corrected).to_be_visible()
    kept = page.get_by_text("It is learned from only when you say so.")
    expect(kept).to_be_visible()
    page.reload()
    expect(corrected).to_be_visible()
    corrected.hover()
    page.get_by_role("button", name="Take the correction back").click()
    expect(page.locator(".cell-button[data-at]")).to_have_text(["Ann0", "Ann1", "Ann2"])
    expect(kept).to_have_count(0)
    page.keyboard.press("Escape")
    page.get_by_role(
        "button", name="Ann2"
    ).dblclick()  # the reader, opened by the first click, is under the second
    expect(page.locator(".reader")).to_be_visible()
    expect(page.get_by_role("textbox", name="Correct")).to_have_value("Ann2")
    page.keyboard.press("Escape")
    save.click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Excel").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"PK")


def test_a_ranking_by_a_rubric_that_a_person_edits(
    serve: Serve, page: Page, watched: Watched, shots: Path
) -> None:
    server = serve((), 0.0, (), server_read_ahead=0)
    page.goto(f"{server.url}/library")
    files: list[FilePayload] = [
        {"name": f"{at}.md", "mimeType": "text/markdown", "buffer": person(at)}
        for at in range(PEOPLE)
    ]
    page.locator("[data-pick=files]").first.set_input_files(files)
    expect(page.locator(".view-head .note")).to_have_text("3 documents")
    page.get_by_role("link", name="Make").click()
    page.get_by_role("button", name="Ranking").click()
    form = page.get_by_role("dialog")
    form.get_by_role("radio", name="By my own criteria").check()
    form.get_by_label("Criterion 1").fill("Speaks with people")
    form.get_by_role("slider", name="Weight: Speaks with people").fill("7")
    form.get_by_role("button", name="Language").click()
    form.get_by_label("Language").last.fill("German")
    page.screenshot(path=shots / "rubric.png")
    form.get_by_role("button", name="Begin").click()
    table = page.locator(".table.sourced")
    expect(table.locator("tbody tr")).to_have_count(PEOPLE, timeout=30_000)
    expect(page.get_by_role("columnheader").filter(has_text="Speaks with people")).to_be_visible()
    page.screenshot(path=shots / "ranking.png")
    row = table.locator("tbody tr").filter(has_text="1.md")
    row.locator("td").filter(has_text="yes").last.locator(".cell-button").click()
    expect(page.locator(".words mark")).to_contain_text("German")

    page.get_by_role("button", name="Edit the criteria").click()
    expect(form.get_by_label("Criterion 1")).to_have_value("Speaks with people")
    expect(form.get_by_label("Language").last).to_have_value("German")


def test_expenses_are_looked_at_confirmed_and_claimed(
    serve: Serve, page: Page, watched: Watched
) -> None:
    """What seems to be there twice counts once a person says that it is not: unchanged, by
    Enter."""
    server = serve(server_read_ahead=0)
    with server.client() as client:
        client.add("Oslo/a.xml", made.cii().encode())
        client.add("Rome/b.xml", made.cii().encode() + b"\n")
    page.goto(f"{server.url}/make")
    page.get_by_role("button", name="Expenses").click()
    page.get_by_role("button", name="Begin").click()
    rows = page.locator(".sourced tbody tr")
    totals = page.locator(".totals div").filter(has_text="Total of Gross")
    expect(totals).to_contain_text("119.00 EUR", timeout=30_000)
    expect(rows).to_have_count(2)
    page.get_by_label("Only rows with something to look at").check()
    expect(rows).to_have_count(1)
    doubtful = page.get_by_role(
        "button", name="119.00 EUR (seems to be the same invoice as Oslo/a.xml)"
    )
    doubtful.focus()
    why = doubtful.locator(".cell-why").bounding_box()
    assert why
    assert why["width"] > 100, "why it is marked is to be read, not only in a tip"
    page.keyboard.press("F2")
    field = page.get_by_role("textbox", name="Correct")
    watched.allow("400")
    field.fill("plenty")
    page.keyboard.press("Enter")
    expect(page.get_by_text("write it as for example 1234.50 EUR")).to_be_visible()
    expect(field).to_have_value("plenty")  # what was refused need not be written again
    page.keyboard.press("Escape")
    page.keyboard.press("F2")
    page.keyboard.press("Enter")
    expect(totals).to_contain_text("238.00 EUR")
    expect(rows).to_have_count(0)
    page.get_by_label("What the totals are by").select_option("trip")
    page.get_by_role("button", name="Save as a file").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Claim form, Word").click()
    form = docx.Document(io.BytesIO(Path(saved.value.path()).read_bytes()))
    assert [row.cells[0].text for row in form.tables[1].rows] == ["trip", "Oslo", "Rome", "all"]

    page.goto(f"{server.url}/jobs")
    page.get_by_role("button", name="Forget Expenses").click()
    asked = page.get_by_role("dialog", name="Remove “Expenses · Everything in the library”?")
    asked.get_by_role("button", name="Cancel").click()
    expect(page.locator(".job")).to_have_count(1)
    page.get_by_role("button", name="Forget Expenses").click()
    asked.get_by_role("button", name="Delete").click()
    expect(page.locator(".job")).to_have_count(0)
