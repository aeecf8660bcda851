"""Clients that are commands: llm, aider, the inspector of MCP. Each is given its environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.clients.checks import (
    API,
    BASE,
    CODE,
    DOCUMENTS,
    FILES,
    GREETING,
    KEY,
    MODEL,
    QUESTION,
    cites,
    run_checks,
    works,
)

SECONDS = 180


def run(words: Sequence[str | Path], **environment: str) -> str:
    """What a command prints. Raises `ValueError` with what it said where it fails."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*map(str, words)],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            cwd=folder,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
        )
    if done.returncode:
        raise ValueError(f"exit {done.returncode}: {done.stderr[-300:]} {done.stdout[-300:]}")
    return done.stdout


def check_llm(folder: Path) -> None:
    """`llm` knows servers by a file of its own, and its key by its store."""
    models = "".join(
        f"- model_id: {name}\n  model_name: {model}\n  api_base: {API}\n"
        f"  api_key_name: farside\n  supports_schema: true\n  vision: true\n"
        for name, model in (("chat", MODEL), ("vaults", DOCUMENTS))
    )
    (folder / "extra-openai-models.yaml").write_text(models, encoding="utf-8")
    (folder / "keys.json").write_text(json.dumps({"farside": KEY}), encoding="utf-8")
    llm = Path(sys.executable).with_name("llm")

    def say(*words: str | Path) -> str:
        return run([llm, *words], LLM_USER_PATH=str(folder))

    @works(21, "a collection asked")
    def asked() -> str:
        return cites(say("-m", "vaults", QUESTION))

    @works(11, "-o top_p 0.9, -o temperature 0.5")
    def options() -> str:
        told = say("-m", "chat", "-o", "top_p", "0.9", "-o", "temperature", "0.5", "Say hello")
        assert told.strip() == GREETING, told
        return told

    @works(5, "a file attached (-a)")
    def attached() -> str:
        told = say("-m", "chat", "-a", FILES / "picture.png", QUESTION)
        assert CODE in told, told
        return told

    @works(0, "--schema, -c")
    def schema() -> str:
        told = say("-m", "chat", "--schema", "sum int", "Add up")
        say("-m", "chat", "-c", "Say hello")
        return told

    @works(28, "-f FILE (text inside of the prompt), as a bare chat")
    def fragment() -> str:
        return say("-m", "chat", "-f", FILES / "contract.txt", "Say hello")


def check_aider(binary: Path) -> None:
    @works(21, "--message, which comes back as its model's words")
    def message() -> str:
        told = run(
            [
                binary,
                "--model",
                f"openai/{MODEL}",
                "--message",
                "Say hello",
                "--no-git",
                "--yes-always",
                "--no-check-update",
                "--no-show-model-warnings",
                "--analytics-disable",
                "--map-tokens",
                "0",
                "--edit-format",
                "ask",
            ],
            OPENAI_API_BASE=API,
            OPENAI_API_KEY=KEY,
            LITELLM_LOCAL_MODEL_COST_MAP="true",
        )
        assert GREETING in told, told
        return GREETING


def check_inspector(node: str, binary: str) -> None:
    def call(*words: str) -> Mapping[str, object]:
        told: Mapping[str, object] = json.loads(
            run(
                [
                    node,
                    binary,
                    "--cli",
                    f"{BASE}/mcp",
                    "--transport",
                    "http",
                    "--header",
                    f"Authorization: Bearer {KEY}",
                    *words,
                ]
            )
        )
        return told

    @works(25, "tools/list")
    def listed() -> str:
        assert '"ask"' in json.dumps(call("--method", "tools/list"))
        return "the tools"

    @works(25, "tools/call ask")
    def asked() -> str:
        told = json.dumps(
            call(
                "--method",
                "tools/call",
                "--tool-name",
                "ask",
                "--tool-arg",
                f"question={QUESTION}",
                "--tool-arg",
                "collection=Vaults",
            )
        )
        assert CODE in told, told
        return "the answer with its citations"


if __name__ == "__main__":
    which, name, *where = sys.argv[1:]
    with tempfile.TemporaryDirectory() as own:
        if which == "llm":
            check_llm(Path(own))
        elif which == "aider":
            check_aider(Path(where[0]))
        else:
            check_inspector(*where)
        run_checks(name)
