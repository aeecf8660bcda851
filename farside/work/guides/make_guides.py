"""A guide to each document, made once and kept with it.

Code chooses the title and the telling sentences; the model says of which kind the document is and proposes questions;
only a question that the document was found to answer, in a sentence that carries the answer, is shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from farside import config
from farside.config import Settings
from farside.engine.base import Engine, Request, generate
from farside.library import products
from farside.library.library import Library
from farside.reading import evidence, prompts_guide, salience, scan
from farside.types import Calibration, Citation, Document, Notify, Progress, Window, ignore
from farside.work.ask import Options
from farside.work.guides.guide import DOCUMENT_KINDS, AnsweredQuestion, Guide, kind_of
from farside.work.many import USUAL, Desk, desk
from farside.work.tables import places

SENTENCES = 5
QUESTIONS = 3
_FORMAT = 1
_PROPOSED = 5
_KIND_TOKENS, _QUESTION_TOKENS = 24, 240
_LONGEST_TITLE = 120
_LONGEST_SENTENCE = 400
"""Characters; what is longer is a table or a list that was not cut into sentences."""


def make_guides(
    paths: Sequence[str | Path] = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> tuple[Guide, ...]:
    """A guide to each document. Raises as `work.ask.ask` does."""
    settings = settings or config.load()
    with desk(paths, options, settings, notify) as at, closing(Library(settings)) as library:
        return tuple(_guides(at, library, notify))


def _guides(at: Desk, library: Library, notify: Notify) -> Iterator[Guide]:
    for number, document in enumerate(at.documents):
        notify(Progress("read", number, len(at.documents), "documents", document.name))
        key = _key(at)
        kept = products.find_product(library, "guide", key, document.id)
        guide = _unpack(kept, document) if kept else _make(at, document)
        if not kept:
            products.keep_product(library, "guide", key, document.id, asdict(guide))
        yield guide


def _make(at: Desk, document: Document) -> Guide:
    windows = at.windows(document)
    with at.engine.about(document.id):
        kind = _ask_kind(at.engine, windows[0])
        questions = tuple(_answered(at.engine, windows[0], at.calibration))
    return Guide(
        document.name, document.id, kind_of(kind), _find_title(document), _telling(document, windows), questions
    )


def _ask_kind(engine: Engine, window: Window) -> object:
    schema = prompts_guide.kind_schema(DOCUMENT_KINDS)
    reply = generate(engine, Request(prompts_guide.ask_kind(window, DOCUMENT_KINDS), _KIND_TOKENS, schema=schema))
    return _read_json(reply.text, "kind")


def _read_json(reply: str, key: str) -> object:
    """What stands under `key`; None for a reply that is none."""
    try:
        return dict(json.loads(reply)).get(key)
    except (ValueError, TypeError):
        return None


def _find_title(document: Document) -> str:
    """The first line with words."""
    lines = (" ".join(line.split()).strip("# ") for line in document.text[:5000].splitlines())
    found = next((line for line in lines if any(sign.isalpha() for sign in line)), document.name)
    return found if len(found) <= _LONGEST_TITLE else f"{found[: _LONGEST_TITLE - 1]}…"


def _telling(document: Document, windows: Sequence[Window]) -> tuple[Citation, ...]:
    """The sentences that say most of what the document is about, each once, in order."""
    spans = [span for window in windows for part in window.parts for span in part.sentences]
    spans = [span for span in spans if len(span) <= _LONGEST_SENTENCE]
    found = salience.chosen([span.of(document.text) for span in spans], 0, len(spans), SENTENCES)
    return tuple(places.cite(document, spans[at], n) for n, at in enumerate(found, 1))


def _answered(engine: Engine, window: Window, known: Calibration) -> Iterator[AnsweredQuestion]:
    """At most `QUESTIONS` that the window answers: its draft stands on a sentence, and is judged to be stated."""
    schema = prompts_guide.questions_schema(_PROPOSED)
    asked = Request(prompts_guide.propose_questions(window, _PROPOSED), _QUESTION_TOKENS, schema=schema)
    given = _read_json(generate(engine, asked).text, "questions")
    proposed = dict.fromkeys(" ".join(str(one).split()) for one in given) if isinstance(given, list) else {}
    found = 0
    for question in filter(None, proposed):
        answer = _try(engine, window, question, known) if found < QUESTIONS else None
        if answer:
            found += 1
            yield answer


def _try(engine: Engine, window: Window, question: str, known: Calibration) -> AnsweredQuestion | None:
    visit = scan.visit(engine, window, question)
    drafted = evidence.draft(engine, visit)
    score = evidence.judge(engine, visit, drafted, known)
    finding = evidence.finding(visit, drafted, score)
    if not drafted.text or not finding.evidence or finding.strength < known.stated:
        return None
    best = evidence.best(finding)
    return AnsweredQuestion(question, drafted.text, places.cite(best.document, best.span))


def _key(at: Desk) -> str:
    made = json.dumps([_FORMAT, at.engine.fingerprint(), at.limit])
    return hashlib.sha256(made.encode()).hexdigest()


def _unpack(kept: dict[str, object], document: Document) -> Guide:
    """A guide as it was kept, with the name that the document has now."""
    sentences = kept["sentences"]
    questions = kept["questions"]
    assert isinstance(sentences, list)
    assert isinstance(questions, list)
    return Guide(
        document.name,
        document.id,
        kind_of(kept["kind"]),
        str(kept["title"]),
        tuple(_citation(one, document) for one in sentences),
        tuple(
            AnsweredQuestion(one["question"], one["answer"], _citation(one["citation"], document)) for one in questions
        ),
    )


def _citation(kept: dict[str, object], document: Document) -> Citation:
    return Citation(**{**kept, "document": document.name})  # type: ignore[arg-type]
