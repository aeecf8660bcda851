"""Notes over the API: pinned with an exact quotation, listed, changed, deleted and taken back,
exported, and asked as a source of their own."""

from __future__ import annotations

import io
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import docx
import pytest

from farside.config import Settings
from farside.documents.options import ParseOptions
from farside.library.library import Library
from farside.types import Document, Page, Span
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client
from tests.work.test_noting import footnotes

START = TEXT.index(FACT)
NOTES = "/api/notes"


@pytest.fixture
def document(settings: Settings, tmp_path: Path) -> str:
    """A document that was in the library before the server began."""
    page = Page(1, "lines 1-1", Span(0, len(TEXT)))
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")

    def parse(_path: Path, name: str) -> Document:
        return Document("", name, "text/plain", TEXT, (page,))

    variant = ParseOptions.of(settings, "a.txt").variant
    with closing(Library(settings)) as library:
        return library.add(file, "2025/a.txt", parse, variant).id


def pin(server: Client, document: str, **more: Any) -> dict[str, Any]:
    place = {"document_id": document, "start": START, "end": START + len(FACT) + 1}
    note: dict[str, Any] = server.ok(
        "POST", NOTES, {"kind": "selection", "citations": [place], **more}
    )
    return note


def ids(server: Client, query: str = "") -> list[str]:
    found = server.ok("GET", NOTES + query)
    return [one["id"] for one in found["notes"]]


def test_a_note_is_kept_found_changed_deleted_and_taken_back(document: str, server: Client) -> None:
    note = pin(server, document, words="Look at the vault")
    (cited,) = note["citations"]
    assert cited == {
        "n": 1,
        "document": "2025/a.txt",
        "document_id": document,
        "page": 1,
        "label": "lines 1-1",
        "start": START,
        "end": START + len(FACT),
        "quote": FACT,
        "gone": False,
    }
    path = f"{NOTES}/{note['id']}"
    assert server.ok("GET", path) == note
    other = server.ok("POST", NOTES, {"kind": "own", "words": "Milk"})["id"]
    assert ids(server) == [other, note["id"]]
    assert ids(server, "?order=document") == [note["id"], other]
    assert ids(server, "?search=VAULT") == ids(server, f"?document={document}") == [note["id"]]
    first = server.ok("GET", f"{NOTES}?limit=1")
    assert (first["total"], first["next"]) == (2, other)
    assert ids(server, f"?limit=1&after={other}") == [note["id"]]
    changed = server.ok("PATCH", path, {"words": "Seen"})
    assert (changed["words"], changed["citations"]) == ("Seen", note["citations"])
    server.ok("DELETE", path)
    assert ids(server) == [other]
    assert server.get(path).status_code == 404
    assert server.ok("POST", f"{path}/restore", {}) == changed
    assert ids(server) == [other, note["id"]]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "thought", "words": "x"}, 422, "invalid_body"),
        ({"kind": "own", "words": "x" * 50_001}, 422, "invalid_body"),
        ({"kind": "own"}, 400, "invalid_input"),
        ({"kind": "own", "quote": "made up"}, 422, "invalid_body"),
        ({"citations": [{"document_id": "a" * 64, "start": 0, "end": 1}]}, 404, "not_found"),
        ({"citations": [{"document_id": None, "start": 5, "end": 4}]}, 400, "invalid_input"),
        ({"citations": [{"document_id": None, "start": 0, "end": 10**6}]}, 400, "invalid_input"),
        ({"citations": [{"document_id": None, "start": 0, "end": 1}] * 201}, 422, "invalid_body"),
    ],
)
def test_what_cannot_be_noted_is_refused(
    document: str, server: Client, body: dict[str, Any], status: int, code: str
) -> None:
    places = [
        {**one, "document_id": one["document_id"] or document} for one in body.get("citations", ())
    ]
    reply = server.post(NOTES, json={"kind": "selection", **body, "citations": places})
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert ids(server) == []


def test_what_happens_to_notes_is_told_to_the_pages(server: Client) -> None:
    heard: list[tuple[str, str]] = []
    for _, event in server.events("/api/events"):
        if event["type"] == "hello":
            note = server.ok("POST", NOTES, {"kind": "own", "words": "x"})["id"]
            server.ok("DELETE", f"{NOTES}/{note}")
            server.ok("POST", f"{NOTES}/{note}/restore", {})
        elif event["type"].startswith("note"):
            heard.append((event["type"], event["id"]))
        if len(heard) == 3:
            break
    assert heard == [("note", note), ("note_removed", note), ("note", note)]


def test_a_note_outlives_its_document_and_is_exported_with_its_quotation(
    document: str, server: Client
) -> None:
    pin(server, document, kind="sentence", title="What code?", pinned="It is 4711.")
    server.ok("DELETE", f"/api/documents/{document}")
    (note,) = server.ok("GET", NOTES)["notes"]
    assert (note["citations"][0]["quote"], note["citations"][0]["gone"]) == (FACT, True)
    told = f"“{FACT}” 2025/a.txt, lines 1-1 (the document is gone)"
    reply = server.get(f"{NOTES}/export?format=docx")
    assert reply.headers["content-disposition"] == "attachment; filename*=UTF-8''notes.docx"
    made = docx.Document(io.BytesIO(reply.content))
    assert footnotes(made) == {"1": told}
    assert [one.text for one in made.paragraphs] == ["Notes", "What code?", "It is 4711."]
    assert "[^1]: “The code of the vault" in server.get(f"{NOTES}/export?search=code").text
    (same,) = json.loads(server.get(f"{NOTES}/export?format=json").content)["notes"]
    assert same == note
    none = server.get(f"{NOTES}/export?format=json&search=nowhere").json()
    assert none == {"notes": []}
    assert server.get(f"{NOTES}/export?format=pdf").status_code == 422


def test_notes_are_asked_and_cited_with_the_original_behind(document: str, server: Client) -> None:
    asked = {"kind": "ask", "question": "What is the code?", "notes": True}
    none = server.over(server.ok("POST", "/api/runs", asked)["id"])
    assert none["error"]["message"].startswith("there is no note to ask yet")
    note = pin(server, document, words="Tell Ann")
    plan = server.ok("POST", "/api/plan", {"notes": True})
    assert (plan["documents"], plan["pages"]) == (1, 1)
    talk = server.ok("POST", "/api/conversations", {"notes": True})
    assert talk["notes"]
    run = server.ok("POST", "/api/runs", {**asked, "notes": False, "conversation": talk["id"]})
    assert run["spec"]["notes"]
    (answer,) = server.over(run["id"])["answers"]
    found = server.ok("GET", f"/api/answers/{answer}")
    (cited,) = found["citations"]
    kept = {**note["citations"][0], "note": note["id"]}
    assert cited == {name: value for name, value in kept.items() if name != "gone"}
    assert TEXT[cited["start"] : cited["end"]] == cited["quote"]
    assert (found["rows"], found["coverage"]["pages"]) == ([], 1)
    changed = server.ok("PATCH", f"/api/conversations/{talk['id']}", {"notes": False})
    assert not changed["notes"]
