"""Farside itself, from a shell and from Python, with Farside's own interpreter: rows 26, 27 and 29
to 44."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import httpx

from benchmarks.clients.checks import (
    BASE,
    CODE,
    FILES,
    KEY,
    QUESTION,
    NotThere,
    refused,
    run_checks,
    works,
)

ROOT = Path(__file__).parents[3]
CONTRACT = FILES / "contract.txt"
LISTS = ("documents", "collections", "models", "jobs", "cache", "ledger", "doctor", "user list")


def call(*words: str | Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "farside", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, input=given, timeout=120)


def farside(*words: str | Path, given: str | None = None) -> str:
    """What the command prints. Raises `ValueError` with what it said where it fails."""
    done = call(*words, given=given)
    if "No such option" in done.stderr:
        raise NotThere(f"{' '.join(map(str, words))}: no such option")
    if done.returncode:
        raise ValueError(f"exit {done.returncode}: {done.stderr}{done.stdout}")
    return done.stdout


@works(26, "a key under the name that a container has for the server")
def container() -> str:
    headers = {"authorization": f"Bearer {KEY}", "host": "host.docker.internal:8500"}
    return f"HTTP {httpx.get(f'{BASE}/v1/models', headers=headers).raise_for_status().status_code}"


@works(27, "a page of a site that server_origins names, with a key (CORS)")
def site() -> str:
    headers = {"authorization": f"Bearer {KEY}", "origin": "https://chat.example.org"}
    made = httpx.get(f"{BASE}/v1/models", headers=headers).raise_for_status()
    assert made.headers["access-control-allow-origin"] == "https://chat.example.org"
    other = httpx.get(f"{BASE}/v1/models", headers={**headers, "origin": "https://evil.example"})
    assert other.status_code == 403, other
    return "and no other site"


@works(29, 'farside.ask("…", "contract.txt"): one path')
def one_path() -> str:
    import farside as package

    return str(package.ask(QUESTION, str(CONTRACT)))


@works(30, 'farside.ask(…, model="…")')
def keyword() -> str:
    import farside as package
    from farside import config

    return package.ask(QUESTION, CONTRACT, model=config.load().model).text


@works(31, "await farside.aask(…)")
def awaited() -> str:
    import asyncio

    import farside as package

    return asyncio.run(package.aask(QUESTION, CONTRACT)).text


@works(32, "_repr_html_, print with citations")
def shown() -> str:
    import farside as package

    made = package.ask(QUESTION, CONTRACT)
    assert "<ol>" in made._repr_html_()
    assert "[1] contract.txt" in str(made)
    return str(made)


@works(33, "farside --version, farside.__version__")
def told_version() -> str:
    import farside as package

    told = farside("--version")
    assert package.__version__ in told
    return told


@works(34, "the Tab key completes (bash)")
def completion() -> str:
    asked = {"_FARSIDE_COMPLETE": "complete_bash", "COMP_WORDS": "farside led", "COMP_CWORD": "1"}
    command = Path(sys.executable).with_name("farside")
    told = subprocess.run([command], env=os.environ | asked, capture_output=True, text=True)
    assert told.stdout.split() == ["ledger"], told
    return "farside led → ledger"


@works(35, "cat FILE | farside ask … - --name")
def piped() -> str:
    given = CONTRACT.read_text(encoding="utf-8")
    told = farside("ask", QUESTION, "-", "--name", "contract.txt", given=given)
    assert CODE in told, told
    return told


@refused(36, "a web address as a path", "fetch|download")
def address() -> str:
    return farside("ask", QUESTION, "https://example.org/a.pdf")


@works(37, "--json on every list, and for errors")
def as_json() -> str:
    for words in LISTS:
        json.loads(farside(*words.split(), "--json"))
    wrong = call("ask", QUESTION, "nothing.txt", "--json")
    assert "error" in json.loads(wrong.stdout or wrong.stderr), wrong
    return ", ".join(LISTS)


@works(38, "exit codes: 0 found, 2 wrong input")
def codes() -> str:
    statuses = [call("ask", QUESTION, one).returncode for one in (CONTRACT, "nothing.txt")]
    assert statuses == [0, 2], statuses
    return "0, 2"


@works(39, "farside --help, seconds of a processor in its fastest run of five")
def quick() -> str:
    taken = []
    for _ in range(5):
        begun = resource.getrusage(resource.RUSAGE_CHILDREN)
        farside("--help")
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime)
    assert min(taken) < 1.0, taken
    return f"{min(taken):.2f} s"


@works(43, "py.typed")
def typed() -> str:
    assert (ROOT / "farside" / "py.typed").is_file()
    return "farside/py.typed"


@works(44, "CHANGELOG, SECURITY, CONTRIBUTING, Containerfile, compose, unit")
def papers() -> str:
    wanted = (
        "CHANGELOG.md",
        "SECURITY.md",
        "CONTRIBUTING.md",
        "Containerfile",
        "compose",
        ".service",
    )
    names = [one.name for pattern in ("*", "*/*") for one in ROOT.glob(pattern)]
    there = [one for one in wanted if any(one in name for name in names)]
    missing = sorted(set(wanted) - set(there))
    if missing:
        raise NotThere(", ".join(missing))
    return ", ".join(there)


if __name__ == "__main__":
    run_checks("farside")
