from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from farside.errors import InputError
from farside.lab.base import Control, Given, LabCell
from farside.lab.tasks import docqa
from farside.lab.tasks.docqa import DocumentQA, score
from farside.lab.tasks.docqa_files import read_cases

# Read now: a test has no settings of a person.
PUBLISHED = os.environ.get("FARSIDE_DATA", "")
BRIDGE = (
    "The bridge at Larkfield was built in 1881 by Odette Marsh. It is 210 metres long "
    "and made of iron."
)
CLAUSE = "The initial term of this agreement is five (5) years from the effective date."


def leval(source: str, pairs: Mapping[str, str], text: str = BRIDGE) -> dict[str, Any]:
    return {
        "input": text,
        "source": source,
        "evaluation": "f1",
        "instructions": [*pairs],
        "outputs": [*pairs.values()],
    }


LOOGLE = {
    "input": BRIDGE,
    "title": "Larkfield bridge",
    "qa_pairs": [
        {
            "Q": "Who built the bridge?",
            "A": "Odette Marsh.",
            "S": "The bridge was built in 1881 by Odette Marsh.",
        }
    ],
}
LONGBENCH = {
    "context": BRIDGE,
    "question": "What is it made of?",
    "choices": {"A": "wood", "B": "iron"},
    "answer": "B",
}
CMRC = {
    "data": [
        {
            "paragraphs": [
                {
                    "context": "石桥镇在河边。石桥建于1881年，全长二百一十米。",
                    "qas": [
                        {
                            "question": "石桥建于哪一年？",
                            "answers": [{"text": "1881年", "answer_start": 11}],
                        }
                    ],
                }
            ]
        }
    ]
}


def count(text: str) -> int:
    return len(text) // 2


def written(folder: Path, *rows: object, name: str = "a.jsonl") -> Path:
    (folder / name).write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8"
    )
    return folder


def expected(
    scored: str, *references: str, evidence: tuple[str, ...] = (), language: str = "en"
) -> dict[str, Any]:
    return {
        "references": [*references],
        "evidence": [*evidence],
        "scored": scored,
        "language": language,
        "name": "a",
    }


def test_every_format_becomes_cases(tmp_path: Path) -> None:
    rows = (
        leval("natural_question", {"when was the bridge built": "1881"}),
        leval("legal_contract_qa", {"How long is the term?": CLAUSE}, CLAUSE),
        leval("quality_raw", {"Who?\n (A) Ivo\n (B) Odette": "(B) Odette"}),
        leval("topic_retrieval", {"What is the first topic?": "The role of sports"}),
        LOOGLE,
        {
            **LOOGLE,
            "qa_pairs": [
                {
                    "Q": "In what order?",
                    "A": "2,1,3",
                    "S": ["It is 210 metres long."],
                    "type": "reorder",
                }
            ],
        },
        {**LOOGLE, "qa_pairs": repr(LOOGLE["qa_pairs"])},
        LONGBENCH,
    )
    written(tmp_path, *rows)
    written(tmp_path, CMRC, name="b.json")
    found = list(read_cases(tmp_path))
    assert [(one.kind, one.scored, one.references) for one in found] == [
        ("natural_question", "f1", ("1881",)),
        ("legal_contract", "f1", (CLAUSE,)),
        ("quality", "letter", ("B",)),
        ("topic_retrieval", "exact", ("The role of sports",)),
        ("loogle_short", "f1", ("Odette Marsh.",)),
        ("loogle_long", "exact", ("2,1,3",)),
        ("loogle_short", "f1", ("Odette Marsh.",)),
        ("longbench", "letter", ("B",)),
        ("cmrc", "f1", ("1881年",)),
    ]
    assert found[1].evidence == (CLAUSE,)
    assert found[4].name == "Larkfield bridge"
    assert found[7].question.endswith("(A) wood\n(B) iron")
    assert (found[8].language, found[8].evidence) == ("zh", ("石桥建于1881年，全长二百一十米。",))


def test_a_question_that_is_asked_twice_has_two_references(tmp_path: Path) -> None:
    row = {
        **leval("scientific_qa", {}),
        "instructions": ["How many?", "How many?"],
        "outputs": ["12", "twelve"],
    }
    assert [one.references for one in read_cases(written(tmp_path, row))] == [("12", "twelve")]


def test_a_line_separator_inside_a_text_is_no_line_end(tmp_path: Path) -> None:
    row = leval("natural_question", {"when": "1881"}, "one\u2028two")
    assert next(read_cases(written(tmp_path, row))).document == "one\u2028two"


