"""The commands that judge and write, as a person runs them, with a scripted model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.script import YES, run, script

OLD = "The hire begins on 2 May 2024.\n\nNotice is 30 days.\n\nHarbour fees are due.\n"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    file = tmp_path / "old.md"
    file.write_text(OLD)
    return file


def answers(folder: Path, words: str, reply: dict[str, Any] | list[Any]) -> str:
    return script(folder, [{"all": [words], "reply": reply}])


def test_a_timeline_on_the_screen_as_json_and_as_a_file(old: Path, tmp_path: Path) -> None:
    model = answers(
        tmp_path, "what happens on 2024-05-02", {"event": "The hire begins on 2 May 2024."}
    )
    status, printed, _ = run("timeline", old, "--model", model)
    assert (status, printed.decode().split("\t")[:2]) == (
        0,
        ["2024-05-02", "The hire begins on 2 May 2024."],
    )
    given = json.loads(run("timeline", old, "--model", model, "--json")[1])
    (event,) = given["events"]
    assert (event["day"], event["citation"]["quote"]) == (
        "2024-05-02",
        "The hire begins on 2 May 2024.",
    )
    status, printed, _ = run("timeline", old, "--model", model, "-o", tmp_path / "t.csv")
    assert (status, b"1 rows" in printed) == (0, True)
    assert "2024-05-02" in (tmp_path / "t.csv").read_text(encoding="utf-8-sig")


def test_a_text_without_dates_has_no_timeline(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Bells ring.\n")
    status, printed, _ = run("timeline", tmp_path / "a.md", "--model", script(tmp_path))
    assert (status, printed.strip()) == (1, b"No date stands in the documents")


def test_a_translation_is_written_with_what_is_doubtful(old: Path, tmp_path: Path) -> None:
    model = answers(
        tmp_path, "Translate the whole text", {"translation": "租赁期于2024年5月2日开始。"}
    )
    status, printed, _ = run(
        "translate", old, "--to", "zh", "-o", tmp_path / "t.txt", "--model", model
    )
    assert (status, b"3 paragraphs, 2 to be looked at" in printed) == (0, True)
    text = (tmp_path / "t.txt").read_text(encoding="utf-8")
    assert text.count("租赁期于2024年5月2日开始。") == 3
    assert "[?1] numbers are missing: 30" in text
    status, _, _ = run("translate", old, "--to", "zh", "-o", tmp_path / "t.html", "--model", model)
    assert (status, "Notice is 30 days." in (tmp_path / "t.html").read_text(encoding="utf-8")) == (
        0,
        True,
    )


def test_versions_and_a_comparison(old: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.md"
    new.write_text(OLD.replace("30", "60"))
    model = answers(tmp_path, "what changed", {"change": "Notice is 60 days."})
    given = json.loads(run("compare", old, new, "--versions", "--model", model, "--json")[1])
    (row,) = given["rows"]
    assert [cell["shown"] for cell in row["cells"]][:4] == [
        "changed",
        "Notice is 30 days.",
        "Notice is 60 days.",
        "30 → 60",
    ]
    status, printed, _ = run(
        "compare", old, new, "--aspects", "fees", "--model", model, "-o", tmp_path / "c.md"
    )
    assert (status, b"2 rows" in printed) == (0, True)


def test_a_rubric_is_written_edited_and_used(old: Path, tmp_path: Path) -> None:
    model = answers(tmp_path, "List at most", [{"name": "Harbour work", "sentence": 1}])
    rubric = tmp_path / "r.yaml"
    words = [
        "rank",
        old,
        "--for",
        "Harbour work is required, and two years of experience.",
        "--model",
        model,
    ]
    status, printed, _ = run(*words, "--write-rubric", rubric)
    assert (status, b"edit it" in printed) == (0, True)
    text = rubric.read_text(encoding="utf-8")
    assert "name: Harbour work\n  weight: 3" in text
    assert "experience: 2" in text
    rubric.write_text(text.replace("weight: 3", "weight: 5"), encoding="utf-8")
    given = json.loads(run("rank", old, "--rubric", rubric, "--model", model, "--json")[1])
    assert [column["about"] for column in given["columns"] if column["name"] == "Harbour work"] == [
        "0 to 4, weight 5"
    ]
    assert [row["document"] for row in given["rows"]] == ["old.md"]


def test_study_cards_on_the_screen_as_json_and_for_anki(old: Path, tmp_path: Path) -> None:
    asked = "When does the hire begin?"
    model = script(
        tmp_path,
        [
            {"all": ["front of a study card"], "reply": {"questions": [asked]}},
            {
                "all": [asked],
                "reply": {"answer": "2 May 2024", "sentences": [1]},
                "first_token": YES,
            },
        ],
    )
    words = ("summarise", old, "--form", "cards", "--model", model)
    status, printed, _ = run(*words)
    assert status == 0
    assert printed.decode().splitlines()[:2] == [asked, "  2 May 2024[1]"]
    (line,) = json.loads(run(*words, "--json")[1])["lines"]
    assert (line["head"], line["citations"][0]["quote"]) == (
        asked,
        "The hire begins on 2 May 2024.",
    )
    status, printed, _ = run(*words, "-o", tmp_path / "c.csv")
    assert (status, b"1 rows" in printed) == (0, True)
    assert (tmp_path / "c.csv").read_text(encoding="utf-8").splitlines()[2] == "#columns:Front,Back"


def test_what_no_sentence_answers_makes_no_question(old: Path, tmp_path: Path) -> None:
    model = answers(tmp_path, "Write one question", {"questions": ["Who is the mayor?"]})
    status, printed, said = run("summarise", old, "--form", "faq", "--model", model)
    assert (status, printed.strip()) == (
        1,
        b"Nothing was found that a sentence of the documents carries",
    )
    assert "1 of 1 questions that the model wrote were left out" in said


@pytest.mark.parametrize("words", [("--number", "5"), ("--form", "cards", "--number", "0")])
def test_a_number_that_means_nothing_is_refused(old: Path, words: tuple[str, ...]) -> None:
    status, _, said = run("summarise", old, *words)
    assert (status, "--number" in said) == (2, True)
