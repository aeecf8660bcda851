"""A small real HTTP server that answers as a service would, and an engine that asks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from farside.config import Settings
from farside.engine.base import Message, Request
from farside.engine.remote import RemoteEngine

KEY = "sk-very-secret"
PROSE = "The committee met on Tuesday and agreed to publish the report. " * 200
HELLO = Request((Message("user", "Say hello"),), 20)

Body = dict[str, Any]
Answer = tuple[int, Any]


def chunks(text: str = "Hello there", prompt_tokens: int = 8, **choice: Any) -> list[Body]:
    pieces = [{"choices": [{"delta": {"content": piece}, **choice}]} for piece in text.split("|")]
    usage = {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": 2,
        "prompt_tokens_details": {"cached_tokens": 5},
    }
    return [
        *pieces,
        {"choices": [{"delta": {}, "finish_reason": "stop"}]},
        {"choices": [], "usage": usage},
    ]


@dataclass
class Fake:
    """Answers every path by a function of the request's body; keeps what it was sent. A list is
    streamed."""

    answers: dict[str, Callable[[Body], Answer]] = field(default_factory=dict)
    bodies: list[Body] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""
    drop_after: int | None = None

    def reply(self, path: str, body: Body) -> Answer:
        return (
            self.answers[path](body) if path in self.answers else (404, {"error": "no such path"})
        )


class Handler(BaseHTTPRequestHandler):
    fake: Fake

    def do_GET(self) -> None:
        self.answer({})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/v1/chat/completions":
            self.fake.bodies.append(body)
        self.answer(body)

    def answer(self, body: Body) -> None:
        status, content = self.fake.reply(self.path, body)
        self.send_response(status)
        for name, value in self.fake.headers.items():
            self.send_header(name, value)
        if isinstance(content, list):
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for event in content[: self.fake.drop_after]:
                self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            if self.fake.drop_after is None:
                self.wfile.write(b": a comment\n\ndata: [DONE]\n\n")
        else:
            data = json.dumps(content).encode()
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@dataclass
class Opened:
    """An engine, and how long it wanted to sleep instead of sleeping."""

    engine: RemoteEngine
    slept: list[float]


def service_settings(fake: Fake, home: Path) -> Settings:
    return Settings(
        home=home,
        remote_url=fake.url,
        remote_key=KEY,
        remote_context=16384,
        remote_timeout_seconds=5,
    )


def sequence(*answers: Answer) -> Callable[[Body], Answer]:
    """Each answer once, the last one for ever."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]
