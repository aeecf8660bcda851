"""A folder of the server is typed while the server still tells which folders may be watched."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Serve
from tests.browser.test_bring import way


def test_what_is_typed_before_the_server_answers_is_not_written_over(
    serve: Serve, page: Page, tmp_path: Path
) -> None:
    server, folder = serve(server_read_ahead=0, server_watch_roots=tmp_path), tmp_path / "scans"
    page.goto(f"{server.url}/library")
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    held: list[Route] = []
    page.route("**/api/watches", lambda route: held.append(route))
    with page.expect_request("**/api/watches"):
        way(page, "Watch a folder")
    typed = page.get_by_label("Folder of the server")
    typed.fill(str(folder))
    with page.expect_response("**/api/watches"):
        for one in held:
            one.continue_()
    expect(page.get_by_role("dialog")).to_contain_text(f"It must lie in: {tmp_path}")
    expect(typed).to_have_value(str(folder))
