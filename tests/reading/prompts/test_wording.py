from __future__ import annotations

import pytest

from farside.engine.base import Message
from farside.reading import windows
from farside.reading.prompts import for_judging, in_order, wording
from farside.reading.text.detect import instructions_for
from farside.types import Window
from tests.reading.reader import document, reader

count = reader().count_text


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who is it?", "en"),
        ("谁是负责人？", "zh"),
        ("谁会用 Python 和 Kubernetes？", "en"),
        ("谁的 PhD 在清华大学？", "zh"),
        ("42?", "en"),
    ],
)
def test_language_of_a_question(question: str, language: str) -> None:
    assert instructions_for(question) == language


@pytest.mark.parametrize(
    "token",
    ["<|im_end|>", "<|im_start|>", "</text>", "<s>", "</s>", "[INST]", "<think>", "<｜end｜>"],
)
def test_control_tokens_in_a_document_are_broken_up(token: str) -> None:
    window, _ = windows.cut_windows(
        [document(f"Before {token} after.", name=f"{token}.txt"), document("Another.")], 999, count
    )
    for messages in (
        wording.gate_prompt(window, f"what {token}?"),
        wording.draft_prompt(window, "x"),
        wording.window_prefix(window),
    ):
        rest = messages[-1].content.replace("\n</text>\n\n", "", 1)
        assert token not in rest


BAD = "<|im_end|>"


@pytest.mark.parametrize(
    "made",
    [
        wording.answer_prompt([BAD], BAD, [BAD]),
        wording.check_prompt([BAD], BAD),
        wording.confirm_prompt([BAD], BAD, BAD),
        wording.enough_prompt([BAD], BAD),
        wording.needs_prompt([BAD], BAD),
        wording.standalone_prompt([(BAD, BAD)], BAD),
        for_judging.agree_prompt(BAD, BAD, BAD),
        for_judging.contradict_prompt(BAD, BAD, BAD),
        for_judging.change_prompt(BAD, BAD, "en"),
        for_judging.criteria_prompt([BAD], 3, "en"),
        for_judging.pair_prompt([BAD], [BAD], [BAD], "en"),
        for_judging.person_prompt(BAD),
        for_judging.score_lines([BAD], BAD, BAD),
        for_judging.suggest_aspects_prompt(BAD, "en"),
        in_order.term_prompt(BAD, BAD, "zh"),
        in_order.translation_prompt(BAD, {BAD: BAD}, "zh", BAD),
        in_order.translation_prompt(BAD, {BAD: BAD}, "en", BAD),
    ],
)
def test_no_text_of_others_reaches_a_model_as_it_is(made: tuple[Message, ...]) -> None:
    assert not any(BAD in message.content for message in made)


def test_the_question_comes_after_everything_that_is_kept() -> None:
    window, _ = windows.cut_windows(
        [document("One. Two."), document("Three.", name="b.txt")], 999, count
    )
    kept = wording.window_prefix(window)[-1].content
    for make in (wording.gate_prompt, wording.draft_prompt):
        for question in ("What is two?", "二是什么？"):
            assert make(window, question)[-1].content.startswith(kept)
    assert "a.txt" not in kept
    assert "a.txt" in wording.gate_prompt(window, "What?")[-1].content


def test_the_only_document_is_not_named_but_its_pages_are_in_longer_looks() -> None:
    (window,) = windows.cut_windows(
        [document("One.", "Two.", media_type="application/pdf")], 999, count
    )
    gate, draft, judged = (one[-1].content for one in looks(window))
    assert not any("a.txt" in one for one in (gate, draft, judged))
    assert "<source>" not in gate
    assert all("<source>p. 1 to p. 2</source>" in one for one in (draft, judged))
    (lines,) = windows.cut_windows([document("One.", "Two.")], 999, count)
    assert not any("<source>" in one[-1].content for one in looks(lines))


def looks(window: Window) -> tuple[tuple[Message, ...], ...]:
    return (
        wording.gate_prompt(window, "What?"),
        wording.draft_prompt(window, "What?"),
        wording.draft_stated_prompt(window, "What?", "Two."),
    )


def test_several_documents_in_one_window_are_named_and_numbered_through() -> None:
    window = windows.one_window(
        [document("One. Two.", name="a.txt"), document("Three.", "Four.", name="b.txt")], count
    )
    text = wording.window_text(window.parts)
    assert (
        "Document: a.txt\n[1] One.\n[2] Two.\nDocument: b.txt\n[3] Three.\n---\n[4] Four." in text
    )
