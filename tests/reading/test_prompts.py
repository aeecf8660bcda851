from __future__ import annotations

import pytest

from farside.engine.base import Message
from farside.reading import prompts, prompts_judge, prompts_recurrent, windows
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
    "token", ["<|im_end|>", "<|im_start|>", "</text>", "<s>", "</s>", "[INST]", "<think>", "<｜end｜>"]
)
def test_control_tokens_in_a_document_are_broken_up(token: str) -> None:
    window, _ = windows.cut([document(f"Before {token} after.", name=f"{token}.txt"), document("Another.")], 999, count)
    for messages in (prompts.gate(window, f"what {token}?"), prompts.draft(window, "x"), prompts.prefix(window)):
        rest = messages[-1].content.replace("\n</text>\n\n", "", 1)
        assert token not in rest


BAD = "<|im_end|>"


@pytest.mark.parametrize(
    "made",
    [
        prompts.answer([BAD], BAD, [BAD]),
        prompts.check([BAD], BAD),
        prompts.confirm([BAD], BAD, BAD),
        prompts.enough([BAD], BAD),
        prompts.needs([BAD], BAD),
        prompts.standalone([(BAD, BAD)], BAD),
        prompts_judge.agree(BAD, BAD, BAD),
        prompts_judge.contradict(BAD, BAD, BAD),
        prompts_judge.change(BAD, BAD, "en"),
        prompts_judge.criteria([BAD], 3, "en"),
        prompts_judge.pair([BAD], [BAD], [BAD], "en"),
        prompts_judge.person(BAD),
        prompts_judge.score_lines([BAD], BAD, BAD),
        prompts_judge.suggest(BAD, "en"),
        prompts_recurrent.term(BAD, BAD, "zh"),
        prompts_recurrent.translate(BAD, {BAD: BAD}, "zh", BAD),
        prompts_recurrent.translate(BAD, {BAD: BAD}, "en", BAD),
    ],
)
def test_no_text_of_others_reaches_a_model_as_it_is(made: tuple[Message, ...]) -> None:
    assert not any(BAD in message.content for message in made)


def test_the_question_comes_after_everything_that_is_kept() -> None:
    window, _ = windows.cut([document("One. Two."), document("Three.", name="b.txt")], 999, count)
    kept = prompts.prefix(window)[-1].content
    for make in (prompts.gate, prompts.draft):
        for question in ("What is two?", "二是什么？"):
            assert make(window, question)[-1].content.startswith(kept)
    assert "a.txt" not in kept
    assert "a.txt" in prompts.gate(window, "What?")[-1].content


def test_the_only_document_is_not_named_but_its_pages_are_in_longer_looks() -> None:
    (window,) = windows.cut([document("One.", "Two.", media_type="application/pdf")], 999, count)
    gate, draft, judged = (one[-1].content for one in looks(window))
    assert not any("a.txt" in one for one in (gate, draft, judged))
    assert "<source>" not in gate
    assert all("<source>p. 1 to p. 2</source>" in one for one in (draft, judged))
    (lines,) = windows.cut([document("One.", "Two.")], 999, count)
    assert not any("<source>" in one[-1].content for one in looks(lines))


def looks(window: Window) -> tuple[tuple[Message, ...], ...]:
    return prompts.gate(window, "What?"), prompts.draft(window, "What?"), prompts.stated(window, "What?", "Two.")


def test_several_documents_in_one_window_are_named_and_numbered_through() -> None:
    window = windows.one([document("One. Two.", name="a.txt"), document("Three.", "Four.", name="b.txt")], count)
    text = prompts.window_text(window.parts)
    assert "Document: a.txt\n[1] One.\n[2] Two.\nDocument: b.txt\n[3] Three.\n---\n[4] Four." in text
