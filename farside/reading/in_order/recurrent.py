"""The `recurrent` strategy: windows in order, with a bounded written memory carried from one to the
next.

The model writes notes and points at sentence numbers; code keeps spans, moves a note to the
sentences that carry its words, and drops one that holds a number of none. When the memory is full,
neighbouring notes are written as fewer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from farside.engine.base import Engine, Prefilled, Reply, Request
from farside.errors import EngineError
from farside.reading import answer
from farside.reading.findings import list_sentences
from farside.reading.grounding import content, languages, support
from farside.reading.grounding.notes import Note
from farside.reading.grounding.repeats import drop_repeats
from farside.reading.prompts import in_order
from farside.reading.steps import PLAIN, Kept, OnTokens, Steps, step_through
from farside.reading.text import bm25, salience
from farside.types import Evidence, Notify, Sentence, Window

# Notes that the memory may have: about 700 tokens, a quarter of a usual window.
MOST_LINES = 20
# When the memory is full, groups of this many neighbouring notes become this many.
_GROUP, _FEWER = 4, 2
# A window is noted in stretches of about this many tokens, with at most this many notes each.
_STRETCH_TOKENS = 350
_A_STRETCH = 2
_NOTE_TOKENS = 90
# Notes of the memory that a window is shown.
_SHOWN = 8
# A note in the language of its sentences must share this much of its words with them.
_CARRIED = 0.6

State = TypeVar("State")
Work = Callable[[State, Window, OnTokens], Kept]
Take = Callable[[State, Window, Kept], State]


@dataclass(frozen=True, slots=True)
class MemoryLine:
    """One line of the memory and the sentences it stands on. `level` counts how often it was
    written anew."""

    text: str
    evidence: tuple[Evidence, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    """The notes that are carried on: `lines` in the order of the text. `dropped` counts notes that
    code found nothing for."""

    lines: tuple[MemoryLine, ...] = ()
    dropped: int = 0


def carry_state(
    windows: Sequence[Window],
    first: State,
    work: Work[State],
    take: Take[State],
    notify: Notify,
    steps: Steps = PLAIN,
) -> State:
    """The state after the last window. `work` asks about one window with the state so far, as a
    step that is done once; `take` puts what it gave into the state."""
    state = first

    def one(window: Window, on_tokens: OnTokens) -> Kept:
        return work(state, window, on_tokens)

    for window, kept in zip(
        windows, step_through(windows, "recurrent", one, notify, steps), strict=True
    ):
        state = take(state, window, kept)
    return state


def hear_reply(engine: Engine, request: Request, on_tokens: OnTokens) -> Reply:
    """The whole reply; `on_tokens` hears how much of the prompt is computed."""
    for event in engine.stream(request):
        if isinstance(event, Prefilled):
            on_tokens(event.done)
        elif isinstance(event, Reply):
            return event
    raise EngineError(
        f"{engine.model} ended without a reply; run 'farside engine stop' and ask again"
    )


def remember_windows(
    engine: Engine, windows: Sequence[Window], reader: str, notify: Notify, steps: Steps = PLAIN
) -> Memory:
    """Notes on all windows, for a reader in plain words (or ""), never more than `MOST_LINES`."""

    def work(memory: Memory, window: Window, on_tokens: OnTokens) -> Kept:
        return write_notes(engine, window, memory, reader, on_tokens)

    def take(memory: Memory, window: Window, kept: Kept) -> Memory:
        return bound_memory(engine, _added(memory, window, kept))

    return carry_state(windows, Memory(), work, take, notify, steps)


def write_notes(
    engine: Engine, window: Window, memory: Memory, reader: str, on_tokens: OnTokens
) -> Kept:
    """The step of one window: new notes, with indexes into the window's sentences."""
    known = list_sentences(window)
    notes = [Note(span.of(document.text), (at,)) for at, (document, span) in enumerate(known)]
    told = [line.text for line in memory.lines]
    found: list[Kept] = []
    texts = [note.text for note in notes]
    for first, last in split_stretches(window):
        chosen = [at + 1 for at in salience.choose_salient(texts, first - 1, last, _A_STRETCH)]
        request = Request(
            in_order.notes_prompt(window, told[-_SHOWN:], chosen, reader),
            max_tokens=_A_STRETCH * _NOTE_TOKENS,
            schema=in_order.notes_schema(first, last, len(chosen), least=len(chosen)),
        )
        reply = hear_reply(engine, request, on_tokens)
        written = drop_repeats(answer.complete_sentences(reply.text, notes, ""), known=told)
        if not written and reply.finish_reason == "stop" and '"text"' not in reply.text:
            raise schema_error(engine, reply)
        found += [_kept(one, notes) for one in written]
        told += [one.text for one in written]
    return {"notes": found}


def _kept(sentence: Sentence, notes: Sequence[Note]) -> Kept:
    """A note with the sentences it stands on; their own words where it puts several numbers in
    another order."""
    stands = notes_behind(sentence, notes)
    source = " ".join(" ".join(notes[at].text.split()) for at in stands)
    text = sentence.text if not stands or support.keeps_order(sentence.text, source) else source
    return {"text": text, "sentences": list(stands)}


