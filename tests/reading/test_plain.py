"""Plain replies with numbers in brackets: read as JSON is, with fewer tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.tokens import kind_of
from farside.engine.base import Message, Request
from farside.engine.llama_client import LlamaClient
from farside.engine.machine import Running
from farside.engine.scripted import ScriptedEngine
from farside.reading import plain, question
from farside.reading.cost import plan
from farside.reading.cost.model_profile import ModelProfile
from farside.reading.cost.predict import Profile
from farside.types import UNMEASURED, USUAL_AIDS, Answer, ignore
from tests.reading.reader import document, is_plain, read, reader

SENTENCES = ("One of them.", "Claudia Wells played her.", "Three.", "Four.")


@pytest.mark.parametrize(
    ("reply", "words", "pointed"),
    [
        (" Claudia Wells [2]", "Claudia Wells", (1,)),
        (" Claudia Wells [2][4].", "Claudia Wells.", (1, 3)),
        ("Answer: Claudia Wells (2, 4)", "Claudia Wells", (1, 3)),
        ("答案：威尔斯［2］", "威尔斯", (1,)),
        # Cut at its token limit, within its numbers.
        ("Claudia Wells [2, 3", "Claudia Wells", (1, 2)),
        ("Claudia Wells [", "Claudia Wells", ()),
        # A number that no sentence has points at nothing; a year in round brackets is answer.
        ("Claudia Wells [9]", "Claudia Wells", ()),
        ("Back to the Future (1985) [2]", "Back to the Future (1985)", (1,)),
        # Who points and says nothing means the sentence.
        ("[2]", "Claudia Wells played her.", (1,)),
        ("", "", ()),
        ("\n Claudia Wells [2]\nMore of it [3]", "Claudia Wells", (1,)),
    ],
)
def test_a_draft_is_words_and_numbers(reply: str, words: str, pointed: tuple[int, ...]) -> None:
    draft = plain.read_draft(reply, SENTENCES)
    assert (draft.text, draft.pointed) == (words, pointed)


def test_an_answer_is_cut_after_the_numbers_of_each_sentence() -> None:
    reply = (
        "She was played by Wells [1][2]. In 1985 [3], it cost $19 (net). [2, 4]\n"
        "Wells came back (1989) and left. (1, 3, 5)\nNo more."
    )
    assert list(plain.split_answer(reply, True, 4)) == [
        ("She was played by Wells", [1, 2]),
        ("In 1985", [3]),
        ("it cost $19 (net).", [2, 4]),
        ("Wells came back (1989) and left.", [1, 3, 5]),
        ("No more.", []),
    ]


@given(st.lists(st.tuples(st.sampled_from(SENTENCES), st.lists(st.integers(1, 30), min_size=1))))
def test_a_growing_answer_never_takes_a_sentence_back(made: list[tuple[str, list[int]]]) -> None:
    reply = " ".join(f"{words} {''.join(f'[{n}]' for n in numbers)}" for words, numbers in made)
    whole = list(plain.split_answer(reply, True, 30))
    assert whole == made
    for end in range(len(reply)):
        begun = list(plain.split_answer(reply[:end], False, 30))
        assert begun == whole[: len(begun)]


FILLER = "The weather was fine and nothing happened that day in the harbour of the town. "
NEEDLE = "The maintenance code is 7351-QX. "


def ask(engine: ScriptedEngine, plainly: bool, retells: bool = False) -> Answer:
    pages = [FILLER * 12 + (NEEDLE if page == 4 else "") + FILLER * 3 for page in range(7)]
    known = replace(UNMEASURED, aids=replace(USUAL_AIDS, plain=plainly, retells=retells))
    asked = ["What is the maintenance code?"]
    measured = ModelProfile("scripted", calibration=known)
    made = plan.make_plan(engine, [document(*pages)], asked, "scan", 300, Profile(), measured)
    (answer,) = question.ask_questions(engine, made, asked, ignore)
    return answer


def test_a_plain_reply_gives_the_same_answer_with_fewer_tokens() -> None:
    seen: list[Request] = []
    as_json, plainly = ask(reader("7351"), False), ask(reader("7351", seen=seen), True)
    assert plainly.citations == as_json.citations
    assert [one.quote for one in plainly.citations] == [NEEDLE.strip()]
    assert plainly.text == as_json.text
    assert plainly.usage.completion_tokens < 0.75 * as_json.usage.completion_tokens
    assert not any(one.schema for one in seen)


@pytest.mark.parametrize("plainly", [False, True])
def test_what_all_windows_say_is_the_answer_where_that_helps(plainly: bool) -> None:
    seen: list[Request] = []
    answer = ask(reader("7351", seen=seen), plainly, retells=True)
    assert [one.quote for one in answer.citations] == [NEEDLE.strip()]
    assert "7351" in answer.text
    assert "answer" not in map(kind_of, seen), "nothing is written anew"
    assert "answer" in map(kind_of, asked_of(plainly))


def asked_of(plainly: bool) -> list[Request]:
    seen: list[Request] = []
    ask(reader("7351", seen=seen), plainly)
    return seen


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Nothing of the sort.",
        "The code is 9999-AB [1].",
        "The code is 7351-QX.",
        "The code is 7351-QX (1).",
    ],
)
def test_a_plain_answer_is_held_against_its_evidence(written: str) -> None:
    """What no evidence carries is not told; words find the evidence where the model names none."""

    def reply(request: Request) -> Any:
        given = read(request, lambda line: "7351" in line)
        drafts = request.stop == plain.STOP
        return written if is_plain(request) and not drafts else given

    answer = ask(ScriptedEngine(reply), True)
    if "7351" in written or not written:
        assert [one.quote for one in answer.citations] == [NEEDLE.strip()]
    else:
        assert not answer.found
        assert "9999" not in answer.text


def test_a_begun_reply_stands_behind_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its tokens are the last ones, whatever the server makes of a last message of the
    assistant's."""
    client = LlamaClient(Running(0, 0.0, "http://127.0.0.1:1", "", "fake", ""))

    def post(path: str, body: Mapping[str, Any]) -> Any:
        if path == "/apply-template":
            messages = cast(list[dict[str, str]], body["messages"])
            assert [one["role"] for one in messages] == ["user"]
            return {"prompt": f"<u>{messages[0]['content']}</u><a>"}
        return {"tokens": [ord(sign) for sign in str(body["content"])]}

    monkeypatch.setattr(client, "_post", post)
    asked = (Message("user", "text? ", kept=5), Message("assistant", "Answer:"))
    prompt = client.prompt(asked)
    client.close()
    assert "".join(map(chr, prompt.tokens)) == "<u>text? </u><a>Answer:"
    assert prompt.kept == len("<u>text?")
