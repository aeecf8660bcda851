"""Clients of other people against a real `farside serve` with a scripted model.

    make clients
    python -m benchmarks.clients.run --folder FOLDER [--out FILE.md] [NAME …]

Each client runs in an environment of its own, which is made in FOLDER, and tells a line for each
call. Rows are those of the findings of 2026-11-29, where 44 things did not work. Ends with 1 where
a call fails.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.clients.checks import Outcome
from benchmarks.clients.environments import make_environments
from farside.access.users import Users
from farside.config import Settings
from tests.server.chatty import MODEL, chatty
from tests.server.conftest import FACT, TEXT

ROOT = Path(__file__).parents[2]
PROGRAMS = "benchmarks.clients.programs"
SECONDS = 600
_WINDOW = 8192
# Rows of servers elsewhere (`remote:`) have tests against a server that misbehaves.
REMOTE: Mapping[int, tuple[str, Sequence[str]]] = {
    1: ("temperature is left out where it is refused", ["left_out_from_then_on"]),
    2: ("a model that thinks gets room for it", ["gets_room_for_it", "thinks_for_ever"]),
    3: ("JSON as the service knows it, and out of a fence", ["json_is_asked_for", "fence"]),
    8: ("a reply that breaks off is asked again", ["breaks_off"]),
    17: ("a name that the server does not have", ["does_not_have"]),
    18: ("a wait of a day, an account that is used up", ["wait_of_a_day", "used_up"]),
    19: ("no last line, a reply at once, a page", ["its_last_line", "at_once", "in_place_of"]),
    20: ("stream_options is left out where it is refused", ["left_out_from_then_on"]),
}
_REMOTE_TESTS = "tests/engine/test_remote_services.py"


@dataclass(frozen=True, slots=True)
class Program:
    """How a client is run: its environment, and what is called in it."""

    environment: str
    words: tuple[str, ...]


def list_programs(folder: Path) -> Mapping[str, Program]:
    def python(module: str, *words: str, environment: str = "python") -> Program:
        return Program(environment, ("python", "-m", f"{PROGRAMS}.{module}", *words))

    frameworks = ("instructor", "pydantic-ai-slim", "openai-agents")
    llama = "llama-index-llms-openai-like"
    modules = folder / "inspector" / "node_modules"
    inspector = (str(modules / "node" / "bin" / "node"), str(modules / ".bin" / "mcp-inspector"))
    return {
        "openai": python("openai_python"),
        "node": Program("node", ("node", "programs.mjs")),
        "anthropic": python("anthropic_python"),
        "langchain": python("langchain"),
        "litellm": python("litellm_library"),
        **{one: python("frameworks", one) for one in frameworks},
        llama: python("frameworks", llama, environment="llama"),
        "llm": python("commands", "llm", "llm (command)"),
        "aider": python("commands", "aider", "aider", str(folder / "aider" / "bin" / "aider")),
        "mcp": python("mcp_client"),
        "inspector": python("commands", "inspector", "MCP inspector --cli", *inspector),
        "farside": python("shell", environment="farside"),
    }


@contextmanager
def serving(folder: Path) -> Iterator[Mapping[str, str]]:
    """A server with a user, who has a collection; what its clients are told about it."""
    files = folder / "files"
    write_files(files)
    spec = scripted_model(folder)
    settings = Settings(home=folder / "home", model=spec)
    with closing(Users(settings)) as users:
        key = users.new_key(users.add("anna", "correct horse"))[1]
    given = {
        "FARSIDE_HOME": str(settings.home),
        "FARSIDE_MODEL": spec,
        "FARSIDE_WINDOW_TOKENS": "1000",
        "FARSIDE_SERVER_READ_AHEAD": "false",
        "FARSIDE_SERVER_ORIGINS": "https://chat.example.org",
    }
    command = [sys.executable, "-m", "farside", "serve", "--no-open", "--port", "0"]
    with subprocess.Popen(
        command, env=os.environ | given, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            base = process.stdout.readline().split()[3].rstrip("/")
            send_file(base, key, files / "contract.txt")
            own = {name: given[name] for name in ("FARSIDE_HOME", "FARSIDE_MODEL")}
            yield own | {
                "CLIENTS_BASE": base,
                "CLIENTS_KEY": key,
                "CLIENTS_CHAT": MODEL,
                "CLIENTS_FILES": str(files),
            }
        finally:
            process.terminate()
            process.wait(30)


def scripted_model(folder: Path) -> str:
    """A model that chats, adds up, and finds the fact; with room for what clients say first."""
    spec = chatty(folder)
    file = Path(spec.removeprefix("scripted:"))
    written = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(written | {"window": _WINDOW}), encoding="utf-8")
    return spec


def write_files(folder: Path) -> None:
    """The same sentence as text, as a PDF and as a picture."""
    folder.mkdir()
    (folder / "contract.txt").write_text(f"{FACT}\n", encoding="utf-8")
    (folder / "long.txt").write_text(f"{FACT}\n{TEXT * 3}\n", encoding="utf-8")
    canvas = Canvas(str(folder / "contract.pdf"))
    canvas.setFont("Helvetica", 14)
    canvas.drawString(72, 720, FACT)
    canvas.save()
    picture = Image.new("RGB", (1000, 120), "white")
    ImageDraw.Draw(picture).text((20, 30), FACT, "black", ImageFont.load_default(48))
    picture.save(folder / "picture.png")


def send_file(base: str, key: str, file: Path) -> None:
    """Puts a file into the collection Vaults."""
    headers = {"authorization": f"Bearer {key}"}
    with httpx.Client(base_url=base, headers=headers, timeout=30) as client:
        patience = time.monotonic() + 60
        where = {"name": file.name, "collection": "Vaults"}
        item = client.post("/api/uploads", params=where, content=file.read_bytes())
        path = f"/api/items/{item.raise_for_status().json()['id']}"
        while client.get(path).json()["state"] != "ready":
            assert time.monotonic() < patience
            time.sleep(0.1)


def run_program(
    name: str, program: Program, folder: Path, given: Mapping[str, str]
) -> list[Outcome]:
    """The outcomes that a client tells; one that ends without any is a failure."""
    words, where = list(program.words), ROOT
    if program.environment == "node":
        where = folder / "node"
        source = ROOT / "benchmarks" / "clients" / "programs" / "node.mjs"
        (where / "programs.mjs").write_bytes(source.read_bytes())
    elif program.environment == "farside":
        words[0] = sys.executable
    else:
        words[0] = str(folder / program.environment / "bin" / "python")
    quiet = {"LITELLM_LOCAL_MODEL_COST_MAP": "true", "OPENAI_API_KEY": given["CLIENTS_KEY"]}
    done = subprocess.run(
        words,
        env={**os.environ, **quiet, **given},
        capture_output=True,
        text=True,
        cwd=where,
        timeout=SECONDS,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"row"')]
    made = [Outcome(**json.loads(line)) for line in lines]
    if done.returncode or not made:
        made.append(Outcome(0, name, "the program itself", "FAILED", done.stderr[-160:], 0.0))
    return made


def run_remote() -> list[Outcome]:
    """What is checked against a server that misbehaves, by the tests of the engine."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", _REMOTE_TESTS]
    begun = time.monotonic()
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout
    taken = round(time.monotonic() - begun, 2)
    ended = re.findall(r"^(PASSED|FAILED|ERROR) \S+::(\w+)", told, re.MULTILINE)
    made = []
    for row, (call, words) in REMOTE.items():
        found = [(how, name) for how, name in ended if any(word in name for word in words)]
        passed = len(found) >= len(words) and all(how == "PASSED" for how, _ in found)
        names = ", ".join(sorted({name for _, name in found}))
        result = "worked" if passed else "FAILED"
        made.append(Outcome(row, "remote: (a server of ours)", call, result, names, taken))
    return made


