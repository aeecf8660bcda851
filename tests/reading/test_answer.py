"""An answer's sentences and what they stand on: numbered as they are mentioned, cut from the
document, told only beside something that stands, and never lost where evidence fills several
prompts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.engine.base import Request
from farside.engine.scripted import ScriptedEngine
from farside.errors import EngineError
from farside.reading import answer
from farside.reading.answer import WantedAnswer, compose_answer, nothing_beside
from farside.reading.findings import Finding, WindowDraft, make_notes
from farside.reading.grounding.notes import Note
from farside.reading.prompts import wording
from farside.reading.scan import Visit
from farside.types import (
    USUAL_AIDS,
    Aids,
    Citation,
    Document,
    Evidence,
    Part,
    Sentence,
    Span,
    Window,
)
from tests.reading.reader import document

ASKED = "What grows in the garden?"
PLANTS = ("roses", "cherries", "lavender", "pumpkins", "spinach", "barley", "chestnuts", "violets")
Reply = Callable[[Request], str]


def sentence(plant: str) -> str:
    return f"In that garden {plant} grow beside the western wall."


def found(
    text: str, number: int = 0, draft: str = "", gate: float = 0.0, score: float | None = 0.0
) -> Finding:
    """A window of one document whose only sentence is its evidence."""
    made = document(text, name=f"{number}.txt")
    span = made.pages[0].span
    window = Window(number, (Part(made, (span,)),), 20, among=2)
    visit = Visit(window, ASKED, gate)
    return Finding(visit, WindowDraft(draft or text, (0,)), score, (Evidence(made, span),))


def findings(*plants: str) -> list[Finding]:
    return [found(sentence(plant), number, plant) for number, plant in enumerate(plants)]


def written(*sentences: tuple[str, Sequence[int]]) -> str:
    return json.dumps({"sentences": [{"text": text, "evidence": n} for text, n in sentences]})


def composed(
    known: Sequence[Finding], reply: Reply, window: int = 8192, aids: Aids | None = None
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...], list[str]]:
    """The answer, its citations, and what was heard of it while it was written."""
    heard: list[str] = []
    engine = ScriptedEngine(reply, window=window)
    wanted = WantedAnswer(ASKED, aids=aids or USUAL_AIDS)
    said, cited = compose_answer(engine, known, wanted, heard.append, nothing_beside)
    return said, cited, heard


def test_without_evidence_the_model_is_not_asked() -> None:
    def reply(request: Request) -> str:
        raise AssertionError(request)

    assert composed([], reply) == ((), (), [])


def test_citations_are_numbered_as_they_are_mentioned_and_cut_from_the_document() -> None:
    known = findings("roses", "cherries", "lavender")
    reply = written(
        ("There lavender grows by the western wall.", [3]),
        ("Beside the western wall roses grow.", [1]),
        ("Lavender grows in that garden beside the wall.", [3]),
    )
    said, cited, heard = composed(known, lambda _: reply, aids=Aids(drop_repeats=False))
    assert [one.citations for one in said] == [(1,), (2,), (1,)]
    assert [(one.n, one.document, one.quote) for one in cited] == [
        (1, "2.txt", sentence("lavender")),
        (2, "0.txt", sentence("roses")),
    ]
    assert heard == [answer.show_sentence(one) for one in said]
    assert heard[1] == "Beside the western wall roses grow. [2]"


def test_what_points_at_the_wrong_sentence_is_cited_where_it_stands() -> None:
    said, cited, _ = composed(
        [found("Roses bloom early."), *findings("cherries")],
        lambda _: written(("Cherries grow beside the western wall.", [1])),
    )
    assert [one.supported for one in said] == [True]
    assert [one.quote for one in cited] == [sentence("cherries")]


def test_what_stands_on_nothing_is_told_beside_what_stands_and_marked() -> None:
    reply = written(("Elephants sleep under 90 palm trees.", [1]), ("Roses grow there.", [1]))
    said, cited, heard = composed(findings("roses"), lambda _: reply)
    assert [(one.supported, one.citations) for one in said] == [(False, ()), (True, (1,))]
    assert heard == ["Elephants sleep under 90 palm trees. (unsupported)", "Roses grow there. [1]"]
    assert len(cited) == 1


def test_where_nothing_stands_nothing_is_told_and_nothing_heard() -> None:
    reply = written(("Elephants sleep under 90 palm trees.", [1]), ("Rivers froze.", [1]))
    assert composed(findings("roses"), lambda _: reply) == ((), (), [])


@pytest.mark.parametrize("numbers", [[], [0], [99], ["1"], None, "1", [-1]])
def test_numbers_of_no_sentence_are_no_evidence(numbers: object) -> None:
    reply = json.dumps({"sentences": [{"text": "Roses grow there.", "evidence": numbers}]})
    assert composed(findings("roses"), lambda _: reply) == ((), (), [])


# a model that does not do as it was told


@pytest.mark.parametrize("reply", ["", "Roses grow there.", '{"sentences": []}', "[]", "{}"])
def test_a_reply_of_another_form_names_the_model_and_the_remedy(reply: str) -> None:
    with pytest.raises(EngineError, match=r"scripted did not write .* response_format json_schema"):
        composed(findings("roses"), lambda _: reply)


def test_a_reply_that_is_cut_before_its_first_sentence_leaves_the_quotations() -> None:
    said, cited, heard = composed(
        findings("roses", "cherries"), lambda _: '{"sentences": [{"text": "R' + " and so on" * 500
    )
    assert [one.text for one in said] == [sentence("roses"), sentence("cherries")]
    assert [one.quote for one in cited] == [one.text for one in said]
    assert heard == [answer.show_sentence(one) for one in said]


def test_a_reply_that_only_repeats_the_question_leaves_the_quotations() -> None:
    said, _, _ = composed(findings("roses"), lambda _: written((ASKED, [1])))
    assert [one.text for one in said] == [sentence("roses")]


def test_a_model_that_begins_to_repeat_itself_is_not_heard_to_its_end() -> None:
    once = ("Roses grow beside the western wall.", [1])
    more = ("Cherries grow beside the western wall.", [2])
    said, _, heard = composed(findings("roses", "cherries"), lambda _: written(once, once, more))
    assert [one.text for one in said] == [once[0]]
    assert len(heard) == 1
    kept, _, _ = composed(
        findings("roses", "cherries"),
        lambda _: written(once, once, more),
        aids=Aids(drop_repeats=False),
    )
    assert [one.text for one in kept] == [once[0], once[0], more[0]]


# more evidence than one prompt takes


def room_for(lines: int) -> int:
    """The smallest window whose prompt takes so many lines of evidence."""
    notes = make_notes(findings(*PLANTS))[:lines]
    prompt = wording.answer_prompt([one.line for one in notes], ASKED)
    return ScriptedEngine(quoting).count_prompt(prompt) + answer.MOST_TOKENS


def quoting(request: Request) -> str:
    """Says of each plant that it grows there, and points at its line."""
    lines = re.findall(r"^\[(\d+)\] (.*)$", request.messages[-1].content, re.MULTILINE)
    said = [
        (f"{plant.capitalize()} grow beside the western wall.", [int(number)])
        for number, line in lines
        for plant in PLANTS
        if plant in line.lower()
    ]
    return written(*said)


def test_evidence_that_fills_several_prompts_is_all_told_with_its_own_citations() -> None:
    asked: list[int] = []

    def reply(request: Request) -> str:
        asked.append(request.messages[-1].content.count("\n["))
        return quoting(request)

    said, cited, heard = composed(findings(*PLANTS), reply, window=room_for(4))
    assert len(asked) > 1
    assert sum(asked) >= len(PLANTS)
    by_number = {one.n: one.quote for one in cited}
    assert {by_number[n] for one in said for n in one.citations} == set(map(sentence, PLANTS))
    for one in said:
        (plant,) = (plant for plant in PLANTS if plant in one.text.lower())
        assert [by_number[n] for n in one.citations] == [sentence(plant)]
    assert heard == [answer.show_sentence(one) for one in said]


def test_evidence_of_a_group_that_says_nothing_of_its_own_is_not_lost() -> None:
    def reply(request: Request) -> str:
        if (
            "spinach" in request.messages[-1].content
            and "roses" not in request.messages[-1].content
        ):
            return written(("Elephants sleep under 90 palm trees.", [1]))
        return quoting(request)

    _, cited, _ = composed(findings(*PLANTS), reply, window=room_for(4))
    assert {sentence("roses"), sentence("cherries")} <= {one.quote for one in cited}


# what belongs to the answer beside what it cites


def test_what_stands_beside_the_evidence_follows_in_its_own_words() -> None:
    known, other = findings("roses"), found("- lavender by the gate", 7).evidence[0]

    def beside(cited: Sequence[Evidence], told: str) -> list[Evidence]:
        assert [one.text for one in cited] == [known[0].evidence[0].text]
        assert told == "Roses grow there."
        return [other, known[0].evidence[0]]

    reply = written(("Elephants sleep.", [1]), ("Roses grow there.", [1]))
    heard: list[str] = []
    said, cited = compose_answer(
        ScriptedEngine(lambda _: reply), known, WantedAnswer(ASKED), heard.append, beside
    )
    assert [one.text for one in said][:2] == ["Roses grow there.", "lavender by the gate"]
    assert [one.n for one in cited] == [1, 2]  # what is cited already has its number
    assert cited[1].document == "7.txt"
    assert all(one.supported for one in said)


# what the windows proposed


def test_the_best_proposals_are_told_to_the_model_each_once() -> None:
    known = [
        found(sentence("roses"), 0, "roses", gate=1.0),
        found(sentence("roses"), 1, "Roses!", gate=3.0),
        found(sentence("lavender"), 2, "lavender", gate=2.0),
    ]
    assert answer.proposed_answers(known) == ("Roses!", "lavender")


def test_too_many_proposals_are_no_help_unless_nobody_judged_them() -> None:
    judged = findings(*PLANTS[:4])
    assert answer.proposed_answers(judged[:3]) == PLANTS[:3]
    assert answer.proposed_answers(judged) == ()
    unjudged = [found(sentence(one), n, one, score=None) for n, one in enumerate(PLANTS[:4])]
    assert answer.proposed_answers(unjudged) == PLANTS[:3]


def test_what_repeats_our_own_prompt_is_no_proposal() -> None:
    echo = "Answer the question from the text above alone, in a few words"
    assert answer.proposed_answers([found(sentence("roses"), 0, echo)]) == ()


# the closest places


def test_the_closest_places_are_the_strongest_each_once_and_three_at_most() -> None:
    known = [found(sentence(one), n, one, gate=float(n)) for n, one in enumerate(PLANTS)]
    places = answer.closest_places([*known, known[-1]])
    assert [one.n for one in places] == [1, 2, 3]
    assert [one.quote for one in places] == [sentence(one) for one in PLANTS[:-4:-1]]
    assert answer.closest_places([]) == ()


def test_of_equally_close_places_that_with_the_question_s_words_stands_first() -> None:
    others = [found(f"Box {n} stands on the shelf.", n) for n in (1, 2, 3)]
    named = found("The box from the garden stands on the shelf.", 4)
    (first, *_) = answer.closest_places([*others, named])
    assert first.document == "4.txt"


# quotations


@settings(max_examples=30)
@given(st.text(" \n\tab.é中", min_size=1).filter(str.strip), st.text(" \n", max_size=4))
def test_a_quotation_is_the_text_at_its_place_without_blanks_around_it(
    middle: str, blanks: str
) -> None:
    text = f"{blanks}{middle}{blanks}"
    made = document(text, "second page")
    span = made.pages[0].span
    cited = answer.cite_piece(4, Evidence(made, span))
    assert cited.quote == made.text[cited.start : cited.end]
    assert cited.quote == cited.quote.strip() != ""
    assert span.start <= cited.start < cited.end <= span.end
    assert (cited.n, cited.page, cited.label) == (4, 1, "p. 1")


# a reply that is still growing

_TEXTS = st.text('abé中 "\\{}[],', max_size=12)
_SENTENCES = st.lists(st.tuples(_TEXTS, st.lists(st.integers(1, 3), max_size=3)), max_size=4)


@given(_SENTENCES, st.integers(0, 300))
@settings(max_examples=40)
def test_what_was_whole_of_a_growing_reply_stays_as_it_was_heard(
    sentences: list[tuple[str, list[int]]], at: int
) -> None:
    notes = [Note(one.evidence[0].text, (n,)) for n, one in enumerate(findings(*PLANTS[:3]))]
    reply = written(*sentences)
    whole = list(answer.complete_sentences(reply, notes, ASKED))
    begun = list(answer.complete_sentences(reply[:at], notes, ASKED))
    assert begun == whole[: len(begun)]
    said = [" ".join(text.split()) for text, _ in sentences]
    assert [one.text for one in whole] == [one for one in said if one]


def test_a_document_of_several_windows_is_cited_at_the_page_of_its_sentence() -> None:
    made: Document = document("First page.", sentence("roses"))
    span = made.pages[1].span
    visit = Visit(Window(0, (Part(made, (span,)),), 20), ASKED, 1.0)
    known = Finding(visit, WindowDraft("roses", (0,)), 1.0, (Evidence(made, span),))
    _, (cited,), _ = composed([known], lambda _: written(("Roses grow there.", [1])))
    assert (cited.page, cited.label, cited.quote) == (2, "p. 2", sentence("roses"))
    assert Span(cited.start, cited.end).of(made.text) == sentence("roses")
