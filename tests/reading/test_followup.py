"""What a question still needs: asked where something may be missing. What later rounds found counts
only where it answers the question that was asked."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.errors import EngineError
from farside.reading.findings import Finding, WindowDraft
from farside.reading.followup import choose_findings, find_needed
from farside.reading.manner import MOST_NEEDED
from farside.reading.rounds import Scanned
from farside.reading.scan import Query, Visit
from farside.reading.steps import PLAIN, Kept
from farside.types import Aids, Calibration, Event, Evidence, Part, Progress, Usage, Window, ignore
from tests.reading.reader import document
from tests.work.desks import certain

ASKED = "Where was the builder of the bridge born?"
NEEDED = "Where was Ada Holm born?"
BRIDGE = "The bridge was built by Ada Holm."
BORN = "Ada Holm was born in Porto."
OTHER = "The weather was fine."
KNOWN = Calibration(margin=0.5, stated=0.0)


def window(number: int, text: str) -> Window:
    made = document(text, name=f"{number}.txt")
    return Window(number, (Part(made, (made.pages[0].span,)),), 20, among=3)


WINDOWS = tuple(window(number, text) for number, text in enumerate((BRIDGE, BORN, OTHER)))


def found(number: int, asked: str, checked: float | None, gate: float = 0.0) -> Finding:
    one = WINDOWS[number]
    evidence = Evidence(one.parts[0].document, one.parts[0].sentences[0])
    draft = WindowDraft(evidence.text, (0,))
    return Finding(Visit(one, asked, gate), draft, 0.0, (evidence,), checked)


def scanned(asked: str, number: int, *known: Finding) -> Scanned:
    return Scanned(Query(asked, number), known, (), Usage(), {})


class Model:
    """Says whether what it is shown is enough, and what it needs else; notes what it was asked."""

    def __init__(self, enough: bool = False, needs: object = (NEEDED,), window: int = 8192) -> None:
        self.enough = enough
        self.needs = needs if isinstance(needs, str) else json.dumps(needs)
        self.asked: list[Request] = []
        self.engine = ScriptedEngine(self.reply, window=window)

    def reply(self, request: Request) -> str | Scripted:
        self.asked.append(request)
        if request.alternatives:
            return certain(request.alternatives[0 if self.enough else 1], request.alternatives)
        return self.needs

    @property
    def kinds(self) -> list[str]:
        return ["enough" if one.alternatives else "needs" for one in self.asked]


def needed(model: Model, *known: Scanned, windows: Sequence[Window] = WINDOWS) -> object:
    return {
        text: one.texts
        for text, one in find_needed(
            model.engine, windows, {ASKED: known}, KNOWN, ignore, PLAIN
        ).items()
    }


# what to look for next


def test_where_something_was_found_more_is_looked_for_unless_it_is_enough() -> None:
    first = scanned(ASKED, 1, found(0, ASKED, 1.0))
    model = Model()
    assert needed(model, first) == {ASKED: (NEEDED,)}
    assert model.kinds == ["enough", "needs"]
    assert BRIDGE in model.asked[-1].messages[-1].content
    done = Model(enough=True)
    assert needed(done, first) == {ASKED: ()}
    assert done.kinds == ["enough"]


def test_where_the_first_round_found_nothing_the_nearest_places_name_what_is_needed() -> None:
    weak = [found(0, ASKED, -3.0, gate=2.0), found(2, ASKED, -3.0, gate=-2.0)]
    model = Model(enough=True)
    assert needed(model, scanned(ASKED, 1, *weak)) == {ASKED: (NEEDED,)}
    assert model.kinds == ["needs"]  # what found nothing is not asked whether it is enough
    assert needed(Model(), scanned(ASKED, 1)) == {}  # nothing came near


def test_a_later_round_that_found_nothing_ends_the_search() -> None:
    first = scanned(ASKED, 1, found(0, ASKED, 1.0))
    model = Model()
    assert needed(model, first, scanned(NEEDED, 2, found(1, NEEDED, -3.0))) == {}
    assert model.asked == []


def test_what_was_asked_already_is_not_looked_for_again() -> None:
    rounds = (
        scanned(ASKED, 1, found(0, ASKED, 1.0)),
        scanned(NEEDED, 2, found(1, NEEDED, 1.0)),
    )
    model = Model(needs=[NEEDED, "Who is she?", "  Who\n is she? "])
    assert needed(model, *rounds) == {ASKED: ("Who is she?",)}


def test_a_text_that_was_seen_whole_needs_nothing_and_neither_does_a_model_that_cannot_judge() -> (
    None
):
    first = scanned(ASKED, 1, found(0, ASKED, 1.0))
    model = Model()
    assert needed(model, first, windows=WINDOWS[:1]) == {}
    unsure = Calibration(margin=0.5, stated=0.0, aids=Aids(judges=False))
    assert find_needed(model.engine, WINDOWS, {ASKED: [first]}, unsure, ignore, PLAIN) == {}
    assert model.asked == []


def test_how_far_it_is_is_told_and_what_it_took_is_counted() -> None:
    model, told = Model(), list[Event]()
    known = {
        ASKED: [scanned(ASKED, 1, found(0, ASKED, 1.0))],
        OTHER: [scanned(OTHER, 1, found(2, OTHER, 1.0))],
    }
    given = find_needed(model.engine, WINDOWS, known, KNOWN, told.append, PLAIN)
    progress = [one for one in told if isinstance(one, Progress)]
    assert [(one.stage, one.done, one.total) for one in progress] == [
        ("follow", 0, 2),
        ("follow", 1, 2),
        ("follow", 2, 2),
    ]
    assert all(one.usage.completion_tokens > 0 for one in given.values())
    assert all(one.usage.prompt_tokens > 0 for one in given.values())


# what the model names


@pytest.mark.parametrize(
    ("reply", "texts"),
    [
        ('["A?", "B?", "C?", "D?"]', ("A?", "B?", "C?")),
        ('["", "  ", "A?"]', ("A?",)),
        ("[]", ()),
        ('["A?", "A?"]', ("A?",)),
        ('["Wer hat \\"Ada\\"\\ngekannt?"]', ('Wer hat "Ada" gekannt?',)),
        ('["A?", "B' + " and so on" * 300, ("A?",)),
        ('["an unfinished' + " and so on" * 300, ()),
    ],
)
def test_whole_questions_are_taken_and_three_at_most(reply: str, texts: tuple[str, ...]) -> None:
    assert len(texts) <= MOST_NEEDED
    assert needed(Model(needs=reply), scanned(ASKED, 1, found(0, ASKED, 1.0))) == {ASKED: texts}


@pytest.mark.parametrize(
    "reply", ["", "Who?", "{}", '{"needs": []}', "[1]", '["A?", null]', '"A?"']
)
def test_a_reply_of_another_form_names_the_model_and_the_remedy(reply: str) -> None:
    with pytest.raises(EngineError, match=r"scripted was asked for a list .* json_schema"):
        needed(Model(needs=reply), scanned(ASKED, 1, found(0, ASKED, 1.0)))


def test_of_more_lines_than_a_prompt_takes_the_first_are_shown() -> None:
    many = [found(number, ASKED, 1.0) for number in range(3)]
    model = Model(window=420)
    assert needed(model, scanned(ASKED, 1, *many)) == {ASKED: (NEEDED,)}
    shown = model.asked[-1].messages[-1].content
    assert BRIDGE in shown
    assert OTHER not in shown


# which findings an answer is written from


def chosen(model: Model, *rounds: Scanned) -> list[tuple[int, str]]:
    picked, usage = choose_findings(model.engine, KNOWN, rounds, PLAIN)
    assert (usage.prompt_tokens > 0) == bool(model.asked)
    return [(one.visit.window.index, one.visit.question) for one in picked]


def test_what_the_first_round_found_is_taken_without_another_question() -> None:
    model = Model()
    rounds = (
        scanned(ASKED, 1, found(0, ASKED, 1.0), found(2, ASKED, -1.0)),
        scanned(NEEDED, 2, found(1, NEEDED, 1.0)),
    )
    assert chosen(model, *rounds) == [(0, ASKED), (1, NEEDED)]
    assert model.asked == []


@pytest.mark.parametrize("enough", [True, False])
def test_what_answers_a_question_of_the_models_own_counts_only_where_all_is_enough(
    enough: bool,
) -> None:
    """The place that led there is told with it: it gave the name that the question lacks."""
    model = Model(enough=enough)
    rounds = (
        scanned(ASKED, 1, found(0, ASKED, -1.0), found(2, ASKED, -1.0)),
        scanned(NEEDED, 2, found(1, NEEDED, 1.0)),
    )
    assert chosen(model, *rounds) == ([(0, ASKED), (1, NEEDED)] if enough else [])
    (request,) = model.asked
    shown = request.messages[-1].content
    assert BRIDGE in shown
    assert BORN in shown
    assert OTHER not in shown  # it gave no later question a word
    assert f"Question: {ASKED}\n" in shown


def test_where_no_round_found_anything_nobody_is_asked() -> None:
    model = Model()
    assert chosen(model, scanned(ASKED, 1, found(0, ASKED, -1.0)), scanned(NEEDED, 2)) == []
    assert model.asked == []


def test_a_model_that_cannot_judge_is_not_asked_what_is_enough() -> None:
    model = Model()
    unsure = Calibration(margin=0.5, stated=0.0, aids=Aids(judges=False))
    first = scanned(ASKED, 1, found(0, ASKED, None))
    picked, usage = choose_findings(model.engine, unsure, [first], PLAIN)
    assert [one.visit.window.index for one in picked] == [0]
    assert model.asked == []
    assert usage.prompt_tokens == 0


# a job that goes on


class Kepts:
    """Steps of an earlier life: what they gave is not computed again."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.kept: dict[str, list[Kept]] = {}

    def each(self, name, items, work):  # type: ignore[no-untyped-def]
        self.names.append(name)
        if name not in self.kept:
            self.kept[name] = [json.loads(json.dumps(work(one))) for one in items]
        return iter(self.kept[name])


def test_what_was_named_in_an_earlier_life_is_not_asked_again() -> None:
    first = scanned(ASKED, 1, found(0, ASKED, 1.0))
    steps, model = Kepts(), Model()
    given = find_needed(model.engine, WINDOWS, {ASKED: [first]}, KNOWN, ignore, steps)
    again = Model(needs="not asked")
    assert find_needed(again.engine, WINDOWS, {ASKED: [first]}, KNOWN, ignore, steps) == given
    assert again.asked == []
    assert steps.names == ["follow", "follow"]
