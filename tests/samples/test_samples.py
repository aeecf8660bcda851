"""The samples say what their questions expect, and the script that made them still does."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox

SAMPLES = Path(__file__).parents[2] / "samples"
QUESTIONS: list[dict[str, Any]] = json.loads(
    (SAMPLES / "questions.json").read_text(encoding="utf-8")
)
FORMATS = ("*.pdf", "*.docx", "*.xlsx")


def made(folder: Path) -> list[Path]:
    return sorted(
        path.relative_to(folder) for pattern in FORMATS for path in folder.glob(f"*/{pattern}")
    )


def without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


def texts_of(folder: Path, ocr: bool = True) -> dict[str, str]:
    with Sandbox() as sandbox:
        return {
            str(path): sandbox.parse(
                folder / path, ParseOptions(path.name, ocr=ocr), lambda _done, _total: None
            ).text
            for path in made(folder)
            if ocr or "scan" not in path.name
        }


@pytest.fixture(scope="module")
def texts() -> Mapping[str, str]:
    return texts_of(SAMPLES)


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: str(case["question"]))
def test_the_evidence_is_in_one_document(texts: Mapping[str, str], case: dict[str, Any]) -> None:
    assert set(case["files"]) <= set(texts)
    assert case["found"] == bool(case["expect"]) == bool(case["quote"])
    if case["found"]:
        holders = [
            name
            for name in case["files"]
            if without_space(case["quote"]) in without_space(texts[name])
        ]
        assert [Path(name).name for name in holders] == [case["document"]]


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: str(case["question"]))
def test_the_question_does_not_give_the_answer_away(case: dict[str, Any]) -> None:
    assert not any(re.search(pattern, case["question"]) for pattern in case["expect"])


def test_the_script_makes_the_same_documents(tmp_path: Path, texts: Mapping[str, str]) -> None:
    subprocess.run([sys.executable, str(SAMPLES / "make.py"), str(tmp_path)], check=True)
    assert texts_of(tmp_path, ocr=False) == {
        name: text for name, text in texts.items() if "scan" not in name
    }
    assert made(tmp_path) == made(SAMPLES)


@pytest.mark.parametrize("status", [0, 1, 2])
def test_the_demo_fails_where_an_answer_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    command = tmp_path / "farside"
    command.write_text(f"#!/bin/sh\nexit {status}\n")
    command.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert subprocess.run([str(SAMPLES / "demo.sh")], capture_output=True).returncode == status