@pytest.mark.parametrize(
    "broken",
    [
        {"text": "something"},
        ["a list"],
        leval("unheard_of", {"when": "1881"}),
        leval("quality_raw", {"Who?": "nobody at all"}),
        leval("natural_question", {"when": ""}),
        {**leval("natural_question", {"when": "1881"}), "outputs": ["1881", "1882"]},
        {**leval("natural_question", {"when": "1881"}), "input": 7},
        {**LOOGLE, "qa_pairs": "[{"},
        {**LOOGLE, "qa_pairs": [{"Q": "Who?", "A": "Odette"}, "none"]},
        {**LONGBENCH, "answer": "E"},
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, broken: object) -> None:
    written(tmp_path, leval("natural_question", {"when": "1881"}), broken)
    with pytest.raises(InputError, match=r"a\.jsonl, line 2: "):
        list(read_cases(tmp_path))


def test_what_is_no_json_or_no_utf8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"\n{broken")
    with pytest.raises(InputError, match=r"a\.jsonl, line 2: "):
        list(read_cases(tmp_path))
    file.write_bytes(b"\n\n\xff")
    with pytest.raises(InputError, match=r"a\.jsonl, line 3: "):
        list(read_cases(tmp_path))


@pytest.mark.parametrize(
    "data", ["{", '{"rows": []}', "[1]", '{"data": [{"paragraphs": [{"context": "a"}]}]}']
)
def test_a_broken_cmrc_file_is_named(tmp_path: Path, data: str) -> None:
    (tmp_path / "b.json").write_text(data, encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.json, (line|passage) 1"):
        list(read_cases(tmp_path))


def test_a_folder_without_cases_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no cases"):
        list(read_cases(tmp_path))
    with pytest.raises(InputError, match="no such file or folder"):
        list(read_cases(tmp_path / "nowhere"))


def made(folder: Path, kind: str, repeat: int = 0, length: int = 0, control: Control = "") -> str:
    cell = LabCell("docqa", kind, "en", length, repeat=repeat, control=control)
    return DocumentQA(folder).make(cell, "Another text.", count).context


def test_a_cell_is_a_case_by_its_number(tmp_path: Path) -> None:
    written(tmp_path, leval("natural_question", {"when": "1881", "who": "Odette"}), LOOGLE)
    task = DocumentQA(tmp_path)
    assert (task.KINDS, task.LANGUAGES) == (("natural_question", "loogle_short"), ("en",))
    case = task.make(LabCell("docqa", "natural_question", "en", 0, repeat=1), "", count)
    assert (case.context, case.question, case.expected["references"]) == (BRIDGE, "who", ["Odette"])
    assert json.loads(json.dumps(case.expected)) == case.expected
    assert (
        made(tmp_path, "loogle_short", control="no haystack")
        == "The bridge was built in 1881 by Odette Marsh."
    )
    assert made(tmp_path, "loogle_short", control="no needle") == "Another text."


def test_what_cannot_be_made_is_told(tmp_path: Path) -> None:
    written(tmp_path, leval("natural_question", {"when": "1881"}), LOOGLE)
    with pytest.raises(InputError, match="no repeat 1"):
        made(tmp_path, "natural_question", repeat=1)
    with pytest.raises(InputError, match="more than 20"):
        made(tmp_path, "natural_question", length=20)
    with pytest.raises(InputError, match="no evidence"):
        made(tmp_path, "natural_question", control="no haystack")


def test_the_module_alone_has_no_cases() -> None:
    with pytest.raises(InputError, match="--data"):
        docqa.make(LabCell("docqa", "loogle_short", "en", 0), "", count)


def test_a_file_is_taken_as_a_folder_is(tmp_path: Path) -> None:
    written(tmp_path, LOOGLE)
    assert list(read_cases(tmp_path / "a.jsonl")) == list(read_cases(tmp_path))


def test_f1_takes_the_best_reference_and_can_fail() -> None:
    wanted = expected("f1", "in 1881", "by Odette Marsh")
    assert score(wanted, Given("By Odette Marsh.")).value == 100
    assert 0 < score(wanted, Given("It was built by Odette Marsh.")).value < 100
    assert score(wanted, Given("It was built by Odette Marsh.")).verdict == "right"
    assert score(wanted, Given("nobody knows")).value == 0
    assert score(wanted, Given("nobody knows")).verdict == "wrong"
    assert score(wanted, Given("The text does not say.")).verdict == "refused"
    assert score(wanted, Given("By Odette Marsh", found=False)).value == 0


def test_an_answer_that_sounds_like_a_refusal_is_an_answer() -> None:
    clause = "The license does not include any right to sell the deposit materials"
    result = score(
        expected("f1", clause), Given("It does not include any right to sell the materials")
    )
    assert result.value > 50
    assert result.verdict == "partly"


def test_exact_match_can_fail() -> None:
    wanted = expected("exact", "2,1,3")
    assert score(wanted, Given("2,1,3")).value == 100
    assert score(wanted, Given("The order is 2, 1, 3.")).value == 100
    assert score(wanted, Given("2,1")).value == 0
    assert score(wanted, Given("3,1,2")).value == 0
    assert score(expected("exact", "The role of sports"), Given("the role of sports.")).value == 100
    assert score(expected("exact", "The role of sports"), Given("The role of art")).value == 0


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("B", True),
        ("(B) iron", True),
        ("B. It is made of iron", True),
        ("The answer is B because it is iron.", True),
        ("答案是B。", True),
        ("It is made of iron, which is (B).", True),
        ("A", False),
        ("A bridge of iron is (B).", True),
        ("(A) or (B)", False),
        ("iron", False),
        ("The answer is A or the answer is B", False),
        ("Both (A) and (B)", False),
        ("", False),
    ],
)
def test_the_letter_of_a_choice(text: str, right: bool) -> None:
    assert score(expected("letter", "B"), Given(text)).value == 100 * right


