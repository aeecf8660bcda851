"""Documents in `/v1`: chats about them, and files, as the official OpenAI client finds them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI

from farside.config import Settings
from tests.server.chatty import MODEL, ask, client_of, say, settings_of
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client, serving


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_of(tmp_path_factory.mktemp("openai"))


@pytest.fixture(scope="module")
def server(settings: Settings) -> Iterator[Client]:
    with serving(settings) as client:
        yield client


@pytest.fixture(scope="module")
def client(server: Client) -> Iterator[OpenAI]:
    with client_of(server) as one:
        yield one


@pytest.fixture(scope="module")
def file(client: OpenAI) -> str:
    """The id of a file that states `FACT`."""
    return client.files.create(file=("a.txt", TEXT.encode()), purpose="user_data").id


# documents


def test_a_question_about_a_file_is_answered_with_citations(client: OpenAI, file: str) -> None:
    reply = ask(client, file)
    [choice] = reply.choices
    text = choice.message.content
    assert text == f"{FACT} [1]"
    [annotation] = choice.message.annotations
    link = annotation.url_citation
    assert text[link.start_index : link.end_index] == "[1]"
    assert link.title.startswith("a.txt")
    cited = annotation.file_citation
    assert cited["file_id"] == file
    assert TEXT[cited["start"] : cited["end"]].strip() == cited["quote"].strip() == FACT
    own = reply.farside
    assert own["coverage"]["complete"]
    assert own["coverage"]["windows_read"] > 3
    assert own["citations"][0]["quote"] == cited["quote"]
    assert reply.usage.total_tokens > 0


def test_a_question_about_a_file_as_a_stream(client: OpenAI, file: str) -> None:
    chunks = list(ask(client, file, stream=True, stream_options={"include_usage": True}))
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == f"{FACT} [1]"
    [annotations] = [delta.annotations for delta in deltas if getattr(delta, "annotations", None)]
    assert annotations[0]["file_citation"]["file_id"] == file
    [own] = [chunk.farside for chunk in chunks if "coverage" in getattr(chunk, "farside", {})]
    assert own["coverage"]["complete"]
    assert chunks[-1].usage.total_tokens > 0


def test_a_collection_and_documents_by_their_id(client: OpenAI, server: Client) -> None:
    document = server.add("a.txt", TEXT.encode(), "Vaults")
    for about in (
        {"collection": "Vaults"},
        {"documents": [document]},
        {"documents": [document], "strategy": "scan"},
    ):
        reply = say(client, "What is the code?", extra_body={"farside": about})
        assert reply.choices[0].message.content == f"{FACT} [1]"
        assert reply.farside["citations"][0]["document_id"] == document


def test_a_collection_is_a_model(client: OpenAI, server: Client) -> None:
    server.add("a.txt", TEXT.encode(), "The vaults")
    name = "farside/The vaults"
    assert name in [one.id for one in client.models.list()]
    assert client.models.retrieve(name).id == name
    for asked in (name, "farside/everything"):
        reply: Any = client.chat.completions.create(
            model=asked, messages=[{"role": "user", "content": "What is the code?"}]
        )
        assert reply.model == asked
        [choice] = reply.choices
        text, _, notes = choice.message.content.partition("\n\n---\n")
        assert text == f"{FACT} [1]"
        assert notes.startswith("[1] a.txt, ")
        assert f'"{FACT}"' in notes
        assert choice.message.annotations[0].url_citation.url in notes
    # What a client sends back of it is the answer alone, and a follow-up is one.
    messages: list[Any] = [
        {"role": "user", "content": "What is the code?"},
        {"role": "assistant", "content": choice.message.content},
        {"role": "user", "content": "What is the code?"},
    ]
    again = client.chat.completions.create(model=name, messages=messages)
    assert (again.choices[0].message.content or "").startswith(f"{FACT} [1]")


@pytest.mark.parametrize("bare", [False, True])
def test_a_file_inside_of_a_message_is_read(client: OpenAI, server: Client, bare: bool) -> None:
    data = base64.b64encode(TEXT.encode()).decode()
    sent = {"filename": "sent.txt", "file_data": data if bare else f"data:text/plain;base64,{data}"}
    content: list[Any] = [
        {"type": "file", "file": sent},
        {"type": "text", "text": "What is the code?"},
    ]
    reply: Any = client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": content}]
    )
    assert reply.choices[0].message.content == f"{FACT} [1]"
    parts = [{"type": "input_file", **sent}, {"type": "input_text", "text": "What is the code?"}]
    given: Any = [{"role": "user", "content": parts}]
    response: Any = client.responses.create(model=MODEL, input=given, include=[])
    assert response.output_text == f"{FACT} [1]"


@pytest.mark.parametrize("footnotes", [True, False])
def test_footnotes_are_the_callers_choice(client: OpenAI, file: str, footnotes: bool) -> None:
    reply = ask(client, file, extra_body={"farside": {"footnotes": footnotes}})
    assert ("\n---\n[1] a.txt" in reply.choices[0].message.content) == footnotes


def test_what_an_answer_about_documents_does_without_is_said(client: OpenAI, file: str) -> None:
    messages: list[Any] = [
        {"role": "system", "content": "You are a pirate."},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is it?"},
                {"type": "file", "file": {"file_id": file}},
            ],
        },
    ]
    reply: Any = client.chat.completions.create(model=MODEL, messages=messages, temperature=0.7)
    assert [note.partition(" was")[0] for note in reply.farside["notes"]] == [
        "temperature",
        "the system message",
    ]
    for wrong in ({"stop": "x"}, {"response_format": {"type": "json_object"}}):
        with pytest.raises(openai.BadRequestError, match="documents"):
            ask(client, file, **wrong)
    with pytest.raises(openai.BadRequestError, match="last message"):
        client.chat.completions.create(
            model=MODEL, messages=[*messages, {"role": "assistant", "content": "Arr"}]
        )


def test_what_is_not_stated(client: OpenAI, server: Client) -> None:
    dull = client.files.create(
        file=("dull.txt", b"Nothing is said here. Not a word."), purpose="assistants"
    )
    reply = ask(client, dull.id)
    assert reply.choices[0].message.content.startswith("Not stated")
    assert not reply.farside["found"]
    assert reply.choices[0].message.annotations == []


# files


def test_the_life_of_a_file(client: OpenAI, server: Client) -> None:
    content = b"A file of its own. " * 20
    file = client.files.create(file=("own.txt", content), purpose="user_data")
    assert (file.object, file.bytes, file.filename, file.purpose) == (
        "file",
        len(content),
        "own.txt",
        "user_data",
    )
    assert file.status == "processed"
    assert client.files.retrieve(file.id) == file
    assert file in list(client.files.list())
    assert client.files.content(file.id).content == content
    document = file.farside["document"]  # type: ignore[attr-defined]
    assert server.get(f"/api/documents/{document}").status_code == 200
    assert client.files.delete(file.id).deleted
    assert server.get(f"/api/documents/{document}").status_code == 404
    for call in (client.files.retrieve, client.files.content, client.files.delete):
        with pytest.raises(openai.NotFoundError) as error:
            call(file.id)
        assert error.value.code == "not_found"


def test_files_are_listed_in_pages(client: OpenAI) -> None:
    made = [
        client.files.create(file=(f"{n}.txt", f"Page {n}.".encode()), purpose="assistants").id
        for n in range(5)
    ]
    page = client.files.list(limit=2, purpose="assistants")
    assert [one.id for one in page.data] == made[:2:-1]
    assert [one.id for one in page.get_next_page().data] == made[2:0:-1]
    assert [one.id for one in client.files.list(order="asc", purpose="assistants")][-5:] == made


def test_a_document_that_others_hold_outlives_its_file(client: OpenAI, server: Client) -> None:
    content = b"Held by a collection."
    document = server.add("held.txt", content, "Held")
    file = client.files.create(file=("held.txt", content), purpose="user_data")
    client.files.delete(file.id)
    assert server.get(f"/api/documents/{document}").status_code == 200
    one, other = (
        client.files.create(file=("twice.txt", b"Sent twice."), purpose="user_data")
        for _ in range(2)
    )
    client.files.delete(one.id)
    assert client.files.content(other.id).content == b"Sent twice."


def test_a_file_that_cannot_be_read_says_why(client: OpenAI) -> None:
    broken = client.files.create(
        file=("broken.pdf", b"%PDF-1.7\nnothing more"), purpose="user_data"
    )
    assert broken.status == "error"
    assert "broken.pdf" in str(broken.status_details) or len(str(broken.status_details)) > 10
    with pytest.raises(openai.BadRequestError, match="cannot be asked"):
        ask(client, broken.id)
    with pytest.raises(openai.BadRequestError, match="no content"):
        client.files.content(broken.id)
    assert client.files.delete(broken.id).deleted


def test_an_upload_without_a_purpose_leaves_nothing(
    client: OpenAI, server: Client, settings: Settings
) -> None:
    before = list(client.files.list())
    uploads = sorted((settings.home / "uploads").glob("*"))
    for fields in ({}, {"purpose": "fine-tune"}, {"purpose": "user_data", "expires_after": "1"}):
        reply = server.post("/v1/files", data=fields, files={"file": ("a.txt", b"Hello.")})
        assert reply.status_code == 400
        assert reply.json()["error"]["param"] in ("purpose", "expires_after")
    assert (
        server.post("/v1/files", files={"purpose": (None, "user_data")}).json()["error"]["code"]
        == "missing_file"
    )
    assert list(client.files.list()) == before
    assert sorted((settings.home / "uploads").glob("*")) == uploads
