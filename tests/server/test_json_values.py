"""Numbers that are none and halves of characters, which Python's parser of JSON takes: no route
does."""

from __future__ import annotations

import re
from itertools import product

from tests.server.chatty import MODEL
from tests.server.served import Client

_SAID = f'"model": "{MODEL}", "messages": [{{"role": "user", "content": "Hello"}}]'
_SCHEMA = (
    '"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": '
    '{"const": NaN}}}'
)
# A value in each kind of place; routes that know no such field refuse that.
BODIES = {
    "numbers": (
        '{"kind": "ask", "question": "Who?", "documents": ["DOCUMENT"], "window": NaN, '
        '"rounds": -Infinity}'
    ),
    "too large": '{"value": 1e999, "window": 1e999, "documents": ["DOCUMENT"]}',
    "temperature": f'{{{_SAID}, "temperature": NaN}}',
    "most tokens": f'{{{_SAID}, "max_tokens": Infinity}}',
    "schema": f"{{{_SAID}, {_SCHEMA}}}",
    "half a character": '{"kind": "ask", "question": "Who \\ud800?", "documents": ["DOCUMENT"]}',
    "half a name": '{"name": "a\\udfff", "password": "\\ud800", "\\udc00": 1}',
    "half in a chat": "{" + _SAID.replace("Hello", "Hello \\ud800") + "}",
    "half in an input": f'{{"model": "{MODEL}", "input": "Hello \\udc00"}}',
}
# Of the routes, those that read their body whatever else is wrong.
READ = ("/api/runs", "/api/plan", "/api/session", "/v1/chat/completions", "/v1/responses")


def test_no_route_takes_it(server: Client) -> None:
    document = server.add("a.txt", b"Words of a letter.")
    routes = server.ok("GET", "/api/openapi.json")["paths"].items()
    ways = [
        (way, path)
        for path, known in routes
        for way, about in known.items()
        if "requestBody" in about
    ]
    assert {path for _, path in ways} > set(READ)
    for (kind, body), (way, path) in product(BODIES.items(), ways):
        where = re.sub(r"\{[^}]+\}", "r123", path)
        content = body.replace("DOCUMENT", document)
        reply = server.request(
            way, where, content=content, headers={"Content-Type": "application/json"}
        )
        assert 400 <= reply.status_code < 500, (kind, way, path, reply.text)
        assert {"code", "message"} <= reply.json()["error"].keys(), (kind, way, path)
        if "half" in kind and path in READ:
            assert "half of a surrogate pair" in reply.text, (kind, way, path, reply.text)
    assert not [run for run in server.ok("GET", "/api/runs")["runs"] if not run["automatic"]]
