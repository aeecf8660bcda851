"""A guide to each document, made once and kept with it.

Code chooses the title and the telling sentences; the model says what kind of document it is and
proposes questions. A question is shown only if the document was found to answer it, in a sentence
that carries the answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from farside import config
from farside.config import Settings
from farside.engine.base import Engine, Request, generate_reply
from farside.library.library import Library
from farside.reading.grounding import content
from farside.reading.prompts import for_guides
from farside.types import (
    Calibration,
    Document,
    Notify,
    Plan,
    Planned,
    Progress,
    Window,
    ignore,
)
from farside.work.engines.observed import ObservedEngine
from farside.work.guides.answered import propose_questions, read_field, try_question
from farside.work.guides.asks_overview import find_named
from farside.work.guides.choose_sentences import choose_sentences, find_title
from farside.work.guides.guide import AnsweredQuestion, DocumentKind, Guide, kind_of
from farside.work.guides.kept_guides import find_guide, keep_guide
from farside.work.guides.predict_guides import PROPOSED, plan_guides
from farside.work.intake import Paths
from farside.work.session import USUAL, Desk, Options, open_session

QUESTIONS = 3
_FORMAT = 5
_KIND_TOKENS = 24
OnGuide = Callable[[Guide, bool], None]
"""Hears of a guide, and whether it is whole: its questions, which take longest, come last."""


def make_guides(
    paths: Paths = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    on_guide: OnGuide | None = None,
) -> tuple[Guide, ...]:
    """A guide to each document. `on_guide` hears what every document is before the first question
    is looked for, and of each guide as it is made. Raises as `work.ask.ask_question` does."""
    settings = settings or config.load()
    with (
        open_session(paths, options, settings, notify) as session,
        closing(Library(settings)) as library,
    ):
        engine, known, taken = session.engine, session.known, session.taken
        at = session.lay_out(library)
        made_by = _made_by(at)
        missing = [
            one for one in at.documents if not find_guide(library, one.id, one.name, made_by)
        ]
        firsts = [at.windows(document)[0] for document in missing]
        planned = plan_guides(engine, firsts, at.documents, engine.profile, known.calibration)
        notify(Planned(planned, taken.skipped, known.hint))
        if on_guide:
            _tell_kinds(at, library, made_by, notify, on_guide)
        guides = []
        for number, document in enumerate(at.documents):
            notify(Progress("guide", number, len(at.documents), "documents", document.name))
            kept = find_guide(library, document.id, document.name, made_by)
            guide = kept or _make_guide(at, library, document, made_by)
            if not kept:
                keep_guide(library, guide, made_by)
                if on_guide:
                    on_guide(guide, True)
            guides.append(guide)
        return tuple(guides)


def _tell_kinds(
    at: Desk, library: Library, made_by: str, notify: Notify, on_guide: OnGuide
) -> None:
    """Outline the documents of which nothing is known yet: one short reply each, and somebody
    waits to hear what has come in."""
    for document in at.documents:
        whole = find_guide(library, document.id, document.name, made_by)
        known = whole or find_guide(library, document.id, document.name)
        if known is None:
            notify(Progress("guide", 0, len(at.documents), "documents", document.name))
            known = _outline(at, document, at.windows(document))
            keep_guide(library, known, _outlined(made_by))
        on_guide(known, whole is not None)


def _outlined(made_by: str) -> str:
    """The maker of a guide that lacks its questions."""
    return f"outline {made_by}"


def plan_outlines(engine: ObservedEngine, at: Desk, library: Library) -> Plan:
    """Predict what `outline_documents` will take."""
    firsts = {document.id: at.windows(document)[0] for document in at.documents}
    missing = [firsts[one.id] for one in at.documents if not find_guide(library, one.id, one.name)]
    planned = plan_guides(
        engine, missing, at.documents, engine.profile, at.calibration, questions=False
    )
    return replace(planned, windows=tuple(firsts.values()))


def name_documents(at: Desk, question: str) -> Desk:
    """The desk with only the documents that the question names; with all where it names none."""
    named = find_named(question, [document.name for document in at.documents])
    return (
        replace(at, documents=tuple(one for one in at.documents if one.name in named))
        if named
        else at
    )


def outline_documents(at: Desk, library: Library, notify: Notify) -> tuple[Guide, ...]:
    """The guides that are kept, whatever model made them; for other documents only kind, title and
    sentences."""
    outlines = []
    for number, document in enumerate(at.documents):
        notify(Progress("guide", number, len(at.documents), "documents", document.name))
        outlines.append(
            find_guide(library, document.id, document.name)
            or _outline(at, document, at.windows(document))
        )
    return tuple(outlines)


def _make_guide(at: Desk, library: Library, document: Document, made_by: str) -> Guide:
    kept = find_guide(library, document.id, document.name, _outlined(made_by))
    outline = kept or _outline(at, document, at.windows(document))
    with at.engine.about(document.id):
        found = _choose_questions(at.engine, at.windows(document)[0], at.calibration)
        return replace(outline, questions=tuple(found))


def _outline(at: Desk, document: Document, windows: Sequence[Window]) -> Guide:
    with at.engine.about(document.id):
        kind = _ask_kind(at.engine, windows[0])
    return Guide(
        document.name,
        document.id,
        kind,
        find_title(document),
        choose_sentences(document, windows),
        (),
    )


def _ask_kind(engine: Engine, window: Window) -> DocumentKind:
    schema = for_guides.kind_schema(window)
    reply = generate_reply(
        engine, Request(for_guides.ask_kind(window), _KIND_TOKENS, schema=schema)
    )
    return kind_of(for_guides.name_kind(read_field(reply.text, "kind")))


def _choose_questions(
    engine: Engine, window: Window, known: Calibration
) -> Iterator[AnsweredQuestion]:
    """Yield at most `QUESTIONS` that the window answers, each with a different answer."""
    asked = for_guides.propose_questions(window, PROPOSED)
    found: list[AnsweredQuestion] = []
    for question in propose_questions(engine, window, asked, PROPOSED):
        tried = try_question(engine, window, question, known) if len(found) < QUESTIONS else None
        if tried is None:
            continue
        told = tried.tell_draft()
        if not any(content.says_same(told.answer, one.answer) for one in found):
            found.append(told)
            yield told


def _made_by(at: Desk) -> str:
    made = json.dumps([_FORMAT, at.engine.fingerprint(), at.limit])
    return hashlib.sha256(made.encode()).hexdigest()
