"""Memory carried from window to window: bounded, grounded, and with the spans that it stands on."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.engine.base import Request
from farside.engine.scripted import ScriptedEngine
from farside.errors import EngineError, InputError
from farside.reading import answer, windows
from farside.reading.findings import list_sentences
from farside.reading.in_order import recurrent, summary
from farside.reading.in_order.recurrent import Memory, MemoryLine
from farside.reading.text.languages import LANGUAGES
from farside.types import Evidence, Progress, Span, Window, ignore
from tests.reading.reader import document, reader

count = reader().count_text
NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)


def noting(request: Request) -> str:
    """Copies the last sentence that it may point at, and points at it."""
    schema = (request.schema or {})["properties"]["sentences"]["items"]["properties"]["evidence"][
        "items"
    ]
    lines = dict(NUMBERED.findall(request.messages[-1].content))
    last = schema["maximum"]
    return json.dumps({"sentences": [{"text": lines[str(last)], "evidence": [last]}]})


def cut(text: str, limit: int = 150) -> tuple[Window, ...]:
    return windows.cut_windows([document(text, media_type="text/markdown")], limit, count)


STORY = "\n".join(
    f"In year {n} the keeper {chr(97 + n % 26)}nna{n} lit the lamp {n} times." for n in range(200)
)


def test_every_line_stands_on_a_sentence_and_the_memory_is_bounded() -> None:
    heard: list[Progress] = []
    made = cut(STORY)
    memory = recurrent.remember_windows(
        ScriptedEngine(noting),
        made,
        "",
        lambda event: heard.append(event) if isinstance(event, Progress) else None,
    )
    assert len(made) > recurrent.MOST_LINES
    assert 0 < len(memory.lines) <= recurrent.MOST_LINES
    assert all(line.evidence for line in memory.lines)
    assert all(piece.text.strip() in STORY for line in memory.lines for piece in line.evidence)
    assert heard[-1].done == heard[-1].total


def test_the_memory_reaches_the_next_window() -> None:
    seen: list[Request] = []

    def reply(request: Request) -> str:
        seen.append(request)
        return noting(request)

    recurrent.remember_windows(ScriptedEngine(reply), cut(STORY)[:3], "a child", ignore)
    first = json.loads(noting(seen[0]))["sentences"][0]["text"]
    assert "Notes so far" not in seen[0].messages[-1].content
    assert f"Notes so far:\n- {first}" in seen[1].messages[-1].content
    assert all("for a child" in request.messages[-1].content for request in seen)


@pytest.mark.parametrize(
    ("text", "pointed", "stands"),
    [
        ("The lamp weighs 12 tons.", 1, [1]),  # one off
        ("The lamp weighs 13 tons.", 2, None),  # a number of nowhere
        ("A whale swallowed all sailors quickly.", 2, None),  # hardly a word of the sentence
    ],
)
def test_a_note_is_held_to_its_sentences(text: str, pointed: int, stands: list[int] | None) -> None:
    (window,) = cut("The tower is old.\nThe lamp weighs 12 tons.\nNobody lives there.")
    engine = ScriptedEngine(
        lambda _: json.dumps({"sentences": [{"text": text, "evidence": [pointed]}]})
    )
    memory = recurrent.remember_windows(engine, [window], "", ignore)
    known = list_sentences(window)
    wanted = [] if stands is None else [[known[at][1] for at in stands]]
    assert [[piece.span for piece in line.evidence] for line in memory.lines] == wanted
    assert memory.dropped == (stands is None)


@given(st.integers(1, 60), st.integers(1, 40))
def test_stretches_take_every_sentence_once(sentences: int, words: int) -> None:
    text = "\n".join("word " * (1 + n % words) + f"{n}." for n in range(sentences))
    (window,) = cut(text, 7000)
    numbers = [
        n for first, last in recurrent.split_stretches(window) for n in range(first, last + 1)
    ]
    assert numbers == list(range(1, len(list_sentences(window)) + 1))


@given(st.integers(0, 90), st.booleans())
def test_a_full_memory_keeps_the_spans_of_what_it_puts_together(lines: int, writes: bool) -> None:
    doc = document("\n".join(f"Ship{n} sailed home." for n in range(90)))
    memory = Memory(
        tuple(
            MemoryLine(f"Ship{n} sailed home.", (Evidence(doc, Span(n, n + 1)),))
            for n in range(lines)
        )
    )

    def reply(request: Request) -> str:
        found = NUMBERED.findall(request.messages[-1].content)
        said = (
            [{"text": line, "evidence": [int(number)]} for number, line in found[:2]]
            if writes
            else []
        )
        return json.dumps({"sentences": said})

    bound = recurrent.bound_memory(ScriptedEngine(reply), memory)
    assert len(bound.lines) <= max(recurrent.MOST_LINES, 0)
    kept = {piece.span for line in bound.lines for piece in line.evidence}
    assert kept <= {Span(n, n + 1) for n in range(lines)}
    if not writes:  # nothing is forgotten by a bad reply
        assert len(kept) == lines


def test_a_server_without_schemas_is_named() -> None:
    with pytest.raises(EngineError, match="response_format json_schema"):
        recurrent.remember_windows(ScriptedEngine(lambda _: "Sure!"), cut("One. Two."), "", ignore)


def compose(memory: Memory, reply: str, words: int = 60) -> summary.WrittenSummary:
    return summary.compose_summary(
        ScriptedEngine(lambda _: reply), memory, words, "", LANGUAGES["en"]
    )


def two_lines() -> Memory:
    doc = document("The lamp weighs 12 tons.\nThe keeper is Ann.\n", media_type="text/markdown")
    lines = [("The lamp weighs 12 tons.", Span(0, 25)), ("The keeper is Ann.", Span(25, 44))]
    return Memory(tuple(MemoryLine(text, (Evidence(doc, span),)) for text, span in lines))


def test_a_summary_sentence_cites_the_sentence_that_carries_it() -> None:
    written = compose(
        two_lines(),
        json.dumps({"sentences": [{"text": "Ann is the keeper.", "evidence": [1]}]}),
        20,
    )
    assert [one.quote for one in written.citations] == ["The keeper is Ann."]
    assert [(one.citations, one.supported) for one in written.sentences] == [((1,), True)]


@pytest.mark.parametrize(
    "said", ["The lamp weighs 99 tons.", "The notes above mention a lamp of 12 tons."]
)
def test_what_does_not_stand_in_the_notes_gives_way_to_a_note(said: str) -> None:
    written = compose(two_lines(), json.dumps({"sentences": [{"text": said, "evidence": [1]}]}), 20)
    assert [one.text for one in written.sentences] == ["The lamp weighs 12 tons."]
    assert written.sentences[0].supported


def test_long_stretches_without_a_citation_are_gaps() -> None:
    doc = document("\n".join(f"Sentence number {n} is about the harbour." for n in range(100)))
    middle = doc.text.index("Sentence number 50")
    cited = answer.cite_piece(1, Evidence(doc, Span(middle, middle + 40)))
    (nothing,) = summary.find_gaps([doc], ())
    assert (nothing.start, nothing.end, nothing.begins[:17]) == (
        0,
        len(doc.text),
        "Sentence number 0",
    )
    before, after = summary.find_gaps([doc], [cited])
    assert (before.start, after.end) == (0, len(doc.text))
    assert before.end <= cited.start < cited.end <= after.start


@pytest.mark.parametrize("words", [0, 19, 1001])
def test_a_length_out_of_range_is_named(words: int) -> None:
    with pytest.raises(InputError, match=f"--length {words}"):
        compose(two_lines(), "{}", words)
