"""The table of all routes, as the app has them: `make docs` writes it to `docs/routes.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from farside.config import Settings
from farside.server import mcp_door
from farside.server.app import create_app

FILE = Path(__file__).parents[2] / "docs" / "routes.md"
_HEAD = """# Every route

Written by `make docs` from the server itself. What a route takes and gives, field by field, is in
`/api/openapi.json` of a running server; what routes are for, with examples, in [api.md](api.md)
(the page's) and [openai.md](openai.md) (other people's programs).
"""


def write_table(app: FastAPI) -> str:
    """The whole file."""
    parts = [_HEAD]
    for tag, rows in sorted(_by_tag(app).items()):
        parts.append(f"## {tag}\n\n| route | what it does |\n|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _by_tag(app: FastAPI) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, method, operation in _operations(app):
        told = " ".join(str(operation.get("description", "")).split()).replace("|", "\\|")
        assert told, f"{method} {path} does not say what it does"
        row = f"| `{method.upper()} {path}` | {told} |"
        found.setdefault(operation["tags"][0], []).append(row)
    door = f"| `POST {mcp_door.PATH}` | Takes the messages of the Model Context Protocol. |"
    return {**found, "mcp": [door]}


def _operations(app: FastAPI) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, operations in sorted(app.openapi()["paths"].items()):
        for method, operation in operations.items():
            yield path, method, operation


if __name__ == "__main__":
    FILE.write_text(write_table(create_app(Settings(home=Path("/nowhere")))), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")
