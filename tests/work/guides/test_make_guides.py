"""A guide says what a document is, and only shows questions that the document was found to
answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from farside.config import load
from farside.reading import windows
from farside.reading.prompts import for_guides
from farside.work.guides.guide import DOCUMENT_KINDS, Guide, group_by_kind
from farside.work.guides.make_guides import make_guides
from farside.work.session import Options
from tests.reading.reader import document
from tests.script import NO, YES, script

LETTER = (
    "# Notice of termination\n\nThe tenant Ann Bell ends the lease of the shop on 3 May 2026. "
    "The shop is handed over with both keys on that day. The deposit of the shop is paid back to "
    "the tenant within a month.\n"
)
ASKED, INVENTED = "When does the lease end?", "What colour are the keys?"
EMPTY = "What is the deposit of the shop?"


@pytest.fixture
def options(tmp_path: Path) -> Options:
    draft = {"answer": "3 May 2026", "sentences": [2]}
    rules = [
        {"all": ["What is the document above"], "reply": {"kind": "letter or email"}},
        {
            "all": ["What would a reader want to know?"],
            "reply": {"questions": [INVENTED, EMPTY, ASKED, ASKED]},
        },
        {"all": [INVENTED, "Proposed answer"], "reply": "No", "first_token": NO},
        {"all": [INVENTED], "reply": draft, "first_token": NO},
        {
            "all": [EMPTY],
            "reply": {"answer": "The deposit of the shop", "sentences": [4]},
            "first_token": YES,
        },
        {"all": [ASKED], "reply": draft, "first_token": YES},
    ]
    return Options(model=script(tmp_path, rules))


@pytest.mark.usefixtures("home")
def test_kind_title_sentences_and_only_questions_that_are_answered(
    options: Options, tmp_path: Path
) -> None:
    file = tmp_path / "letter.md"
    file.write_text(LETTER)
    (guide,) = make_guides([file], options, load())
    assert (guide.kind, guide.title) == ("letter", "Notice of termination")
    assert [one.quote in LETTER for one in guide.sentences] == [True] * len(guide.sentences)
    assert guide.sentences
    assert [(one.question, one.answer) for one in guide.questions] == [(ASKED, "3 May 2026")]
    assert "3 May 2026" in guide.questions[0].citation.quote


def test_documents_are_grouped_by_kind_and_a_task_fits_each() -> None:
    groups = group_by_kind(
        {"a": "other", "b": "CV", "c": "invoice", "d": "invoice", "e": "other", "f": "other"}
    )
    assert [(group.kind, group.action, group.documents) for group in groups] == [
        ("invoice", "expenses", ("c", "d")),
        ("CV", "ask", ("b",)),  # one alone cannot be ranked
        ("other", "ask", ("a", "e", "f")),
    ]


@pytest.mark.usefixtures("home")
def test_a_guide_is_made_once_and_has_the_name_of_today(options: Options, tmp_path: Path) -> None:
    file = tmp_path / "letter.md"
    file.write_text(LETTER)
    (first,) = make_guides([file], options, load())
    file.rename(tmp_path / "renamed.md")
    (second,) = make_guides([tmp_path / "renamed.md"], options, load())
    assert second.document == second.sentences[0].document == "renamed.md"
    assert second.questions[0].question == first.questions[0].question


@pytest.mark.usefixtures("home")
def test_what_all_documents_are_is_told_before_any_question_is_looked_for(
    options: Options, tmp_path: Path
) -> None:
    files = [tmp_path / "one.md", tmp_path / "two.md"]
    for n, file in enumerate(files):
        file.write_text(f"{LETTER} Copy {n}.")
    told: list[tuple[str, str, int, bool]] = []

    def hear(guide: Guide, whole: bool) -> None:
        told.append((guide.document, guide.kind, len(guide.questions), whole))

    made = make_guides(files, options, load(), on_guide=hear)
    outlines = [(file.name, "letter", 0, False) for file in files]
    wholes = [(file.name, "letter", 1, True) for file in files]
    assert told == [*outlines, *wholes]
    told.clear()
    assert make_guides(files, options, load(), on_guide=hear) == made
    assert told == wholes, "what is kept is told once"


@pytest.mark.usefixtures("home")
def test_an_outline_is_gone_on_with_and_the_kind_is_not_asked_again(
    options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "letter.md"
    file.write_text(LETTER)

    def interrupt(guide: Guide, whole: bool) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_guides([file], options, load(), on_guide=interrupt)
    monkeypatch.delattr(for_guides, "ask_kind")
    (guide,) = make_guides([file], options, load())
    assert (guide.kind, len(guide.questions)) == ("letter", 1)


@pytest.mark.usefixtures("home")
def test_replies_that_are_nothing_of_the_kind_make_a_guide_without_questions(
    tmp_path: Path,
) -> None:
    file = tmp_path / "letter.md"
    file.write_text(LETTER)
    (guide,) = make_guides([file], Options(model=script(tmp_path)), load())
    assert (guide.kind, guide.questions) == ("other", ())


def test_a_model_has_a_name_for_every_kind_in_both_languages() -> None:
    for text in ("The tenant pays.", "承租人支付租金。"):
        part = windows.cut_windows([document(text)], 100, len)[0]
        names = for_guides.kind_schema(part)["properties"]["kind"]["enum"]
        assert sorted(map(for_guides.name_kind, names)) == sorted(DOCUMENT_KINDS)
        assert for_guides.ask_kind(part)[-1].content
    assert for_guides.name_kind(["invoice or bill"]) == ""
