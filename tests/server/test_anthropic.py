"""`/v1/messages` as the official Anthropic client finds it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import anthropic
import pytest
from anthropic import Anthropic
from reportlab.pdfgen.canvas import Canvas

from farside.access.users import Users
from farside.config import Settings
from farside.server.anthropic.places import SentText
from tests.server.chatty import GREETING, MODEL, settings_of
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client, serving

ASKED = "What is the code?"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    settings = settings_of(tmp_path_factory.mktemp("anthropic"))
    find_elsewhere(settings, ("lines 1-5", "p. 2"))
    with serving(settings) as client:
        yield client


def find_elsewhere(settings: Settings, labels: tuple[str, ...]) -> None:
    """Have the scripted model find the fact on pages with these labels, too."""
    file = Path(settings.model.removeprefix("scripted:"))
    script = json.loads(file.read_text(encoding="utf-8"))
    placed = [rule for rule in script["rules"] if "lines 1-1" in rule["all"][0]]
    for label in labels:
        for rule in placed:
            where = rule["all"][0].replace("lines 1-1", label)
            script["rules"].insert(0, {**rule, "all": [where, *rule["all"][1:]]})
    script["rules"].sort(key=lambda rule: -len(rule["all"]))
    file.write_text(json.dumps(script), encoding="utf-8")


@pytest.fixture(scope="module")
def client(server: Client) -> Iterator[Anthropic]:
    with anthropic_client(server) as one:
        yield one


def anthropic_client(server: Client, key: str = "not needed here") -> Anthropic:
    return Anthropic(base_url=str(server.base_url), api_key=key, max_retries=0, timeout=60)


def document(source: dict[str, Any], enabled: bool = True, **more: Any) -> dict[str, Any]:
    return {"type": "document", "source": source, "citations": {"enabled": enabled}, **more}


def plain(text: str, **more: Any) -> dict[str, Any]:
    return document({"type": "text", "media_type": "text/plain", "data": text}, **more)


def ask(client: Anthropic, *blocks: dict[str, Any], **more: Any) -> Any:
    content: Any = [*blocks, {"type": "text", "text": ASKED}]
    wanted: dict[str, Any] = {"model": MODEL, "max_tokens": 100} | more
    return client.messages.create(messages=[{"role": "user", "content": content}], **wanted)


def say(client: Anthropic, words: str, **more: Any) -> Any:
    wanted: dict[str, Any] = {"model": MODEL, "max_tokens": 100} | more
    return client.messages.create(messages=[{"role": "user", "content": words}], **wanted)


# chats


def test_a_message(client: Anthropic) -> None:
    reply = say(client, "Say hello", system="Be kind.", thinking={"type": "disabled"})
    assert [one.text for one in reply.content] == [GREETING]
    assert (reply.role, reply.model, reply.stop_reason) == ("assistant", MODEL, "end_turn")
    assert reply.usage.output_tokens > 2
    cut = say(client, "Say hello", max_tokens=2)
    assert (cut.content[0].text, cut.stop_reason) == ("Good day", "max_tokens")


def test_a_message_as_a_stream(client: Anthropic) -> None:
    with client.messages.stream(
        model=MODEL, max_tokens=100, messages=[{"role": "user", "content": "Say hello"}]
    ) as stream:
        kinds = [event.type for event in stream]
        final = stream.get_final_message()
    assert kinds[:2] == ["message_start", "content_block_start"]
    assert kinds.count("text") > 2
    assert kinds[-1] == "message_stop"
    assert [one.type for one in final.content] == ["text"]
    assert getattr(final.content[0], "text", "") == GREETING
    assert (final.stop_reason, final.usage.output_tokens > 2) == ("end_turn", True)


def test_a_conversation_with_tools_goes_on(client: Anthropic) -> None:
    tool: Any = {
        "name": "add",
        "description": "Adds up",
        "input_schema": {
            "type": "object",
            "properties": {"sum": {"type": "integer"}},
            "required": ["sum"],
        },
    }
    forced: Any = {"tools": [tool], "tool_choice": {"type": "tool", "name": "add"}}
    called = say(client, "Add up", **forced)
    [block] = called.content
    assert (called.stop_reason, block.name, block.input) == ("tool_use", "add", {"sum": 3})
    with client.messages.stream(
        model=MODEL, max_tokens=100, messages=[{"role": "user", "content": "Add up"}], **forced
    ) as stream:
        streamed = stream.get_final_message()
    assert getattr(streamed.content[0], "input", None) == {"sum": 3}
    result: Any = {"type": "tool_result", "tool_use_id": block.id, "content": "3"}
    messages: Any = [
        {"role": "user", "content": "Add up"},
        called.to_param(),
        {"role": "user", "content": [result, {"type": "text", "text": "Now Say hello"}]},
    ]
    told = client.messages.create(model=MODEL, max_tokens=100, messages=messages)
    assert getattr(told.content[0], "text", "") == GREETING


def test_tokens_are_counted(client: Anthropic) -> None:
    messages: Any = [{"role": "user", "content": "Say hello"}]
    counted = client.messages.count_tokens(model=MODEL, messages=messages)
    reply = say(client, "Say hello")
    spent = reply.usage.input_tokens + (reply.usage.cache_read_input_tokens or 0)
    assert counted.input_tokens == spent


# documents


def test_a_text_is_cited_by_its_characters(client: Anthropic) -> None:
    text = f"  Ein Vertrag \r\n\r\nu\u0308ber Tresore. 🗝️\r\n\r\n{FACT}\r\n"
    reply = ask(client, plain("Nothing of it."), plain(text, title="a.txt"))
    [block] = reply.content
    assert block.text == FACT
    for citation in block.citations:
        assert (citation.type, citation.document_index) == ("char_location", 1)
        assert citation.document_title == "a.txt"
        place = text[citation.start_char_index : citation.end_char_index]
        assert place == citation.cited_text
        assert place.strip() == FACT
    assert reply.farside["coverage"]["complete"]
    again = ask(client, plain("Nothing of it."), plain(text, title="a.txt"))
    assert again.usage.cache_read_input_tokens > 0, "what was read is not computed again"


def test_a_pdf_is_cited_by_its_pages(client: Anthropic) -> None:
    data = base64.b64encode(pdf("Nothing on this page.", FACT)).decode()
    source = {"type": "base64", "media_type": "application/pdf", "data": data}
    reply = ask(client, document(source, title="vault"))
    [citation] = reply.content[0].citations
    assert (citation.type, citation.document_title) == ("page_location", "vault")
    assert (citation.start_page_number, citation.end_page_number) == (2, 3)
    assert citation.cited_text.strip() == FACT


@pytest.mark.parametrize("title", ["Report\nof 1999\t(draft)", "\n", "Q3/2024: ..", "x" * 1000])
def test_a_title_may_be_any_text(client: Anthropic, title: str) -> None:
    reply = ask(client, plain(f"Of its own.\n{title}", title=title))
    assert reply.farside["coverage"]["complete"]


def test_blocks_are_cited_by_their_numbers(client: Anthropic) -> None:
    blocks = [{"type": "text", "text": one} for one in ("Nothing.", FACT, "The end.")]
    reply = ask(client, document({"type": "content", "content": blocks}))
    [citation] = reply.content[0].citations
    assert (citation.type, citation.cited_text) == ("content_block_location", FACT)
    assert (citation.start_block_index, citation.end_block_index) == (1, 2)


def test_a_stream_tells_the_citations(client: Anthropic) -> None:
    content: Any = [plain(TEXT, title="a.txt"), {"type": "text", "text": ASKED}]
    with client.messages.stream(
        model=MODEL, max_tokens=100, messages=[{"role": "user", "content": content}]
    ) as stream:
        final: Any = stream.get_final_message()
    [block] = final.content
    assert block.text == FACT
    [citation] = block.citations
    assert TEXT[citation.start_char_index : citation.end_char_index] == citation.cited_text


def test_without_citations_the_text_has_no_numbers(client: Anthropic) -> None:
    reply = ask(client, plain(TEXT, title="a.txt", enabled=False))
    assert [(one.text, one.citations) for one in reply.content] == [(FACT, None)]
    assert reply.farside["citations"], "what it stands on is told all the same"
    absent = ask(client, plain("Nothing is said here. Not a word."))
    assert absent.content[0].text.startswith("Not stated")
    assert not absent.farside["found"]


def test_collections_are_models_and_files_are_documents(client: Anthropic, server: Client) -> None:
    identity = server.add("a.txt", TEXT.encode(), "Vaults")
    reply = say(client, ASKED, model="farside/Vaults")
    text, _, notes = reply.content[0].text.partition("\n\n---\n")
    assert text == f"{FACT} [1]"
    assert notes.startswith("[1] a.txt, ")
    cited = say(client, ASKED, extra_body={"farside": {"documents": [identity]}})
    [citation] = cited.content[0].citations
    assert TEXT[citation.start_char_index : citation.end_char_index].strip() == FACT
    file = ask(client, document({"type": "file", "file_id": identity}))
    assert file.content[0].citations[0].file_id == identity
    follow: Any = [
        {"role": "user", "content": ASKED},
        cited.to_param(),
        {"role": "user", "content": ASKED},
    ]
    again: Any = client.messages.create(model="farside/Vaults", max_tokens=9, messages=follow)
    assert again.content[0].text.startswith(f"{FACT} [1]")


def test_what_stands_in_both_texts_is_found() -> None:
    sent = SentText("\ufeffA\u00a0b\r\nu\u0308 ﬁne. twice twice")
    canonical = "A b\nü fine. twice twice\n"
    for quote in ("A b", "ü fine.", "fine", "twice twice"):
        start = canonical.index(quote)
        found = sent.find(canonical, start, start + len(quote))
        assert found is not None
        assert SentText(sent.words[slice(*found)]).find(quote, 0, len(quote)) is not None
    assert SentText("other words").find(canonical, 0, 3) is None
    assert SentText("lost A b").find(canonical, 0, 3) == (5, 8)


# what is refused


@pytest.mark.parametrize(
    ("wrong", "status", "kind"),
    [
        ({"model": "claude-4"}, 404, "not_found_error"),
        ({"temperature": 2}, 400, "invalid_request_error"),
        ({"nonsense": 1}, 400, "invalid_request_error"),
        ({"tools": [{"name": "f", "input_schema": {}}]}, 400, "invalid_request_error"),
        ({"messages": [{"role": "user", "content": "word " * 5000}]}, 400, "invalid_request_error"),
        (
            {"messages": [{"role": "user", "content": [plain("a"), plain("b", enabled=False)]}]},
            400,
            "invalid_request_error",
        ),
        (
            {
                "messages": [
                    {"role": "user", "content": [document({"type": "url", "url": "https://a.b"})]}
                ]
            },
            400,
            "invalid_request_error",
        ),
    ],
)
def test_errors_have_anthropics_shape(
    client: Anthropic, wrong: dict[str, Any], status: int, kind: str
) -> None:
    body = {"messages": [{"role": "user", "content": "Say hello"}], "max_tokens": 9} | wrong
    with pytest.raises(anthropic.APIStatusError) as caught:
        client.post("/v1/messages", body={"model": MODEL} | body, cast_to=object)
    assert caught.value.status_code == status
    told: Any = caught.value.body
    assert (told["type"], told["error"]["type"]) == ("error", kind)
    assert len(told["error"]["message"]) > 10


def test_a_key_comes_in_the_clients_header(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = settings_of(tmp_path_factory.mktemp("keys"))
    with closing(Users(settings)) as users:
        key = users.new_key(users.add("anna", "correct horse"))[1]
    with serving(settings) as server:
        with anthropic_client(server, key) as client:
            assert say(client, "Say hello").content[0].text == GREETING
        wrong = anthropic_client(server, "fsk-wrong")
        with wrong, pytest.raises(anthropic.AuthenticationError, match="not known"):
            say(wrong, "Say hello")
        large = server.post("/v1/messages", content=b"[" + b" " * 17_000_000)
        assert large.json()["error"]["type"] == "request_too_large"


def pdf(*pages: str) -> bytes:
    """A PDF with a line on each page."""
    written = BytesIO()
    canvas = Canvas(written)
    for words in pages:
        canvas.drawString(72, 700, words)
        canvas.showPage()
    canvas.save()
    return written.getvalue()
