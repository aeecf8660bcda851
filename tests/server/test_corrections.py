"""What a person says of an answer on the page is kept, shown again, listed beside the cells that
were put right, and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.conftest import FACT, TEXT
from tests.server.served import Client

ASKED = "What is the code of the vault?"


@pytest.fixture
def document(server: Client) -> str:
    return server.add("a.txt", TEXT.encode())


@pytest.fixture
def mark(server: Client, document: str) -> str:
    """Where an answer is marked."""
    (answer,) = server.over(server.ask(ASKED, [document])["id"])["answers"]
    return f"/api/answers/{answer}/mark"


def listed(server: Client) -> list[dict[str, Any]]:
    found = server.ok("GET", "/api/corrections")
    assert found["total"] == len(found["corrections"])
    return list(found["corrections"])


def test_what_is_said_of_an_answer_is_kept_changed_and_taken_back(
    server: Client, mark: str, document: str
) -> None:
    assert server.ok("GET", mark) == {"said": None, "words": "", "made": None}
    assert server.ok("POST", mark, {"said": "right"})["said"] == "right"
    kept = server.ok("POST", mark, {"said": "wrong", "words": "vault  is 4711"})
    assert (kept["said"], kept["words"]) == ("wrong", "vault is 4711")
    assert server.ok("GET", mark) == kept
    (one,) = listed(server)
    assert (one["of"], one["question"], one["said"]) == ("answer", ASKED, "wrong")
    assert (one["documents"], one["document_ids"]) == (["a.txt"], [document])
    assert one["words"] in FACT
    assert server.ok("DELETE", mark) is None
    assert server.ok("DELETE", mark) is None
    assert server.ok("GET", mark)["said"] is None
    assert listed(server) == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"said": "perhaps"}, 422, "invalid_body"),
        ({"said": "right", "more": 1}, 422, "invalid_body"),
        ({"said": "wrong", "words": "of the lighthouse"}, 400, "invalid_input"),
        ({"said": "not-stated", "words": "4711"}, 400, "invalid_input"),
    ],
)
def test_what_cannot_be_said_is_refused_and_keeps_what_was_said(
    server: Client, mark: str, body: dict[str, Any], status: int, code: str
) -> None:
    before = server.ok("POST", mark, {"said": "right"})
    reply = server.post(mark, json=body)
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert server.ok("GET", mark) == before
    nobody = server.post("/api/answers/00000000/mark", json={"said": "right"})
    assert (nobody.status_code, nobody.json()["error"]["code"]) == (404, "not_found")


def test_cells_and_answers_are_deleted_one_by_one_and_all(
    server: Client, mark: str, document: str
) -> None:
    run = server.ok(
        "POST", "/api/runs", {"kind": "extract", "columns": "code", "documents": [document]}
    )
    table = f"/api/runs/{server.over(run['id'])['id']}/table"
    cell = {"document_id": document, "column": "code", "written": "4711"}
    server.ok("PUT", f"{table}/cell", cell)
    server.ok("POST", mark, {"said": "not-stated"})
    of = {one["of"]: one for one in listed(server)}
    assert (of["cell"]["question"], of["cell"]["words"]) == ("code", "4711")
    assert (of["answer"]["said"], of["answer"]["words"]) == ("not-stated", "")
    server.ok("DELETE", f"/api/corrections/{of['cell']['id']}")
    assert [one["of"] for one in listed(server)] == ["answer"]
    assert not server.ok("GET", table)["rows"][0]["cells"][0]["corrected"]
    assert server.delete(f"/api/corrections/{of['cell']['id']}").status_code == 404
    server.ok("DELETE", "/api/corrections/all")
    assert listed(server) == []
    server.ok("DELETE", "/api/corrections/all")


def test_a_document_that_is_removed_takes_what_was_said_with_it(
    server: Client, mark: str, document: str
) -> None:
    server.ok("POST", mark, {"said": "right"})
    server.ok("DELETE", f"/api/documents/{document}")
    assert listed(server) == []
    reply = server.post(mark, json={"said": "right"})
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not_found")
