from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from farside.errors import InputError
from farside.lab.base import Case, Control, Given, LabCell, Language
from farside.lab.tasks.manyshot import KINDS, LANGUAGES, CmrcManyShot, make, score

# Read now: a test has no settings of a person.
PUBLISHED = os.environ.get("FARSIDE_DATA", "")


def count(text: str) -> int:
    return len(text) // 2


def cell(
    kind: str, language: Language = "en", length: int = 8000, repeat: int = 0, control: Control = ""
) -> LabCell:
    return LabCell("manyshot", kind, language, length, repeat=repeat, control=control)


def case(
    kind: str, language: Language = "en", length: int = 8000, repeat: int = 0, control: Control = ""
) -> Case:
    return make(cell(kind, language, length, repeat, control), "", count)


def examples(made: Case) -> int:
    return len(made.context.split("\n\n")) - 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS[:-1])
def test_there_are_as_many_examples_as_the_kind_says(kind: str, language: Language) -> None:
    assert examples(case(kind, language)) == int(kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_max_fills_the_length(language: Language) -> None:
    made = case("max", language)
    assert 7800 <= count(made.context) <= 8000
    assert examples(made) > 64


def test_more_examples_begin_with_the_fewer_whatever_is_asked() -> None:
    assert case("64").context.startswith(case("16").context)
    assert case("16", repeat=5).context == case("16").context
    assert len({case("16", repeat=repeat).question for repeat in range(10)}) > 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_is_no_example(language: Language) -> None:
    context = case("max", language).context
    for repeat in range(40):
        ticket = case("0", language, repeat=repeat).question.split("\n\n")[1].splitlines()[0]
        assert ticket not in context


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_labels_mean_another_thing_with_another_seed(language: Language) -> None:
    def means(seed: int) -> list[str]:
        made = [
            LabCell("manyshot", "0", language, 500, repeat=repeat, seed=seed)
            for repeat in range(20)
        ]
        return [make(one, "", count).expected["label"] for one in made]

    assert means(1) != means(2)


def test_the_right_label_scores_100() -> None:
    expected = case("4").expected
    for text in (
        expected["label"],
        f" {expected['label'].upper()}.",
        f"Label: {expected['label']}",
    ):
        assert score(expected, Given(text)).value == 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_score_can_fail(language: Language) -> None:
    expected = case("4", language).expected
    other = next(label for label in expected["labels"] if label != expected["label"])
    assert score(expected, Given(other)).verdict == "wrong"
    assert score(expected, Given("")).value == 0
    assert score(expected, Given(f"{expected['label']}, {other}")).value == 0
    assert score(expected, Given(", ".join(expected["labels"]))).value == 0
    assert score(expected, Given(expected["label"], found=False)).verdict == "refused"


def test_a_label_inside_another_word_does_not_count() -> None:
    assert score({"label": "mave", "labels": ["mave", "zorp"]}, Given("mavericks")).value == 0


def test_without_needle_the_labels_alone_are_told() -> None:
    assert case("16", control="no needle").context == case("0").context


@pytest.mark.parametrize(
    ("kind", "length", "says"), [("5", 8000, "'5'"), ("64", 400, "64 examples")]
)
def test_what_cannot_be_made_is_told(kind: str, length: int, says: str) -> None:
    with pytest.raises(InputError, match=says):
        case(kind, length=length)


def cmrc(folder: Path, number: int) -> Path:
    entries = [
        {
            "paragraphs": [
                {
                    "context": f"第{n}座桥建于{1800 + n}年。桥长{n}百米。",
                    "qas": [
                        {
                            "question": f"第{n}座桥建于哪一年？",
                            "answers": [{"text": f"{1800 + n}年", "answer_start": 5}],
                        }
                    ],
                }
            ]
        }
        for n in range(10, 10 + number)
    ]
    file = folder / "cmrc.json"
    file.write_text(json.dumps({"data": entries}), encoding="utf-8")
    return file


def test_cmrc_asks_about_passages_that_are_no_examples(tmp_path: Path) -> None:
    task = CmrcManyShot(cmrc(tmp_path, 40))
    made = [task.make(cell("16", "zh", repeat=repeat), "", count) for repeat in range(10)]
    assert len({one.context for one in made}) == 1
    assert made[0].context.count("答案：") == 16
    assert all(one.question.split("\n\n")[1].splitlines()[0] not in one.context for one in made)
    assert examples(task.make(cell("max", "zh"), "", count)) == 30
    assert task.score(made[0].expected, Given(made[0].expected["answers"][0] + "。")).value == 100
    assert task.score(made[0].expected, Given("七百米")).value == 0
    assert task.score(made[0].expected, Given("", found=False)).verdict == "refused"


def test_cmrc_with_too_few_passages_is_told(tmp_path: Path) -> None:
    task = CmrcManyShot(cmrc(tmp_path, 8))
    with pytest.raises(InputError, match="fewer than 16"):
        task.make(cell("16", "zh"), "", count)
    with pytest.raises(InputError, match="repeat 2"):
        task.make(cell("4", "zh", repeat=2), "", count)
    with pytest.raises(InputError, match="'en'"):
        task.make(cell("4", "en"), "", count)


@pytest.mark.skipif(not PUBLISHED, reason="FARSIDE_DATA names no folder of published cases")
def test_cmrc_as_published() -> None:
    task = CmrcManyShot(Path(PUBLISHED, "longqa", "cmrc2018_dev_zh.json"))
    assert examples(task.make(cell("64", "zh", length=40_000), "", count)) == 64
