"""Any word over HTTP: with page and snippet, of the person's own library alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from farside.access.users import Users
from farside.config import Settings
from farside.library import answers
from farside.library.library import Library
from tests.library.test_answers import ANSWER
from tests.server.chatty import settings_of
from tests.server.served import Client, Plain, serving
from tests.server.test_documents import pdf


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    settings = replace(settings_of(tmp_path_factory.mktemp("search")), server_read_ahead=False)
    with serving(settings) as client:
        yield client


def search(server: Client, words: str, **params: object) -> Plain:
    found: Plain = server.ok("GET", "/api/search", params={"search": words, **params})
    return found


def test_a_word_is_found_on_its_page_and_leads_to_it(server: Client) -> None:
    document = server.add("in/rules.pdf", pdf("Nothing here.", "Bicycles are carried free."), "R")
    (found,) = search(server, "BICYCLE")["documents"]
    assert (found["id"], found["name"], found["passages"]) == (document, "in/rules.pdf", 1)
    (place,) = found["places"]
    assert (place["page"], place["label"]) == (2, "p. 2")
    ((start, end),) = place["marks"]
    assert place["snippet"][start:end] == "Bicycles"
    span = {"start": place["start"], "end": place["end"]}
    text = server.ok("GET", f"/api/documents/{document}/text", params=span)
    assert text["text"] == "Bicycles"
    (boxes,) = server.ok("GET", f"/api/documents/{document}/boxes", params=span)["pages"]
    assert boxes["number"] == 2
    server.ok("DELETE", f"/api/documents/{document}")
    assert search(server, "bicycle")["total"] == 0


def test_it_is_narrowed_and_told_in_parts(server: Client) -> None:
    ids = [server.add(f"{n}.txt", f"A walrus, number {n}.".encode(), f"Set {n}") for n in range(3)]
    assert search(server, "walrus", collection="Set 1")["documents"][0]["id"] == ids[1]
    assert search(server, "walrus", document=ids[:2])["total"] == 2
    whole = [one["id"] for one in search(server, "walrus", limit=1000, places=0)["documents"]]
    assert sorted(whole) == sorted(ids)
    parts = [search(server, "walrus", limit=2, skip=skip)["documents"] for skip in (0, 2)]
    assert [one["id"] for part in parts for one in part] == whole
    assert server.get("/api/search", params={"collection": "None"}).status_code == 404
    assert server.get("/api/search", params={"document": "0" * 64}).status_code == 404


@pytest.mark.parametrize("words", ["", '"', "* OR (", "%00", "NEAR/2", "words:walrus'"])
def test_signs_are_no_orders(server: Client, words: str) -> None:
    assert search(server, words)["total"] in (0, 3)


def test_more_than_can_be_looked_for_is_refused(server: Client) -> None:
    assert server.get("/api/search", params={"search": "a" * 501}).status_code == 422


def test_an_answer_of_the_command_line_is_found(server: Client, settings: Settings) -> None:
    with serving(settings) as mine:
        with closing(Library(settings)) as library:
            kept = answers.keep_answer(library, ANSWER)
        found = search(mine, ANSWER.question)
        assert [(one["conversation"], one["answer"]) for one in found["sayings"]] == [
            (None, kept.id)
        ]
        assert (found["said"], found["waiting"]) == (1, 0)


def test_no_word_of_another_user_is_ever_found(settings: Settings) -> None:
    with closing(Users(settings)) as users:
        keys = [users.new_key(users.add(name, "correct horse"))[1] for name in ("anna", "ben")]
    with serving(settings) as server:
        anna, ben = (
            Client(base_url=server.base_url, timeout=30, headers={"Authorization": f"Bearer {key}"})
            for key in keys
        )
        with anna, ben:
            document = anna.add("hers.txt", b"The zebrafish is hers.", "Hers")
            talk = anna.ok("POST", "/api/conversations", {"documents": [document]})["id"]
            anna.over(anna.ask("Whose is the zebrafish?", [document], conversation=talk)["id"])
            ben.add("his.txt", b"The walrus is his.")
            assert (search(anna, "zebrafish")["total"], search(anna, "walrus")["total"]) == (1, 0)
            assert search(anna, "zebrafish")["sayings"][0]["conversation"] == talk
            found = search(ben, "zebrafish")
            assert (found["documents"], found["total"]) == ([], 0)
            assert (found["sayings"], found["said"]) == ([], 0)
            assert ben.get("/api/search", params={"document": document}).status_code == 404
            assert ben.get("/api/search", params={"collection": "Hers"}).status_code == 404
