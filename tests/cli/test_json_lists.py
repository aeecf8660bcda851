"""Every list is an object for programs too, and so is every error where JSON was asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from farside.cli import main

LISTS = [
    "documents",
    "collections",
    "collections shares",
    "models",
    "models recommend",
    "jobs",
    "cache",
    "ledger",
    "engine status",
    "eval runs",
    "user list",
    "watch",
    "notes",
]


def farside(*words: object) -> Result:
    return CliRunner().invoke(main.app, [str(word) for word in words])


def told(*words: object, status: int = 0) -> dict[str, Any]:
    done = farside(*words, "--json")
    assert done.exit_code == status, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def filled(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 1199 + "\n", encoding="utf-8")
    farside("add", tmp_path / "a.txt", "--collection", "letters")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_an_object(name: str) -> None:
    found = told(*name.split())
    if "rows" in found:
        assert found["total"] == len(found["rows"])
    else:
        assert set(found) in ({"running", "programs"}, {"notes"})


@pytest.mark.usefixtures("filled")
def test_cells_have_the_names_of_their_columns() -> None:
    [document] = told("documents")["rows"]
    assert len(document.pop("id")) == 12
    assert document == {"name": "a.txt", "pages": 1, "characters": 1200}
    assert told("collections") == {"rows": [{"name": "letters", "documents": 1}], "total": 1}
    facts = {row["what"]: row["how_it_is"] for row in told("documents", "show", "a.txt")["rows"]}
    assert "letters" in facts.values()


def test_an_empty_list_has_no_sentence() -> None:
    assert told("documents") == {"rows": [], "total": 0}


@pytest.mark.parametrize(
    ("words", "status", "problem"),
    [
        (
            ["documents", "show", "none"],
            2,
            {"type": "not_found_error", "code": "not_found", "param": None},
        ),
        (
            ["ask", "Who?", "nowhere.pdf"],
            2,
            {"type": "invalid_request_error", "code": "invalid_input", "param": None},
        ),
        (
            ["ask", "Who?", "--window", "many"],
            2,
            {"type": "invalid_request_error", "code": "invalid_input", "param": None},
        ),
    ],
)
def test_an_error_has_the_shape_of_the_api(
    words: list[str], status: int, problem: dict[str, Any]
) -> None:
    found = told(*words, status=status)
    message = found["error"].pop("message")
    assert found == {"error": problem}
    assert message
    plain = farside(*words)
    assert (plain.exit_code, plain.stdout) == (status, "")
    assert " ".join(message.split()[:3]) in " ".join(plain.stderr.split())


def test_what_stands_behind_two_dashes_is_no_option() -> None:
    done = farside("ask", "--", "Who?", "--json")
    assert (done.exit_code, done.stdout) == (2, "")
