"""`docs/routes.md` is what `make docs` writes: the routes that the app has, and no others."""

from __future__ import annotations

from pathlib import Path

from fastapi.routing import APIRoute

from farside.config import Settings
from farside.server import mcp_door
from farside.server.app import create_app
from tests.server.routes import FILE, write_table


def test_the_table_of_routes_is_that_of_the_app() -> None:
    app = create_app(Settings(home=Path("/nowhere")))
    assert FILE.read_text(encoding="utf-8") == write_table(app), "run 'make docs'"
    paths = {getattr(one, "path", "") for one in app.routes}
    described = {one.path for one in app.routes if isinstance(one, APIRoute)}
    assert mcp_door.PATH in paths - described
