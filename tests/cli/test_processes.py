"""Real processes: streams to the byte, no control codes in a pipe, Ctrl-C, a kill, two at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from farside import config
from farside.cli import main
from farside.library.library import Library
from tests.script import finds, process, run, script

FACT = "The harbour master was Ilse Brandt."
ASKED = "Who was the harbour master?"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(f"It was a calm year.\n{FACT}\nNobody else was.\n", encoding="utf-8")
    return file


def whole(home: Path) -> bool:
    """Every document that is listed has its text, and no half-written file lies about."""
    with closing(Library(config.load())) as library:
        empty = [one.name for one in library.documents() if not library.get(one.id).text]
    ended, _, said = run("documents")
    left = list((home / "tmp").iterdir())
    assert (ended, empty, left) == (0, [], []), said
    return True


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("crlf.txt", f"A calm year.\r\n{FACT}\r\nNobody else.\r\n".encode()),
        ("nfd.txt", f"Cafe\u0301 a\u0308 \u1100\u1161.\n{FACT}\nNobody.\n".encode()),
        ("utf16.txt", f"\ufeffA 𝔘nusual 🚢 year.\r\n{FACT}\r\nNobody.\r\n".encode("utf-16-le")),
        ("mac.txt", f"A calm year.\r{FACT}\rNobody.\r".encode()),
    ],
)
def test_a_quote_is_where_it_says_in_what_text_prints(
    name: str, data: bytes, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    model = finds(tmp_path, f"{name}, lines 1-3", FACT)
    asked = CliRunner().invoke(main.app, ["ask", ASKED, str(file), "--model", model, "--json"])
    assert asked.exit_code == 0, asked.output
    (citation,) = json.loads(asked.stdout)["citations"]
    status, text, _ = run("text", file)
    assert status == 0
    assert text.decode()[citation["start"] : citation["end"]] == citation["quote"] == FACT


def test_a_terminal_that_lacks_a_character_shows_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ice.txt"
    file.write_text("é 湖\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    assert run("text", file)[:2] == (0, b"\xe9 \\u6e56\n")


def test_a_file_name_that_is_no_text_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with open(os.fsencode(folder) + b"/caf\xe9.txt", "w", encoding="utf-8") as file:
        file.write(FACT)
    model = finds(tmp_path, "in/caf\ufffd.txt, lines 1-1", FACT)
    status, out, err = run("ask", ASKED, folder, "--model", model)
    assert status == 0, err
    assert f'[1] in/caf\ufffd.txt lines 1-1: "{FACT}"' in out.decode()
    assert run("text", os.fsencode(folder) + b"/caf\xe9.txt")[:2] == (0, f"{FACT}\n".encode())
    status, _, err = run("ask", b"Who was Andr\xe9?", folder, "--model", model)
    assert (status, err) == (
        2,
        "farside: the question is not valid UTF-8; ask it from a UTF-8 terminal\n",
    )


def test_ctrl_c_ends_it_at_once(home: Path, story: Path, tmp_path: Path) -> None:
    started = process("ask", ASKED, story, "--model", script(tmp_path, delay=3600))
    assert started.stderr is not None
    assert started.stderr.readline().startswith(b"Plan: ")
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=10)
    assert (started.returncode, out, err) == (130, b"", b"farside: stopped\n")
    assert whole(home)


@pytest.mark.parametrize("after", [0.0, 0.3, 0.8])
def test_ctrl_c_is_clean_at_any_moment(after: float, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(200):  # more than are taken before the last of these moments
        (folder / f"{number}.txt").write_text(f"Page {number}. {FACT}\n", encoding="utf-8")
    started = process("add", folder, "--collection", "town")
    time.sleep(0.15 + after)
    os.killpg(started.pid, signal.SIGINT)  # as a terminal does: the parser's process hears it too
    _, err = started.communicate(timeout=10)
    assert started.returncode in (130, -signal.SIGINT, 0), err
    assert b"Traceback" not in err or started.returncode == -signal.SIGINT
    assert not home.exists() or whole(home)


def test_in_a_terminal_the_answer_stands_once(story: Path, tmp_path: Path) -> None:
    model = finds(tmp_path, "story.txt, lines 1-3", FACT, "Ilse Brandt was.")
    (tmp_path / "bad\x1b]0;title\x07.pdf").write_bytes(b"%PDF-1.4")
    ours, theirs = os.openpty()
    command = [
        sys.executable,
        "-m",
        "farside",
        "ask",
        ASKED,
        str(story),
        str(tmp_path / "bad\x1b]0;title\x07.pdf"),
    ]
    with subprocess.Popen([*command, "--model", model], stdout=theirs, stderr=theirs) as started:
        os.close(theirs)
        shown = _all(ours)
    assert started.returncode == 0
    assert shown.count("Ilse Brandt was. [1]") == 1
    assert shown.count("\x1b[") > 2
    assert "\x1b]" not in shown
    assert "NOT EVERYTHING WAS READ: 1 file not taken (bad" in shown


def test_a_killed_question_can_be_asked_again(story: Path, tmp_path: Path) -> None:
    model = finds(tmp_path, "story.txt, lines 1-3", FACT, delay=0.1)
    for moment in (0.3, 0.8, 1.1):
        started = process("ask", ASKED, story, "--model", model)
        time.sleep(moment)
        started.kill()
        started.communicate(timeout=10)
    status, out, _ = run("ask", ASKED, story, "--model", model, "--json")
    assert status == 0
    assert json.loads(out)["citations"][0]["quote"] == FACT


def test_two_at_once_in_one_home(story: Path, tmp_path: Path) -> None:
    model = finds(tmp_path, "story.txt, lines 1-3", FACT, delay=0.1)
    both = [process("ask", ASKED, story, "--model", model) for _ in range(2)]
    said = [one.communicate(timeout=60) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert all(f'[1] story.txt lines 1-3: "{FACT}"'.encode() in out for out, _ in said)
    assert len(run("documents")[1].splitlines()) == 1


def test_a_fault_of_our_own_is_never_not_stated() -> None:
    code = (
        "from farside import __main__; from farside.cli import main; main.run_commands = "
        "lambda: 1 / 0; __main__.main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 3
    assert "ZeroDivisionError" in ended.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("A line of some length that fills the pipe.\n" * 20_000, encoding="utf-8")
    with process("text", file) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.read(10)
        started.stdout.close()
        assert started.stderr.read() == b""
    assert started.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_that_finds_no_room_is_status_3(story: Path) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "farside", "text", str(story)]
        ended = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert ended.returncode == 3
    assert ended.stderr.startswith(b"farside: writing the output: No space left")
    assert len(ended.stderr.splitlines()) == 1


def _all(terminal: int) -> str:
    """Everything that is written to a terminal until the last writer is gone."""
    shown = b""
    with (
        open(terminal, "rb", buffering=0) as reader,
        suppress(OSError),
    ):  # EIO: how Linux says that it was hung up
        while chunk := reader.read(4096):
            shown += chunk
    return shown.decode()
