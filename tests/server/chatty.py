"""A model that chats and finds, for the tests of `/v1`, and OpenAI's client of a server with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from openai import OpenAI

from farside.config import Settings
from tests.script import finds
from tests.server.conftest import FACT
from tests.server.served import Client

MODEL = "scripted:model.json"
GREETING = "Good day to you."
HOUR = 3600.0


def chatty(folder: Path) -> str:
    """Finds `FACT` in a.txt, greets who says hello, adds up, and takes its time when it is told to
    think."""
    spec = finds(folder, "a.txt, lines 1-1", FACT, FACT)
    file = folder / "model.json"
    script = json.loads(file.read_text(encoding="utf-8"))
    script["rules"] += [
        {"all": ["Say hello"], "reply": GREETING},
        {"all": ["Add up"], "reply": {"sum": 3}},
        {"all": ["Choose one"], "reply": {"name": "choose", "arguments": {"sum": 4}}},
        {"all": ["Think long"], "reply": GREETING, "delay": HOUR},
    ]
    script["window"] = 4096
    file.write_text(json.dumps(script), encoding="utf-8")
    return spec


def settings_of(folder: Path) -> Settings:
    """Of a server that knows its model under Kimi's names, too, and where Anna may watch a
    folder."""
    (folder / "watched").mkdir()
    return Settings(
        home=folder / "home",
        model=chatty(folder),
        window_tokens=1000,
        server_model_names="moonshot-v1-32k, kimi-latest, kimi-k3*",
        server_watch_roots=f"anna={folder / 'watched'}",
    )


def fill_forms(settings: Settings) -> None:
    """Have the scripted model fill forms, too."""
    file = Path(settings.model.removeprefix("scripted:"))
    script = json.loads(file.read_text(encoding="utf-8"))
    read = {"stated": "yes", "question 2": "4711", "clear": "quite", "code": "4711"}
    read |= {"which": "left", "level": "low"}
    placed = {name: {"value": value, "sentence": 1} for name, value in read.items()}
    script["rules"][:0] = [
        {"all": ["Fill in this form"], "reply": placed},
        {"all": ["What does the text above say of each"], "reply": read},
    ]
    file.write_text(json.dumps(script), encoding="utf-8")


def client_of(server: Client, key: str = "not needed here", seconds: float = 60.0) -> OpenAI:
    return OpenAI(base_url=f"{server.base_url}/v1", api_key=key, max_retries=0, timeout=seconds)


def say(client: OpenAI, words: str, **more: Any) -> Any:
    """A completion of one message."""
    return client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": words}], **more
    )


def ask(client: OpenAI, file: str, question: str = "What is the code?", **more: Any) -> Any:
    """A completion of a question with a file."""
    content: list[Any] = [
        {"type": "text", "text": question},
        {"type": "file", "file": {"file_id": file}},
    ]
    return client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": content}], **more
    )
