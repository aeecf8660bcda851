"""What Kimi's platform adds to OpenAI's API: a script that was written for it runs as it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.server.chatty import GREETING, client_of, settings_of
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client, serving

SCRIPT = Path(__file__).parent / "scripts" / "moonshot_script.py"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with serving(settings_of(tmp_path_factory.mktemp("kimi"))) as client:
        yield client


def run(server: Client, file: Path, question: str) -> str:
    """What the script prints."""
    known = {"MOONSHOT_API_KEY": "sk-of-moonshot", "MOONSHOT_BASE_URL": f"{server.base_url}/v1"}
    command = [sys.executable, str(SCRIPT), str(file), question]
    done = subprocess.run(
        command, env=os.environ | known, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_script_for_kimi_runs_as_it_is(server: Client, tmp_path: Path) -> None:
    file = tmp_path / "greeting.txt"
    file.write_text("The word of the day is good.", encoding="utf-8")
    assert run(server, file, "Say hello") == GREETING
    assert server.ok("GET", "/v1/files")["data"] == []


def test_a_long_document_is_read_window_by_window(server: Client, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert run(server, file, "What is the code?") == f"{FACT} [1]"


def test_the_extract_is_the_canonical_text(server: Client) -> None:
    with client_of(server) as client:
        file = client.files.create(
            file=("a.txt", b"One\r\ntwo."),
            purpose="file-extract",  # type: ignore[arg-type]
        )
        extract = json.loads(client.files.content(file.id).text)
    assert extract == {
        "content": "One\ntwo.\n",
        "file_type": "text/plain",
        "filename": "a.txt",
        "title": "",
        "type": "file",
    }


@pytest.mark.parametrize(
    ("role", "written"),
    [
        ("system", "{extract}"),
        ("system", "{content}"),
        ("system", "You are an assistant. The file:\n{extract}\nAnswer in English."),
        ("user", "Here is the file: {content}"),
        ("question", "{content}\n\n"),
    ],
)
def test_an_extract_is_known_wherever_it_stands(server: Client, role: str, written: str) -> None:
    with client_of(server) as client:
        file = client.files.create(
            file=("a.txt", TEXT.encode()),
            purpose="file-extract",  # type: ignore[arg-type]
        )
        extract = client.files.content(file.id).text
        said = written.format(extract=extract, content=json.loads(extract)["content"])
        asked = "What is the code?"
        messages: list[Any] = [{"role": "user", "content": asked}]
        if role == "question":
            messages[0]["content"] = [{"type": "text", "text": said + asked}]
        else:
            messages.insert(0, {"role": role, "content": said})
        reply: Any = client.chat.completions.create(
            model="kimi-k3-turbo-preview",
            messages=messages,
            extra_body={"thinking": {"type": "disabled"}},
        )
        again: Any = client.chat.completions.create(model="kimi-k3", messages=messages)
    assert reply.choices[0].message.content == f"{FACT} [1]"
    assert reply.farside["question"] == asked, "nothing of the file is left in it"
    assert again.usage.cached_tokens == again.usage.prompt_tokens_details.cached_tokens > 0


def test_other_texts_are_not_taken_for_a_file(server: Client) -> None:
    with client_of(server) as client, pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(
            model="kimi-latest", messages=[{"role": "user", "content": "Another text. " * 2000}]
        )
    assert caught.value.code == "context_length_exceeded"


def test_only_names_that_the_settings_know_are_answered(server: Client) -> None:
    with client_of(server) as client:
        assert "kimi-*" not in [one.id for one in client.models.list()]
        assert client.models.retrieve("kimi-k3").id == "kimi-k3"
        with pytest.raises(openai.NotFoundError, match="does not exist here"):
            client.chat.completions.create(
                model="moonshot-v2", messages=[{"role": "user", "content": "Say hello"}]
            )


def test_tokens_are_counted(server: Client) -> None:
    body = {"model": "moonshot-v1-32k", "messages": [{"role": "user", "content": "one two three"}]}
    counted = server.ok("POST", "/v1/tokenizers/estimate-token-count", body)
    assert counted["data"]["total_tokens"] == 3 + 4 + 2
