"""Conversations over HTTP: follow-ups, search, export."""

from __future__ import annotations

import asyncio
import io
import json
import traceback
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from farside.config import Settings
from farside.library.library import Library
from farside.server.people.libraries import Libraries
from tests.script import YES, script
from tests.server.served import Client, Plain, serving

FACT = "The <b>vault</b> of *Mira* opens at nine."
ALONE = "When does the vault of Mira open?"


def following(folder: Path) -> str:
    """A model that answers everything with the fact, and puts what follows as `ALONE`."""
    written = {"sentences": [{"text": "It opens at nine.", "evidence": [1]}]}
    rules = [
        {"all": ["New question: When?"], "reply": {"question": ALONE}},
        {"all": ["After each sentence give"], "reply": written},
        {"all": ["vault"], "reply": {"answer": "At nine.", "sentences": [1]}, "first_token": YES},
    ]
    return script(folder, rules)


def talked(server: Client) -> Plain:
    """A conversation of two questions, the second of which follows the first."""
    document = server.add("m.md", FACT.encode())
    made: Plain = server.ok("POST", "/api/conversations", {"documents": [document]})
    first = server.over(server.ask("When does the vault open?", [], conversation=made["id"])["id"])
    assert first["state"] == "finished", first["error"]
    run = server.ask("When?", [], conversation=made["id"])["id"]
    told = [
        event
        for _, event in server.events(f"/api/runs/{run}/events")
        if event["type"] == "rewritten"
    ]
    assert [(one["question"], one["asked"]) for one in told] == [(ALONE, "When?")]
    found: Plain = server.until(
        f"/api/conversations/{made['id']}", lambda one: len(one["messages"]) == 4
    )
    return found


def test_a_follow_up_is_asked_so_that_it_stands_alone(settings: Settings, tmp_path: Path) -> None:
    with serving(replace(settings, model=following(tmp_path))) as server:
        found = talked(server)
        assert found["title"] == "When does the vault open?"
        first, answered, second, again = found["messages"]
        assert (first["role"], first["rewritten"]) == ("user", None)
        assert (second["text"], second["rewritten"]) == ("When?", ALONE)
        assert answered["text"] == again["text"] == "It opens at nine."
        assert again["answer"]["question"] == ALONE
        assert again["answer"]["citations"][0]["quote"].startswith("The <b>vault</b>")