def test_a_refusal_is_right_where_there_is_no_answer() -> None:
    assert score(expected("f1", "Unanswerable"), Given("It is not stated.")).verdict == "right"
    assert score(expected("f1", "Unanswerable"), Given("", found=False)).value == 100
    assert score(expected("f1", "Unanswerable"), Given("All of them.")).value == 0


EVIDENCE = (
    "The bridge at Larkfield was built in 1881 by Odette Marsh.",
    "It is 210 metres long and made of iron.",
)


@pytest.mark.parametrize(
    ("quotes", "precision", "recall"),
    [
        (EVIDENCE, 100, 100),
        ((" ".join(EVIDENCE),), 100, 100),
        (EVIDENCE[:1], 100, 50),
        (("The bridge at  Larkfield was built in 1881, by Odette Marsh [es].",), 100, 50),
        ((EVIDENCE[0], "The ferry to Tervik leaves from pier fourteen."), 50, 50),
        (("The ferry to Tervik leaves from pier fourteen.",), 0, 0),
        (("The bridge",), 0, 0),
        (("It is",), 0, 0),
        ((), 0, 0),
    ],
)
def test_citations_have_precision_and_recall(
    quotes: tuple[str, ...], precision: float, recall: float
) -> None:
    parts = score(expected("f1", "1881", evidence=EVIDENCE), Given("1881", quotes=quotes)).parts
    assert (parts["citation precision"], parts["citation recall"]) == (precision, recall)


def test_quoting_everything_is_not_precise() -> None:
    document = " ".join(
        [*(f"In the year {n} nothing happened in the valley." for n in range(18)), *EVIDENCE]
    )
    parts = score(
        expected("f1", "1881", evidence=EVIDENCE), Given("1881", quotes=(document,))
    ).parts
    assert parts["citation recall"] == 100
    assert parts["citation precision"] == 10


def test_citations_in_chinese() -> None:
    wanted = expected("f1", "1881年", evidence=("石桥建于1881年，全长二百一十米。",), language="zh")
    parts = score(wanted, Given("1881年", quotes=("石桥建于 1881 年，全长二百一十米",))).parts
    assert (parts["citation precision"], parts["citation recall"]) == (100, 100)
    assert (
        score(wanted, Given("1881年", quotes=("渡船每天从码头出发三次。",))).parts[
            "citation recall"
        ]
        == 0
    )


def test_without_evidence_a_quote_may_hold_the_answer() -> None:
    assert (
        score(expected("f1", "1881"), Given("1881", quotes=("Built in 1881.",))).parts[
            "answer quoted"
        ]
        == 100
    )
    assert (
        score(expected("f1", "1881"), Given("1881", quotes=("Built in 18811.",))).parts[
            "answer quoted"
        ]
        == 0
    )


@pytest.mark.skipif(not PUBLISHED, reason="FARSIDE_DATA names no folder of published cases")
def test_the_published_folders_are_read_whole() -> None:
    found = [one for name in ("longqa", "papers-qa") for one in read_cases(Path(PUBLISHED, name))]
    assert {one.kind for one in found} == set(docqa.KINDS)
    for one in found[::50]:
        wanted = expected(one.scored, *one.references, evidence=one.evidence, language=one.language)
        assert score(wanted, Given(one.references[0], quotes=one.evidence)).value == 100


@pytest.mark.parametrize(
    ("reference", "text", "value"),
    [
        ("1,234", "1234", 100),
        ("1234", "It has 1,234 pages.", 100),
        ("3", "There were 3 in 1990", 100),
        ("1,234,567", "1234567 people", 100),
        ("3", "There were 13 in 1990", 0),
        ("3", "3.5", 0),
        ("1,234", "234", 0),
        ("234", "1,234", 0),
        ("2,1,3", "2, 1, 3", 100),
        ("2,1,3", "2, 3, 1", 0),
        ("2,1,3", "213", 0),
    ],
)
def test_numbers_alone(reference: str, text: str, value: float) -> None:
    assert score(expected("exact", reference), Given(text)).parts["exact"] == value
