"""Environments of their own for the clients of other people: of Python by uv, of Node by npm. Made
once; made again where what they hold changes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PYTHON: Mapping[str, Sequence[str]] = {
    "python": (
        "openai",
        "anthropic",
        "langchain-openai",
        "litellm",
        "llm",
        "instructor",
        "pydantic-ai-slim[openai]",
        "openai-agents",
        "mcp",
    ),
    # These want other versions than the rest.
    "llama": ("llama-index-llms-openai-like",),
    "aider": ("aider-chat",),
}
NODE: Mapping[str, Sequence[str]] = {
    "node": ("openai", "ai", "@ai-sdk/openai", "@ai-sdk/openai-compatible"),
    # It wants a newer Node than many have, so it brings one.
    "inspector": ("node@22", "@modelcontextprotocol/inspector@2.12.0"),
}
_UV = "uv==0.13.9"


def make_environments(folder: Path) -> None:
    """Make what is not there yet, in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    uv = folder / "uv" / "bin" / "uv"
    if not uv.is_file():
        _run([sys.executable, "-m", "venv", str(folder / "uv")])
        _run([str(uv.with_name("python")), "-m", "pip", "install", "--quiet", _UV])
    for name, packages in PYTHON.items():
        if _is_stale(folder / name, packages):
            own = folder / name
            _run([str(uv), "venv", "--quiet", "--clear", "--python", sys.executable, str(own)])
            python = str(own / "bin" / "python")
            _run([str(uv), "pip", "install", "--quiet", "--python", python, *packages])
            _note(own, packages)
    for name, packages in NODE.items():
        if _is_stale(folder / name, packages):
            own = folder / name
            own.mkdir(exist_ok=True)
            (own / "package.json").write_text('{"private": true}', encoding="utf-8")
            quiet = ["--no-fund", "--no-audit", "--loglevel=error"]
            _run(["npm", "install", *quiet, *packages], own)
            _note(own, packages)


def _is_stale(folder: Path, packages: Sequence[str]) -> bool:
    note = folder / "holds.json"
    return not note.is_file() or json.loads(note.read_text(encoding="utf-8")) != list(packages)


def _note(folder: Path, packages: Sequence[str]) -> None:
    (folder / "holds.json").write_text(json.dumps(list(packages)), encoding="utf-8")


def _run(words: Sequence[str], where: Path | None = None) -> None:
    """Raises `SystemExit` with what the command said."""
    done = subprocess.run(words, cwd=where, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}\n{done.stdout}{done.stderr}")
