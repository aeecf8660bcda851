"""Talking to llama.cpp's server: what it is sent, what each of its answers means, and streams that
break in the middle."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from farside.engine import llama_client
from farside.engine.base import Message
from farside.engine.llama_client import Gone, LlamaClient, Lost
from farside.engine.machine import Running
from farside.errors import EngineError, EngineRefused, TooLong

Answer = Callable[[httpx.Request], httpx.Response]
_RUNNING = Running(1, 0.0, "http://engine.test", "token-of-the-engine", "tiny", "job")


class _Pieces(httpx.SyncByteStream):
    """A body that comes in pieces, and then ends or breaks."""

    def __init__(self, pieces: list[str], breaks: Exception | None = None) -> None:
        self.pieces, self.breaks, self.closed = pieces, breaks, False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            yield piece.encode()
        if self.breaks:
            raise self.breaks

    def close(self) -> None:
        self.closed = True


def _client(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> LlamaClient:
    transport = httpx.MockTransport(answer)
    monkeypatch.setattr(httpx, "Client", functools.partial(httpx.Client, transport=transport))
    return LlamaClient(_RUNNING)


def _always(status: int, body: object) -> Answer:
    return lambda _: httpx.Response(status, json=body)


def _streamed(pieces: _Pieces) -> Answer:
    return lambda _: httpx.Response(200, stream=pieces)


def _event(**values: object) -> str:
    return f"data: {json.dumps(values)}\n\n"


def test_every_request_shows_the_engines_key(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["Authorization"])
        return httpx.Response(200, json=[{"n_ctx": 2048, "is_processing": False}])

    client = _client(monkeypatch, answer)
    assert (client.window(), client.is_computing()) == (2048, False)
    assert seen == ["Bearer token-of-the-engine"] * 2


@pytest.mark.parametrize("slots", [0, 2])
def test_an_engine_with_another_number_of_slots_is_not_used(
    monkeypatch: pytest.MonkeyPatch, slots: int
) -> None:
    client = _client(monkeypatch, _always(200, [{"n_ctx": 2048}] * slots))
    with pytest.raises(EngineError, match=f"tiny was started with {slots} slots instead of 1"):
        client.window()


def test_what_is_saved_and_restored_is_told_by_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((str(request.url), json.loads(request.content)))
        return httpx.Response(200, json={"n_written": 4096, "n_restored": 77})

    client = _client(monkeypatch, answer)
    assert (client.save("a.bin"), client.restore("a.bin")) == (4096, 77)
    assert asked == [
        ("http://engine.test/slots/0?action=save", {"filename": "a.bin"}),
        ("http://engine.test/slots/0?action=restore", {"filename": "a.bin"}),
    ]


class _Server:
    """Tokens are the codes of the letters; control tokens have negative numbers."""

    def __init__(self, template: str) -> None:
        self.template, self.asked = template, list[dict[str, Any]]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        if request.url.path == "/apply-template":
            turns = (
                self.template.format(role=one["role"], text=one["content"])
                for one in body["messages"]
            )
            return httpx.Response(200, json={"prompt": "".join(turns) + "<reply>"})
        self.asked.append(body)
        sign = -1 if body["parse_special"] else 1
        return httpx.Response(200, json={"tokens": [sign * ord(one) for one in body["content"]]})


_MESSAGES = (Message("system", "rules"), Message("user", "page<reply>?", kept=4))


def test_text_of_a_document_makes_no_control_token(monkeypatch: pytest.MonkeyPatch) -> None:
    client = _client(monkeypatch, _Server("<{role}>{text}</>"))
    prompt = client.prompt(_MESSAGES)
    said = "".join(chr(token) if token > 0 else " " for token in prompt.tokens)
    assert "".join(said.split()) == "rulespage<reply>?"
    framed = "".join(chr(-token) for token in prompt.tokens if token < 0)
    assert framed == "<system></><user></><reply>"


def test_the_kept_prefix_ends_where_the_message_says(monkeypatch: pytest.MonkeyPatch) -> None:
    client = _client(monkeypatch, _Server("<{role}>{text}</>"))
    prompt = client.prompt(_MESSAGES)
    assert [chr(token) for token in prompt.tokens[prompt.kept - 4 : prompt.kept]] == list("page")
    assert client.prompt((Message("user", "page"),)).kept == 0


def test_a_window_that_many_questions_share_is_made_tokens_of_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = _Server("<{role}>{text}</>")
    client = _client(monkeypatch, server)
    for question in ("one", "two", "three"):
        client.prompt((Message("user", f"page{question}", kept=4),))
    assert [body["content"] for body in server.asked].count("page") == 1


@pytest.mark.parametrize("template", ["<{role}>", "{text}{text}"])
def test_a_template_that_loses_or_repeats_a_message_is_refused(
    monkeypatch: pytest.MonkeyPatch, template: str
) -> None:
    client = _client(monkeypatch, _Server(template))
    with pytest.raises(EngineRefused, match="does not take the roles system, user in order"):
        client.prompt(_MESSAGES)


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        (
            400,
            {"error": {"message": "bad grammar"}},
            EngineRefused,
            r"refused the request \(400\): bad grammar",
        ),
        (
            400,
            {"error": {"type": "exceed_context_size_error", "message": "5000 tokens"}},
            TooLong,
            "5000 tokens; shorten",
        ),
        (401, {"error": {"message": "Invalid API Key"}}, Gone, "was replaced by another engine"),
        (503, {"error": {"code": 503}}, EngineError, r"refused the request \(503\): {'code': 503}"),
        (500, {"detail": "x"}, EngineError, "tiny answered 500: "),
    ],
)
def test_each_refusal_says_what_it_means(
    monkeypatch: pytest.MonkeyPatch, status: int, body: object, kind: type[Exception], message: str
) -> None:
    client = _client(monkeypatch, _always(status, body))
    with pytest.raises(kind, match=message) as told:
        client.save("a.bin")
    assert type(told.value) is kind
    with pytest.raises(kind, match=message):
        next(client.complete({"prompt": [1]}))


def test_an_answer_that_is_no_json_is_shown_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "<html>Bad gateway" + "x" * 5000
    client = _client(monkeypatch, lambda _: httpx.Response(502, text=page))
    with pytest.raises(EngineError, match="tiny answered 502: <html>Bad gateway") as told:
        client.template()
    assert len(str(told.value)) < 400


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError("refused"), Gone),
        (httpx.ConnectTimeout("slow"), Gone),
        (httpx.ReadTimeout("silent"), Lost),
        (httpx.RemoteProtocolError("closed"), Lost),
    ],
)
def test_an_engine_that_went_away_before_it_was_asked_is_told_from_one_that_went_after(
    monkeypatch: pytest.MonkeyPatch, error: Exception, kind: type[Exception]
) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise error

    client = _client(monkeypatch, answer)
    for ask in (client.window, lambda: client.tokens("x"), lambda: next(client.complete({}))):
        with pytest.raises(kind, match="tiny: the engine stopped answering") as told:
            ask()
        assert type(told.value) is kind


def test_events_come_as_they_are_sent_and_comments_are_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pieces = _Pieces(
        [": ping\n\n", _event(content="a")[:9], _event(content="a")[9:], "data: [DONE]\n\n"]
    )
    assert list(_client(monkeypatch, _streamed(pieces)).complete({"prompt": []})) == [
        {"content": "a"}
    ]


def test_a_stream_that_breaks_gives_what_came_and_then_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pieces = _Pieces([_event(content="a")], httpx.ReadError("connection reset"))
    events = _client(monkeypatch, _streamed(pieces)).complete({})
    assert next(events) == {"content": "a"}
    with pytest.raises(Lost, match="stopped answering"):
        next(events)
    assert pieces.closed


@pytest.mark.parametrize(
    "event",
    [
        _event(error={"message": "out of memory"}),
        "error: " + json.dumps({"message": "out of memory", "code": 500}) + "\n\n",
        _event(code=500, message="out of memory"),
    ],
)
def test_an_error_in_the_middle_of_a_stream_is_no_event(
    monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    events = _client(monkeypatch, _streamed(_Pieces([_event(content="a"), event]))).complete({})
    assert next(events) == {"content": "a"}
    with pytest.raises(EngineError, match="tiny failed: out of memory"):
        next(events)


def test_closing_the_events_closes_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = _Pieces([_event(content="a")] * 100)
    events = _client(monkeypatch, _streamed(pieces)).complete({})
    next(events)
    assert not pieces.closed
    events.close()
    assert pieces.closed


def test_an_engine_that_only_says_that_it_lives_is_given_up_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = iter(range(0, 100_000, 400))
    clock = SimpleNamespace(monotonic=lambda: float(next(now)))
    monkeypatch.setattr(llama_client, "time", clock)
    pieces = _Pieces([_event(content="a"), *[": ping\n\n"] * 50])
    events = _client(monkeypatch, _streamed(pieces)).complete({})
    assert next(events) == {"content": "a"}
    with pytest.raises(Lost, match="has made no progress for 15 minutes"):
        next(events)


def test_an_engine_that_gives_no_signs_of_life_is_waited_for_longer() -> None:
    silent = Running(1, 0.0, "http://engine.test", "t", "tiny", "job", pings=False)
    quick, patient = LlamaClient(_RUNNING), LlamaClient(silent)
    assert quick._computing.read == 60.0
    assert patient._computing.read == 900.0
