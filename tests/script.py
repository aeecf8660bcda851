"""Scripted models for the command line, and runs of it: in this process, and as a process of its
own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from farside.reading.prompts import wording

YES = {"Yes": -0.1, "No": -3.0, "是": -0.1, "否": -3.0}
NO = {"Yes": -3.0, "No": -0.1, "是": -3.0, "否": -0.1}
# Of a question such a model understands that it is to be looked for on every page.
FINDS = {"all": ["You translate a question about documents"], "reply": {"kind": "find"}}
# More sentences than any window of these tests has.
_MOST = 60
# Asked what it would need to know, such a model names nothing.
NEEDS_NOTHING = [
    {"all": [words], "reply": "[]"}
    for words in ("Which facts must be looked up", "还需要在其余文本中查找哪些事实")
]


def finds(
    folder: Path, where: str, sentence: str, answer: str = "It is so.", delay: float = 0.0
) -> str:
    """A model that finds `sentence` at `where` ("a.txt, lines 1-3") and nothing else; what
    `--model` takes.

    It says Yes and points where the prompt has the sentence, No elsewhere, and answers with
    `answer`.
    """
    rules: list[dict[str, Any]] = []
    for n in range(1, _MOST):
        written = {"sentences": [{"evidence": [n], "text": answer}]}
        label = where.rpartition(", ")[2]
        lines = (f"[{n}] ({where}) {sentence}", f"[{n}] ({label}) {sentence}", f"[{n}] {sentence}")
        rules += [
            {"all": [line, last], "reply": written}
            for line in lines
            for last in wording.CITE.values()
        ]
        draft = {"answer": answer, "sentences": [n]}
        rules += [{"all": [line], "reply": draft, "first_token": YES} for line in lines]
    return script(folder, [{**rule, "delay": delay} for rule in rules], delay)


def script(folder: Path, rules: Sequence[Mapping[str, Any]] = (), delay: float = 0.0) -> str:
    """A model that follows `rules` and else says No; what `--model` takes."""
    default = {"reply": {"answer": "Nothing.", "sentences": [1]}, "first_token": NO, "delay": delay}
    file = folder / "model.json"
    file.write_text(
        json.dumps({"rules": [*NEEDS_NOTHING, *rules, FINDS], "default": default}), encoding="utf-8"
    )
    return f"scripted:{file}"


def stuck(model: str, words: str) -> str:
    """The same model, which takes an hour for a prompt with these words, until it is `hurried`."""
    file = Path(model.removeprefix("scripted:"))
    written = json.loads(file.read_text(encoding="utf-8"))
    written["rules"].insert(0, {**written["default"], "all": [words], "delay": 3600.0})
    file.write_text(json.dumps(written), encoding="utf-8")
    return model


def hurried(model: str) -> None:
    """Whoever opens this model from now on does not wait for its replies; for jobs it stays the
    same model."""
    file = Path(model.removeprefix("scripted:"))
    written = json.loads(file.read_text(encoding="utf-8"))
    for rule in (*written["rules"], written["default"]):
        rule["delay"] = 0.0
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(written), encoding="utf-8")
    draft.replace(file)  # another process may be reading it


def process(*words: object, cwd: Path | None = None) -> subprocess.Popen[bytes]:
    """`farside` with these words, as a process (and process group) of its own."""
    command = [
        sys.executable,
        "-m",
        "farside",
        *(word if isinstance(word, bytes) else str(word) for word in words),
    ]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=_heed_ctrl_c,
    )


def _heed_ctrl_c() -> None:
    """A shell that runs the tests in the background makes them, and all their children, deaf to
    SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(*words: object, cwd: Path | None = None) -> tuple[int, bytes, str]:
    """Exit status, standard output and standard error of such a process."""
    with process(*words, cwd=cwd) as started:
        try:
            out, err = started.communicate(timeout=60)
        finally:
            started.kill()  # one that does not end is not left to the tests that follow
    return started.returncode, out, err.decode()
