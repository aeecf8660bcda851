"""Guides over HTTP: made when documents are read ahead, told to the page, and grouped by what can
be made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from farside.config import Settings
from tests.script import YES, script
from tests.server.served import Client, serving

ASKED, INVENTED = "How much is due in total?", "Who painted the invoice?"
INVOICE = (
    "Invoice 17\n\nThe total due for the delivery of the garden chairs is 240 euros. "
    "Please pay within a month.\n"
)


@pytest.fixture
def server(settings: Settings, tmp_path: Path) -> Iterator[Client]:
    draft = {"answer": "The total due is 240 euros", "sentences": [2]}
    rules = [
        {"all": ["What is the document above"], "reply": {"kind": "invoice or bill"}},
        {"all": ["What would a reader want to know?"], "reply": {"questions": [INVENTED, ASKED]}},
        {"all": [INVENTED], "reply": {"answer": "Rembrandt", "sentences": [2]}, "first_token": YES},
        {"all": [ASKED], "reply": draft, "first_token": YES},
    ]
    with serving(
        replace(settings, model=script(tmp_path, rules), server_read_ahead=False)
    ) as client:
        yield client


def test_reading_ahead_makes_a_guide_that_is_told_and_kept(server: Client) -> None:
    document, other = (
        server.add("one.txt", INVOICE.encode()),
        server.add("two.txt", INVOICE.encode() + b"Second."),
    )
    missing = server.get(f"/api/documents/{document}/guide")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")
    run = server.ok("POST", "/api/runs", {"kind": "read", "documents": [document]})["id"]
    assert server.over(run)["result"]["problems"] == []
    told = [
        event for _, event in server.events(f"/api/runs/{run}/events") if event["type"] == "guide"
    ]
    guided = {"type": "guide", "document": document, "kind": "invoice", "run": run}
    assert told == [{**guided, "whole": False}, {**guided, "whole": True}]
    guide = server.ok("GET", f"/api/documents/{document}/guide")
    assert (guide["document"], guide["kind"], guide["title"], guide["action"]) == (
        "one.txt", "invoice", "Invoice 17", "expenses",
    )  # fmt: skip
    assert [(one["question"], one["answer"]) for one in guide["questions"]] == [
        (ASKED, "The total due is 240 euros")
    ]
    assert all(INVOICE[one["start"] : one["end"]] == one["quote"] for one in guide["sentences"])
    assert {one["id"]: one["kind"] for one in server.ok("GET", "/api/documents")["documents"]} == {
        document: "invoice",
        other: None,
    }
    grouped = server.ok("POST", "/api/guides", {"documents": [document, other]})
    assert grouped == {
        "documents": 2,
        "guided": 1,
        "groups": [{"kind": "invoice", "action": "expenses", "documents": [document]}],
        "questions": [{"question": ASKED, "document_id": document}],
    }


def test_no_kinds_of_nothing(server: Client) -> None:
    assert server.post("/api/guides", json={}).status_code == 400
    assert server.get(f"/api/documents/{'0' * 64}/guide").status_code == 404