def write_table(outcomes: Sequence[Outcome]) -> str:
    """The table, by rows of the findings; at the end what stood in none."""
    counts = dict.fromkeys(("worked", "refused clearly", "not there yet", "FAILED"), 0)
    for one in outcomes:
        counts[one.result] += 1
    told = ", ".join(f"{count} {result}" for result, count in counts.items() if count)
    lines = [
        f"# Clients of other people ({date.today()})",
        "",
        "`make clients`: a real `farside serve` with a scripted model and a user's key; each "
        "client as its registry has it today, in an environment of its own. # is the row of the "
        "findings of 2026-11-29 (44 things that did not work); – what worked then already. Rows "
        "40 to 42 (the wheel, pipx, uvx) have tests of their own.",
        "",
        f"{len(outcomes)} calls: {told}.",
        "",
        "| # | client | call | result | what came |",
        "|---|---|---|---|---|",
    ]
    for one in sorted(outcomes, key=lambda one: (one.row or 99, one.client)):
        words = one.told.replace("|", "\\|").replace("<", "&lt;")
        lines.append(f"| {one.row or '–'} | {one.client} | {one.call} | {one.result} | {words} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Clients of other people against Farside")
    parser.add_argument("--folder", type=Path, required=True, help="where environments are kept")
    parser.add_argument("--out", type=Path, help="a Markdown file for the table of all")
    parser.add_argument("names", nargs="*", help="only these clients; 'remote' for the engine's")
    given = parser.parse_args()
    folder = given.folder.resolve()
    make_environments(folder)
    programs = list_programs(folder)
    wanted = given.names or [*programs, "remote"]
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as own, serving(Path(own)) as told:
        for name in wanted:
            found = (
                run_remote()
                if name == "remote"
                else run_program(name, programs[name], folder, told)
            )
            for one in found:
                print(f"{one.result:16}{one.row or '–':>3}  {one.client}: {one.call}  {one.told}")
            outcomes += found
    if given.out and not given.names:
        given.out.write_text(write_table(outcomes), encoding="utf-8")
    return int(any(one.result == "FAILED" for one in outcomes))


if __name__ == "__main__":
    sys.exit(main())
