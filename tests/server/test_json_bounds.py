"""JSON that is nested too deep or has too many values is refused before anything works through
it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from farside.server.access.json_bounds import DEEPEST, MOST, JsonBounds, OutOfBounds
from tests.server.chatty import MODEL
from tests.server.served import Client


def fed(body: bytes, size: int) -> None:
    bounds = JsonBounds()
    for at in range(0, len(body), size):
        bounds.feed(body[at : at + size])


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize(
    "taken",
    [
        "[" * DEEPEST + "]" * DEEPEST,
        json.dumps([[[]]] * DEEPEST),
        json.dumps({"a": "[" * 500, "[{": {"b": "\\" * 301, "c": '[{"' * 200}}),
        json.dumps(["\\", "[" * 500, '\\"' + "{" * 500]),
        json.dumps("\u4e2d\u6587 [ \n" * 200, ensure_ascii=False),
        "no JSON ]]]] " + "]" * 500,
        json.dumps(["\U0001f600" * 3, "\\ud800", "\\" * 30, "\u4e2d\ud7ff\ue000"]),
        json.dumps("\U0001f600\ud7ff\ue000", ensure_ascii=False),
    ],
)
def test_what_is_flat_enough_passes_however_it_comes(taken: str, size: int) -> None:
    fed(taken.encode(), size)


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize(
    "refused",
    [
        b"[" * (DEEPEST + 1),
        b'{"a":' * (DEEPEST + 1),
        b'["\\\\", ' + b"[" * DEEPEST,
        b'["\\"]", ' + b"[" * DEEPEST,
        json.dumps(["\u2200" * 3]).encode("utf-16"),
    ],
)
def test_what_is_too_deep_does_not(refused: bytes, size: int) -> None:
    with pytest.raises(OutOfBounds):
        fed(refused, size)


@pytest.mark.parametrize("size", [*range(1, 14), 1000])
@pytest.mark.parametrize(
    "half",
    [
        *(
            json.dumps(f"Words {text}").encode()
            for text in ("\ud800", "\udfff", "\udc00\ud800", "\\\ud83d", "\ud83d\n")
        ),
        *(
            json.dumps({text: 1}).encode()
            for text in ("\U0001f600\ud800", "\ud83d\ud83d\ude00", "\ud83d\\ude00")
        ),
        json.dumps("\ud800").replace("d", "D").encode(),
        '"\ud800"'.encode("utf-8", "surrogatepass"),
    ],
)
def test_half_a_character_is_refused_however_it_comes(half: bytes, size: int) -> None:
    with pytest.raises(OutOfBounds, match="half of a surrogate pair"):
        fed(half, size)


def test_many_values_are_refused_and_a_long_text_is_not() -> None:
    for many in (b"[" + b"1," * MOST, b"[" + b'"",' * MOST, b"[" + b"[]," * MOST):
        with pytest.raises(OutOfBounds, match="25,000 values"):
            fed(many, 65_536)
    fed(json.dumps("Words, [and] more, " * 200_000).encode(), 65_536)
    fed(json.dumps({"documents": ["f" * 64] * 10_000}).encode(), 65_536)


def test_every_route_refuses_it(server: Client) -> None:
    deep: dict[str, Any] = {"type": "object"}
    for _ in range(300):
        deep = {"type": "object", "properties": {"a": deep}}
    form = {"type": "json_schema", "json_schema": {"name": "deep", "schema": deep}}
    chat = {
        "model": MODEL,
        "messages": [{"role": "user", "content": "Hello"}],
        "response_format": form,
    }
    for path, body in (
        ("/v1/chat/completions", chat),
        ("/api/plan", {"documents": [deep]}),
        ("/api/runs", chat),
    ):
        reply = server.post(path, json=body)
        assert (reply.status_code, reply.json()["error"]["code"]) == (400, "invalid_request")
        assert "deeper than 100 levels" in reply.json()["error"]["message"]
    shallow = {"type": "object", "properties": {"a": {"type": "string"}}}
    form["json_schema"] = {"name": "flat", "schema": shallow}
    assert server.post("/v1/chat/completions", json=chat).status_code != 400
