from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.errors import InputError
from farside.lab.base import Case, Control, Given, LabCell, Language
from farside.lab.tasks.mrcr import KINDS, LANGUAGES, make, score


def count(text: str) -> int:
    return len(text) // 2


def case(
    kind: str = "4",
    language: Language = "en",
    length: int = 8000,
    repeat: int = 0,
    control: Control = "",
) -> Case:
    return make(LabCell("mrcr", kind, language, length, repeat=repeat, control=control), "", count)


def pieces(made: Case) -> list[str]:
    return [made.expected["piece"], *made.expected["others"]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_request_is_made_so_often_and_its_pieces_differ(kind: str, language: Language) -> None:
    made = case(kind, language)
    assert len(set(pieces(made))) == int(kind)
    assert all(made.context.count(piece) == 1 for piece in pieces(made))
    request = made.context[: made.context.index(made.expected["piece"])].split("\n\n")[-2]
    assert made.context.split("\n\n").count(request) == int(kind)


@pytest.mark.parametrize("repeat", range(12))
def test_the_ordinal_of_the_question_is_the_place_of_the_piece(repeat: int) -> None:
    made = case(repeat=repeat)
    order = sorted(pieces(made), key=made.context.index)
    ordinal = ("first", "second", "third", "fourth")[order.index(made.expected["piece"])]
    assert f"the {ordinal} " in made.question
    assert made.expected["prefix"] in made.question


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chat_fills_its_length(language: Language) -> None:
    assert 7600 <= count(case(language=language).context) <= 8000


def test_a_cell_makes_the_same_case_each_time_and_another_repeat_another() -> None:
    assert case() == case()
    assert case().expected != case(repeat=1).expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_reply_scores_100(language: Language) -> None:
    expected = case(language=language).expected
    result = score(expected, Given(f"{expected['prefix']} {expected['piece']}"))
    assert (result.value, result.verdict) == (100, "right")
    assert result.parts["other"] < 100


def test_the_score_can_fail() -> None:
    expected = case().expected
    assert score(expected, Given(expected["piece"])).value == 0
    assert score(expected, Given(f"Sure! {expected['prefix']} {expected['piece']}")).value == 0
    assert (
        score(expected, Given("There is no such poem in the chat, it is not mentioned.")).verdict
        == "refused"
    )
    assert (
        score(expected, Given(f"{expected['prefix']}{expected['piece']}", found=False)).verdict
        == "refused"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_reply_to_the_same_request_is_wrong(language: Language) -> None:
    expected = case(language=language).expected
    result = score(expected, Given(f"{expected['prefix']}{expected['others'][0]}"))
    assert result.verdict == "wrong"
    assert result.value < 80
    assert result.parts["other"] == 100


@given(st.text(max_size=300))
def test_a_score_is_from_0_to_100(text: str) -> None:
    expected = {
        "prefix": "aB3",
        "piece": "O quiet tapirs of the harbour,",
        "others": ["Come at dawn."],
    }
    assert 0 <= score(expected, Given(f"aB3{text}")).value <= 100


def test_controls_leave_out_the_other_turns_or_the_asked_ones() -> None:
    bare = case(control="no haystack")
    assert all(piece in bare.context for piece in pieces(bare))
    assert bare.context.count("Assistant:") == 4
    assert not any(piece in case(control="no needle").context for piece in pieces(bare))


@pytest.mark.parametrize(("kind", "length", "says"), [("3", 8000, "'3'"), ("8", 200, "200 tokens")])
def test_what_cannot_be_made_is_told(kind: str, length: int, says: str) -> None:
    with pytest.raises(InputError, match=says):
        case(kind, length=length)
