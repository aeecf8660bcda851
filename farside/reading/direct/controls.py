"""Three control questions that a model must pass before the direct reader is believed with it.

A fact that is stated, one that is not, and one among many alike, where the number of its sentence
matters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from farside.documents.draft import assemble_document, plain_draft
from farside.engine.base import Engine
from farside.reading.direct.reader import ask_window
from farside.reading.findings import WindowDraft, list_sentences
from farside.reading.pointing import UnfitReply
from farside.types import Part, Span, Window

FORMAT = 1
"""This is raised when a control question changes: models are asked anew then."""


@dataclass(frozen=True, slots=True)
class Control:
    """A text, a question, and what is right: words of the answer, and the sentences (from 0) that
    state it; neither where the text does not state it."""

    sentences: Sequence[str]
    question: str
    words: str = ""
    stated: tuple[int, ...] = ()

    def is_passed(self, said: WindowDraft) -> bool:
        """Tell whether a model answered rightly and pointed at these sentences and no other."""
        if not self.stated:
            return said.is_none
        return self.words.casefold() in said.text.casefold() and said.pointed == self.stated


_LAMP = (
    "The lighthouse of Cape Verrano was built in 1871.",
    "Its first keeper lived there with two goats.",
    "In the winter of 1904 a storm broke the lamp.",
    "Ines Duarte repaired it with glass from a greenhouse.",
    "The tower was painted white and red a year later, for 310 crowns.",
    "Fishermen still call the lamp the green eye.",
    "The last keeper left the cape in 1966.",
)
_CRATES = (41, 52, 37, 64, 58, 49, 73, 35)
_BOATS = tuple(
    f"Boat {number} carries {crates} crates of salt." for number, crates in enumerate(_CRATES, 1)
)
CONTROLS = (
    Control(_LAMP, "Who repaired the lamp?", "Duarte", (3,)),
    Control(_LAMP, "How much did the repair of the lamp cost?"),
    Control(_BOATS, "How many crates does boat 7 carry?", "73", (6,)),
)


def ask_controls(engine: Engine) -> Iterator[bool]:
    """Yield for each control question whether the model passes it. Raises `EngineError` where the
    model cannot be reached."""
    for control in CONTROLS:
        window = _window_of(control)
        texts = [span.of(document.text) for document, span in list_sentences(window)]
        try:
            (said,), _ = ask_window(engine, window, [control.question], texts, lambda _: None)
        except UnfitReply:
            yield False
        else:
            yield control.is_passed(said)


def _window_of(control: Control) -> Window:
    text = " ".join(control.sentences)
    identity = hashlib.sha256(text.encode()).hexdigest()
    document = assemble_document(identity, "control.txt", "text/plain", [plain_draft("text", text)])
    starts = [document.text.index(sentence) for sentence in control.sentences] + [
        len(document.text)
    ]
    spans = tuple(Span(start, end) for start, end in pairwise(starts))
    return Window(0, (Part(document, spans),), len(text) // 4)
