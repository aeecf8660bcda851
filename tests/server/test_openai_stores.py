"""`/v1/vector_stores`, `file_search` and forced functions of `/v1/responses`, as the official
OpenAI client finds them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openai
import pytest
from openai import OpenAI

from tests.server.chatty import GREETING, MODEL, client_of, settings_of
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client, serving

ADD: Any = {
    "type": "function",
    "name": "add",
    "description": "Adds up",
    "parameters": {
        "type": "object",
        "properties": {"sum": {"type": "integer"}},
        "required": ["sum"],
    },
    "strict": True,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with serving(settings_of(tmp_path_factory.mktemp("stores"))) as client:
        yield client


@pytest.fixture(scope="module")
def client(server: Client) -> Iterator[OpenAI]:
    with client_of(server) as one:
        yield one


def upload(client: OpenAI, name: str, words: str) -> str:
    return client.files.create(file=(name, words.encode()), purpose="assistants").id


# stores


def test_the_life_of_a_store(client: OpenAI, server: Client) -> None:
    file = upload(client, "a.txt", TEXT)
    store = client.vector_stores.create(name="Vaults", file_ids=[file])
    assert (store.name, store.status, store.file_counts.completed) == ("Vaults", "completed", 1)
    assert server.ok("GET", "/api/collections/Vaults")["documents"] == 1, "it is a collection"
    assert client.vector_stores.create(name="Vaults").name == "Vaults 2", "none is taken over"
    renamed = client.vector_stores.update(store.id, name="The vaults")
    assert (renamed.id, renamed.name, renamed.created_at) == (
        store.id,
        "The vaults",
        store.created_at,
    )
    assert client.vector_stores.retrieve(store.id) == renamed
    assert client.vector_stores.delete(store.id).deleted
    assert client.files.retrieve(file).status == "processed", "the file stays"
    with pytest.raises(openai.NotFoundError, match="no vector store"):
        client.vector_stores.retrieve(store.id)


def test_several_of_one_name_at_once_are_all_made(client: OpenAI) -> None:
    def make(_: int) -> str:
        return client.vector_stores.create(name="Alike").name or ""

    with ThreadPoolExecutor(8) as several:
        made = sorted(several.map(make, range(8)))
    assert made == ["Alike", *(f"Alike {number}" for number in range(2, 9))]


def test_stores_are_listed_in_pages(client: OpenAI) -> None:
    made = [client.vector_stores.create(name=f"Page {n}").id for n in range(3)]
    page = client.vector_stores.list(limit=2)
    assert [one.id for one in page.data] == made[:0:-1]
    assert page.get_next_page().data[0].id == made[0]
    assert [one.id for one in client.vector_stores.list(order="asc")][-3:] == made


def test_files_come_and_go(client: OpenAI, server: Client) -> None:
    store = client.vector_stores.create().id
    first, second = (upload(client, f"{n}.txt", f"File {n}.") for n in "xy")
    added = client.vector_stores.files.create_and_poll(first, vector_store_id=store)
    assert (added.id, added.status, added.usage_bytes) == (first, "completed", 7)
    batch = client.vector_stores.file_batches.create_and_poll(store, file_ids=[second])
    assert (batch.status, batch.file_counts.completed, batch.file_counts.failed) == (
        "completed",
        1,
        0,
    )
    files = client.vector_stores.files
    assert {one.id for one in files.list(store)} == {first, second}
    page = files.list(store, limit=1)
    assert page.has_more
    assert len(page.get_next_page().data) == 1
    other = server.add("z.txt", b"Of the page.")
    assert files.create(store, file_id=other).id == other, "any document is a file"
    assert files.delete(first, vector_store_id=store).deleted
    assert {one.id for one in files.list(store)} == {second, other}
    broken = upload(client, "broken.pdf", "%PDF-1.7\nnothing more")
    failed = files.create(store, file_id=broken)
    assert failed.status == "failed"
    assert failed.last_error
    assert "cannot be asked" in failed.last_error.message
    for call in (files.retrieve, files.delete):
        with pytest.raises(openai.NotFoundError):
            call(first, vector_store_id=store)


def test_a_store_is_searched_by_words(client: OpenAI) -> None:
    file = upload(client, "a.txt", TEXT)
    other = upload(client, "other.txt", "The code of another thing.")
    store = client.vector_stores.create(file_ids=[file]).id
    found: Any = client.vector_stores.search(store, query="What is the code of the vault?").data
    assert {one.file_id for one in found} == {file}, "other collections are not searched"
    best = found[0]
    assert (best.filename, best.score) == ("a.txt", 1.0)
    assert FACT in best.content[0].text
    start = best.farside["start"]
    assert TEXT[start:].startswith(best.content[0].text.rstrip("\n"))
    assert all(one.score <= 1 for one in found)
    client.vector_stores.files.create(store, file_id=other)
    two = client.vector_stores.search(store, query=["another", "code"], max_num_results=2).data
    assert two[0].file_id == other
    assert client.vector_stores.search(store, query="?!").data == []


@pytest.mark.parametrize(
    "wrong", [{"metadata": {"a": "b"}}, {"expires_after": {"anchor": "last_active_at", "days": 1}}]
)
def test_what_is_not_kept_is_refused(client: OpenAI, wrong: Any) -> None:
    with pytest.raises(openai.BadRequestError):
        client.vector_stores.create(name="Kept", **wrong)


# file search


def test_a_file_search_reads_the_collections(client: OpenAI) -> None:
    file = upload(client, "a.txt", TEXT)
    store = client.vector_stores.create(name="Asked", file_ids=[file]).id
    empty = client.vector_stores.create(name="Empty").id
    for stores in ([store], [store, empty]):
        tool: Any = {"type": "file_search", "vector_store_ids": stores}
        reply: Any = client.responses.create(
            model=MODEL,
            input="What is the code?",
            tools=[tool],
            include=["file_search_call.results"],
        )
        searched, message = reply.output
        assert (searched.type, searched.queries) == ("file_search_call", ["What is the code?"])
        assert [(one.file_id, one.text) for one in searched.results] == [(file, FACT)]
        assert reply.output_text == f"{FACT} [1]"
        [cited] = message.content[0].annotations
        assert (cited.type, cited.file_id, cited.filename) == ("file_citation", file, "a.txt")
        assert reply.output_text[: cited.index].endswith("[1]")
        assert reply.farside["coverage"]["complete"]
    with client.responses.stream(model=MODEL, input="What is the code?", tools=[tool]) as stream:
        events = list(stream)
        final = stream.get_final_response()
    kinds = [event.type for event in events]
    assert [one.sequence_number for one in events] == list(range(len(events)))
    assert final.output_text == f"{FACT} [1]"
    assert [one.type for one in final.output] == ["file_search_call", "message"]
    assert "response.file_search_call.completed" in kinds
    nothing: Any = {"type": "file_search", "vector_store_ids": [empty]}
    with pytest.raises(openai.BadRequestError, match="no files yet"):
        client.responses.create(model=MODEL, input="What?", tools=[nothing])
    plain = client.responses.create(
        model=MODEL, input="Say hello", tools=[tool], tool_choice="none"
    )
    assert plain.output_text == GREETING


# forced functions


@pytest.mark.parametrize("choice", [{"type": "function", "name": "add"}, "required"])
def test_a_forced_function_is_called(client: OpenAI, choice: Any) -> None:
    reply = client.responses.create(model=MODEL, input="Add up", tools=[ADD], tool_choice=choice)
    [call] = reply.output
    assert call.type == "function_call"
    assert (call.name, json.loads(call.arguments)) == ("add", {"sum": 3})
    with client.responses.stream(
        model=MODEL, input="Add up", tools=[ADD], tool_choice=choice
    ) as stream:
        kinds = [event.type for event in stream]
        [streamed] = stream.get_final_response().output
    assert streamed.type == "function_call"
    assert json.loads(streamed.arguments) == {"sum": 3}
    assert kinds.count("response.function_call_arguments.done") == 1
    said: Any = [
        {"role": "user", "content": "Add up"},
        call.model_dump(),
        {"type": "function_call_output", "call_id": call.call_id, "output": "3"},
        {"role": "user", "content": "Now Say hello"},
    ]
    assert client.responses.create(model=MODEL, input=said).output_text == GREETING


def test_a_free_choice_of_functions_is_refused(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="cannot choose by itself"):
        client.responses.create(model=MODEL, input="Add up", tools=[ADD])
