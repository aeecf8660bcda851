"""A cell is a fact only where the votes agree and code takes the value from its quote; else it says
why not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from farside.engine.scripted import Scripted, ScriptedEngine
from farside.errors import EngineError
from farside.reading.cost import calibration
from farside.types import UNMEASURED
from farside.work.tables import asking, columns, votes
from farside.work.tables.nouns import Cell, Day, Money
from tests.work.tables.made import document
from tests.work.tables.model import NO, YES, Reader

TEXT = """Rachel Green, backend engineer in Hannahmouth, rachel@example.com.

Notice period: 8 weeks. Expected salary: EUR 43,000.

She holds an MSc in Physics of Harris University, taken on 3 July 2015, and has worked for 11 years.

Skills

Go, Python, Kubernetes
"""


def cell(
    column: str,
    first: Any = None,
    again: Any = None,
    doubts: str = "",
    text: str = TEXT,
    pdf: bool = False,
) -> Cell:
    """The cell of one column of `TEXT`, as a model reads it twice: (value, words of the
    sentence)."""
    name = columns.parse_columns(column)[0].name
    said = {name: first or ("not stated", "")}
    model = Reader(said, {name: again} if again else {}, frozenset({doubts} - {""}))
    given = document(text, media_type="application/pdf" if pdf else "text/markdown")
    return asking.ask_cells(
        ScriptedEngine(model), given, columns.parse_columns(column), 2000, UNMEASURED
    )[0]


def test_what_a_label_says_is_a_fact_though_the_model_says_nothing() -> None:
    given = cell("notice period")
    assert (given.value, given.quote, given.flags) == ("8 weeks", "Notice period: 8 weeks.", ())
    assert cell("expected salary (money)").value == Money(Decimal(43000), "EUR")
    assert cell("skills (list)").value == ("Go", "Python", "Kubernetes")
    assert cell("email address").value == "rachel@example.com"
    assert cell("degree (BSc | MSc | PhD)").value == "MSc"


def test_a_heading_inside_of_a_sentence_labels_the_lines_below_it() -> None:
    """Pages of PDF files: a full line without a stop goes on in the next one."""
    text = (
        "MSc in Physics, Harris University, 2015\nSkills\nGo, Python,\nKubernetes\nLanguages\n"
        "Mandarin Chinese\n"
    )
    read = (["Go", "Python", "Kubernetes", "Mandarin Chinese"], "Go")
    for column, items in (
        ("skills (list)", ("Go", "Python", "Kubernetes")),
        ("languages (list)", ("Mandarin Chinese",)),
    ):
        given = cell(column, (list(items), "Go"), read, text=text, pdf=True)
        assert (given.value, given.flags) == (items, ())
        assert cell(column, read, text=text, pdf=True).flags


@pytest.mark.parametrize(
    ("first", "again", "value"),
    [
        ("MSc", "MSc in Physics", "MSc in Physics"),
        ("MSc in Physics", "MSc", "MSc in Physics"),
        ("Harris University, taken on 3 July 2015", "Harris University", "Harris University"),
    ],
)
def test_a_reading_that_is_a_part_of_the_other_one_is_no_other_reading(
    first: str, again: str, value: str
) -> None:
    given = cell("education", (first, "MSc"), (again, "MSc"))
    assert (given.value, given.flags) == (value, ())
    assert cell("education", (first, "MSc"), (again, "MSc"), doubts="education").flags == (
        votes.DOUBTED,
    )


@pytest.mark.parametrize("skills", ["Go, Python, Kubernetes", "Go\nPython\nKubernetes"])
def test_a_list_that_is_a_block_of_lines_is_not_doubted_for_one_that_runs_on(skills: str) -> None:
    text = f"李莉\n技能\n{skills}\n语言\nFrench\n西湖大学\n"
    block, runs_on = (
        (["Go", "Python", "Kubernetes"], "Go"),
        (["Python", "Go", "Kubernetes", "French"], "Go"),
    )
    for first, again in ((block, runs_on), (runs_on, block)):
        given = cell("skills (list)", first, again, text=text)
        assert (given.value, given.flags) == (("Go", "Python", "Kubernetes"), ())
    cut = (["Go", "Python"], "Go")
    assert "another reading" in cell("skills (list)", cut, block, text=text).flags[0]
    assert "another reading" in cell("skills (list)", (["Go"], "Go"), cut, text=text).flags[0]


def test_what_a_label_says_goes_on_in_a_wrapped_line() -> None:
    text = (
        "Senior engineer with a background in mathematics. Notice period: 0\nweeks.\n"
        "Expected salary: EUR 5\n"
    )
    assert cell("notice period", text=text, pdf=True).value == "0 weeks"


def test_a_heading_labels_what_stands_beside_it() -> None:
    text = (
        "Skills Go, Python\nLanguages Mandarin Chinese\nSkills in Go, Rust and Zig are "
        "not listed here.\n"
    )
    read = (["Go", "Python", "Mandarin Chinese"], "Go")
    assert cell("skills (list)", (["Go", "Python"], "Go"), read, text=text).flags == ()
    assert cell("languages (list)", (["Mandarin Chinese"], "Go"), read, text=text).flags == ()


def test_items_below_each_other_are_left_to_two_readings() -> None:
    text = "Skills\nGo\nPython\nLanguages\nEnglish\nAnn Green\n"
    given = cell("skills (list)", (["Go", "Python"], "Go"), text=text)
    assert (given.value, given.flags) == (("Go", "Python"), ())
    assert cell("skills (list)", (["Go", "Python"], "Go"), (["Go"], "Go"), text=text).flags


def test_a_reading_with_more_words_around_it_says_what_code_found() -> None:
    assert cell("email", ("hannahmouth|rachel@example.com", "Rachel")).flags == ()


def test_a_label_and_a_model_that_read_different_things_are_a_doubt() -> None:
    given = cell("notice period", ("11 years", "worked"))
    assert given.value == "8 weeks"
    assert "the model reads '11 years'" in given.flags[0]


def test_two_readings_that_agree_are_a_fact_with_the_sentence_they_stand_in() -> None:
    given = cell("name", ("rachel green", "Rachel"))
    assert given.flags == ()
    assert given.quote.startswith("Rachel Green, backend engineer")
    assert cell("experience (number)", ("11 years", "worked")).value == Decimal(11)
    assert cell("graduation (date)", ("3 July 2015", "MSc")).value == Day(2015, 7, 3)


@pytest.mark.parametrize(
    ("column", "first", "again", "doubts", "said"),
    [
        ("name", ("Rachel Green", "Rachel"), ("Harris", "MSc"), "", "another reading is 'Harris'"),
        ("name", ("Rachel Green", "Rachel"), ("not mentioned", ""), "", votes.ONE_VOTE),
        (
            "name",
            ("Rachel", "Rachel"),
            ("Green, backend", "Rachel"),
            "",
            "another reading is 'Green, backend'",
        ),
        ("name", ("Monica Geller", "Rachel"), None, "", votes.NOT_THERE),
        ("name", ("Rachel Green", "Rachel"), None, "name", votes.DOUBTED),
        ("age (number)", ("31", "Rachel"), None, "", votes.NOT_THERE),
        ("age (number)", ("11", "Rachel"), None, "", votes.ELSEWHERE),
        ("drives (yes/no)", ("yes", "Rachel"), None, "", votes.JUDGED),
        ("tools (list)", (["Python", "Rust"], "Go"), None, "", "do not stand in the text: Rust"),
        ("graduation (date)", ("long ago", "MSc"), None, "", "cannot be read as date"),
    ],
)
def test_every_doubt_is_said(column: str, first: Any, again: Any, doubts: str, said: str) -> None:
    assert said in " ".join(cell(column, first, again, doubts).flags)


def test_nothing_stated_is_an_empty_cell_without_a_flag() -> None:
    assert cell("nationality") == Cell()
    assert cell("国籍", ("未提及", "")) == Cell()


def test_a_list_is_joined_and_different_values_are_a_doubt_over_several_windows() -> None:
    filler = " ".join(f"Sentence {at} says nothing of it at all." for at in range(60))
    text = f"Employer: Acme Ltd.\n\n{filler}\n\nEmployer: Bolt Inc.\n"
    first = asking.ask_cells(
        ScriptedEngine(Reader({})),
        document(text),
        columns.parse_columns("employer"),
        200,
        UNMEASURED,
    )[0]
    assert first.value == "Acme Ltd"
    assert first.flags == ("other parts say 'Bolt Inc' (p. 1)",)
    assert [one.quote for one in first.sources] == ["Employer: Acme Ltd.", "Employer: Bolt Inc."]
    text = f"Tools: Go, Rust\n\n{filler}\n\nTools: rust, Zig\n"
    tools = asking.ask_cells(
        ScriptedEngine(Reader({})),
        document(text),
        columns.parse_columns("tools (list)"),
        200,
        UNMEASURED,
    )[0]
    assert (tools.value, tools.flags) == (("Go", "Rust", "Zig"), ())


def test_a_window_is_asked_for_all_columns_at_once_and_for_labelled_ones_once() -> None:
    model = Reader({"notice period": ("8 weeks", "Notice"), "name": ("Rachel Green", "Rachel")})
    asking.ask_cells(
        ScriptedEngine(model),
        document(TEXT),
        columns.parse_columns("name, notice period"),
        2000,
        UNMEASURED,
    )
    forms = [one for one in model.asked if one.schema]
    assert [list((one.schema or {})["properties"]) for one in forms] == [
        ["name", "notice period"],
        ["name"],
    ]
    assert len({one.messages[1].content[: one.messages[1].kept] for one in model.asked}) == 1


def test_many_columns_are_asked_in_groups_that_fit_a_reply() -> None:
    model = Reader({})
    wanted = columns.parse_columns(", ".join(f"list {at} (list)" for at in range(5)))
    asking.ask_cells(ScriptedEngine(model), document(TEXT), wanted, 2000, UNMEASURED)
    assert all(one.max_tokens <= 700 for one in model.asked)
    assert [len((one.schema or {})["properties"]) for one in model.asked] == [2, 2, 1] * 2


def test_a_reply_without_an_end_is_asked_for_in_halves() -> None:
    class Rambling(Reader):
        def __call__(self, request: Any) -> Any:
            reply = super().__call__(request)
            return "{ " * 900 if "b" in (request.schema or {}).get("properties", {}) else reply

    model = Rambling({"a": ("Rachel Green", "Rachel")})
    cells = asking.ask_cells(
        ScriptedEngine(model), document(TEXT), columns.parse_columns("a, b"), 2000, UNMEASURED
    )
    assert cells[0].value == "Rachel Green"
    assert votes.RAN_ON in cells[1].flags


def test_an_engine_that_keeps_to_no_schema_fails_with_the_remedy() -> None:
    with pytest.raises(EngineError, match="response_format"):
        asking.ask_cells(
            ScriptedEngine(lambda _: "Sure! Here you are."),
            document(TEXT),
            columns.parse_columns("name"),
            2000,
            UNMEASURED,
        )


def test_a_long_document_is_asked_where_the_gate_or_a_label_calls_for_it() -> None:
    class Gated(Reader):
        def __call__(self, request: Any) -> Any:
            prompt = request.messages[-1].content
            if "Does the text above state the employer?" in prompt:
                self.asked.append(request)
                return Scripted("Yes", YES if "works for Acme" in prompt else NO)
            return super().__call__(request)

    filler = " ".join(f"Sentence {at} says nothing of it at all." for at in range(80))
    text = f"{filler}\n\nAnn works for Acme.\n\n{filler}\n\nTown: Ferry\n"
    model = Gated({"employer": ("Acme", "works for")})
    engine = ScriptedEngine(model)
    cells = asking.ask_cells(
        engine,
        document(text),
        columns.parse_columns("employer, town"),
        200,
        calibration.packaged_calibration("qwen2.5-1.5b"),
    )
    assert [(cell.value, cell.flags) for cell in cells] == [("Acme", ()), ("Ferry", ())]
    gates = [
        one
        for one in model.asked
        if "Does the text above state the employer?" in one.messages[-1].content
    ]
    filled = [one for one in model.asked if one.schema and "employer" in one.schema["properties"]]
    assert len(gates) > 8
    assert len(filled) == 2


def test_doubts_of_one_window_do_not_touch_what_another_one_states() -> None:
    sure, doubt = Cell("Acme", "Acme"), Cell("Zed", "Zed", (), (votes.ONE_VOTE,))
    assert asking.merge_cells(columns.parse_columns("employer")[0], [doubt, sure, Cell()]) == sure
    tools = columns.parse_columns("tools (list)")[0]
    joined = asking.merge_cells(
        tools, [Cell(("Go",), "Go"), Cell(("go", "Zig"), "go; Zig", (), (votes.ONE_VOTE,))]
    )
    assert (joined.value, joined.flags) == (("Go",), ("perhaps also Zig",))