def split_stretches(window: Window) -> list[tuple[int, int]]:
    """The window's sentences in runs of about equal length, as the first and last number of each.
    Asked for notes on a whole window, a small model writes about its beginning."""
    known = list_sentences(window)
    count = min(len(known), max(1, round(window.tokens / _STRETCH_TOKENS)))
    total = sum(len(span) for _, span in known)
    found: list[tuple[int, int]] = []
    first, used = 1, 0
    for number, (_, span) in enumerate(known, 1):
        used += len(span)
        if used * count >= total * (len(found) + 1) or number == len(known):
            found.append((first, number))
            first = number + 1
    return found


def schema_error(engine: Engine, reply: Reply) -> EngineError:
    """The error for a server that does not keep to a schema."""
    return EngineError(
        f"{engine.model} did not write in the form asked for, but {reply.text[:80]!r}; "
        "the server must support response_format json_schema"
    )


def notes_behind(sentence: Sentence, notes: Sequence[Note]) -> tuple[int, ...]:
    """Indexes of the notes that a sentence stands on; none where they carry too little of its
    words.

    Sentences in another language than their notes share few words with them: of these only numbers
    are compared.
    """
    if not sentence.supported:
        return ()
    source = " ".join(notes[at].text for at in sentence.citations)
    if languages.is_foreign(sentence.text, source):
        return sentence.citations
    said = set(bm25.split_words(sentence.text))
    if len(content.share_words(said, bm25.split_words(source))) < _CARRIED * len(said):
        return ()
    return sentence.citations


def _added(memory: Memory, window: Window, kept: Kept) -> Memory:
    """The memory with a window's notes, in the order of the sentences they stand on."""
    known = list_sentences(window)
    stands = [one for one in kept["notes"] if one["sentences"]]
    ordered = sorted(stands, key=lambda one: min(one["sentences"]))
    lines = tuple(
        MemoryLine(one["text"], tuple(Evidence(*known[at]) for at in one["sentences"]))
        for one in ordered
    )
    return Memory(memory.lines + lines, memory.dropped + len(kept["notes"]) - len(stands))


def bound_memory(engine: Engine, memory: Memory, most: int = MOST_LINES) -> Memory:
    """The memory with at most `most` lines: the notes that were written anew least often, the
    oldest first, become fewer."""
    while len(memory.lines) > most:
        starts = range(0, len(memory.lines) - _FEWER)
        at = min(
            starts,
            key=lambda start: (
                max(line.level for line in memory.lines[start : start + _GROUP]),
                start,
            ),
        )
        group = memory.lines[at : at + _GROUP]
        fewer = _condensed(engine, group)
        memory = replace(memory, lines=memory.lines[:at] + fewer + memory.lines[at + _GROUP :])
    return memory


def _condensed(engine: Engine, group: Sequence[MemoryLine]) -> tuple[MemoryLine, ...]:
    """Two lines that say what these say. Where the model does not manage, their texts are put side
    by side: nothing is forgotten by a bad reply."""
    lines = [line.text for line in group]
    request = Request(
        in_order.condense_prompt(lines, _FEWER),
        max_tokens=_FEWER * _NOTE_TOKENS,
        schema=in_order.notes_schema(1, len(lines), _FEWER),
    )
    reply = hear_reply(engine, request, lambda _: None)
    notes = [Note(line.text, (at,)) for at, line in enumerate(group)]
    level = max(line.level for line in group) + 1
    found = []
    for one in drop_repeats(answer.complete_sentences(reply.text, notes, "")):
        stands = notes_behind(one, notes)
        if stands:
            found.append(MemoryLine(one.text, pieces_behind([group[at] for at in stands]), level))
    if len(found) == _FEWER:
        return tuple(found)
    half = (len(group) + 1) // 2
    return tuple(_joined(part, level) for part in (group[:half], group[half:]) if part)


def _joined(group: Sequence[MemoryLine], level: int) -> MemoryLine:
    return MemoryLine(" ".join(line.text for line in group), pieces_behind(group), level)


def pieces_behind(lines: Iterable[MemoryLine]) -> tuple[Evidence, ...]:
    """The sentences behind these lines, each once, in the order of the lines."""
    known = {(piece.document.id, piece.span): piece for line in lines for piece in line.evidence}
    return tuple(known.values())


def carrying_pieces(sentence: Sentence, found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Of the evidence `found` behind the notes that a sentence names, choose the pieces that carry
    its words, in order; all of them where words cannot tell (another language)."""
    notes = [Note(piece.text, (at,)) for at, piece in enumerate(found)]
    said = set(bm25.split_words(sentence.text))
    shared = [len(said & set(bm25.split_words(note.text))) for note in notes]
    if not any(shared):
        return tuple(found)
    best = [at for at in range(len(notes)) if 2 * shared[at] >= max(shared)]
    return tuple(found[at] for at in support.choose_notes(sentence.text, best, notes, ""))