def test_no_library_is_opened_where_everybody_would_wait_for_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One may have been closed meanwhile, where many people are there, and opening one may take its
    time."""
    opened, in_loop = Libraries.of, list[str]()

    def of(self: Libraries, given: Settings) -> Library:
        with suppress(RuntimeError):
            asyncio.get_running_loop()
            in_loop.append("".join(traceback.format_stack(limit=4)))
        return opened(self, given)

    monkeypatch.setattr(Libraries, "of", of)
    with serving(replace(settings, model=following(tmp_path))) as server:
        talked(server)
    assert not in_loop, in_loop[0]


def test_conversations_are_found_renamed_and_forgotten(server: Client) -> None:
    ids = [
        server.ok("POST", "/api/conversations", {"title": title})["id"]
        for title in ("One", "50% off", "Three")
    ]
    listed = server.ok("GET", "/api/conversations")
    assert [one["title"] for one in listed["conversations"]] == ["Three", "50% off", "One"]
    assert server.ok("GET", "/api/conversations", params={"search": "0%"})["total"] == 1
    first = server.ok("GET", "/api/conversations", params={"limit": 2})
    rest = server.ok("GET", "/api/conversations", params={"limit": 2, "after": first["next"]})
    assert [one["title"] for one in rest["conversations"]] == ["One"]
    assert server.ok("PATCH", f"/api/conversations/{ids[0]}", {"title": "Eins"})["title"] == "Eins"
    server.ok("DELETE", f"/api/conversations/{ids[1]}")
    assert server.get(f"/api/conversations/{ids[1]}").status_code == 404
    assert server.post("/api/conversations", json={"documents": ["0" * 64]}).status_code == 404


def test_a_question_that_fails_leaves_word_in_its_conversation(server: Client) -> None:
    document = server.add("a.txt", b"Some words.")
    made = server.ok("POST", "/api/conversations", {"documents": [document]})["id"]
    run = server.ask("Who?", [], conversation=made, window=10_000)["id"]
    server.over(run)
    messages = server.ok("GET", f"/api/conversations/{made}")["messages"]
    assert messages[-1]["error"]["code"] == "invalid_input"


def test_a_conversation_stays_with_what_it_is_about(server: Client) -> None:
    one, two = server.add("a.txt", b"Some words.", "Mine"), server.add("b.txt", b"Other words.")
    about = server.ok("POST", "/api/conversations", {"documents": [one, two]})["id"]
    within = server.ok("POST", "/api/conversations", {"collection": "Mine"})["id"]
    server.ok("PATCH", "/api/collections/Mine", {"name": "Ours"})
    server.ok("DELETE", f"/api/documents/{one}")
    assert server.ok("GET", f"/api/conversations/{about}")["documents"] == [two]
    assert server.ok("GET", f"/api/conversations/{within}")["collection"] == "Ours"
    assert server.over(server.ask("Who?", [], conversation=about)["id"])["state"] == "finished"
    server.ok("DELETE", "/api/collections/Ours")
    assert server.ok("GET", f"/api/conversations/{within}")["collection"] is None


def test_everything_takes_in_what_comes_later(server: Client) -> None:
    """A run keeps to what there was when it was asked; the conversation does not."""
    first = server.add("a.txt", b"Some words.")
    made = server.ok("POST", "/api/conversations", {"everything": True})
    assert (made["documents"], made["everything"]) == ([], True)
    before = server.ask("Who?", [], conversation=made["id"])
    second = server.add("b.txt", b"Other words.")
    after = server.ask("Who else?", [], conversation=made["id"])
    kept = [server.over(run["id"])["spec"] for run in (before, after)]
    assert [set(spec["documents"]) for spec in kept] == [{first}, {first, second}]
    assert all(spec["everything"] for spec in kept)
    assert server.ok("POST", "/api/plan", {"everything": True})["documents"] == 2
    server.ok("PATCH", f"/api/conversations/{made['id']}", {"everything": False})
    refused = server.post(
        "/api/runs", json={"kind": "ask", "question": "Who?", "conversation": made["id"]}
    )
    assert refused.status_code == 400


def test_several_collections_are_asked_together(server: Client) -> None:
    one, two = server.add("a.txt", b"Some words.", "A"), server.add("b.txt", b"Others.", "B")
    server.add("c.txt", b"No words of theirs.")
    both = {"collections": ["A", "B"]}
    made = server.ok("POST", "/api/conversations", both)
    spec = server.over(server.ask("Who?", [], conversation=made["id"])["id"])["spec"]
    assert (set(spec["documents"]), spec["collections"]) == ({one, two}, ["A", "B"])
    assert server.ok("POST", "/api/plan", both)["documents"] == 2
    assert server.post("/api/plan", json={"collections": ["A", "none"]}).status_code == 404


def test_an_export_holds_questions_answers_and_places(settings: Settings, tmp_path: Path) -> None:
    with serving(replace(settings, model=following(tmp_path))) as server:
        path = f"/api/conversations/{talked(server)['id']}/export"
        reply = server.get(path, params={"format": "md"})
        assert reply.headers["content-disposition"].startswith("attachment")
        text = reply.text
        assert "## When?" in text
        assert f"*asked as: {ALONE}*" in text
        assert "It opens at nine. \\[1\\]" in text
        assert "<b>" not in text.replace("\\<b\\>", ""), "markup of documents is escaped"
        read = docx.Document(io.BytesIO(server.get(path, params={"format": "docx"}).content))
        words = [paragraph.text for paragraph in read.paragraphs]
        assert "It opens at nine. [1]" in words
        assert any("The <b>vault</b>" in line for line in words)
        whole = json.loads(server.get(path, params={"format": "json"}).content)
        assert [one["role"] for one in whole["messages"]] == ["user", "assistant"] * 2
        assert server.get(path, params={"format": "pdf"}).status_code == 422
