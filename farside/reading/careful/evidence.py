"""From a window to evidence: spans, exact by construction, that a second and short look confirmed.

The model drafts a short answer from the whole window and points at sentences afterwards. Small
models answer well and point one sentence off, so the words of the draft find its sentences too
(BM25); a sentence that carries nothing of the draft is left out. The model judges the draft twice:
first with the window before it, which costs little while the engine holds the window; then the
strongest drafts by their few sentences alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import fmean

from farside.engine.base import Engine, Request, generate_reply
from farside.errors import EngineError
from farside.reading import plain, pointing
from farside.reading.findings import Finding, WindowDraft, list_sentences, make_finding, make_notes
from farside.reading.prompts import for_direct, for_plain, wording
from farside.reading.scan import WRITTEN, Visit, log_odds
from farside.types import Calibration

# How many sentences of a window the model may point at for one question.
MOST_POINTED = 5
_DRAFT_TOKENS = 240
# The tokens of a plain line: at most as many words as JSON may have, and the numbers.
_LINE_TOKENS = 40
# The constant of the paper named in `_fused`.
_FUSION = 60
# A question that asks for several things takes gates this many margins under its best one.
_SEVERAL = 2
_ANSWER = re.compile(r'\{\s*"answer"\s*:\s*"(?P<text>(?:[^"\\]|\\u[0-9a-fA-F]{4}|\\[^u])+)')
_NUMBER = re.compile(r"\d+(?=\s*,)")


def asked_for(
    visits: Sequence[Visit], known: Calibration, ranked: Sequence[int]
) -> tuple[Visit, ...]:
    """The visits of a question that deserve a second look: their gate is near the question's best,
    or their window is among the first of `ranked`, the windows' indexes by the question's words.

    The gate's absolute value is badly calibrated in small models, its rank within a question is
    good; where it errs, words mostly do not (`benchmarks/gate.py`).
    """
    if not known.judges:
        return _fused(visits, ranked)[: known.most]
    best = max((visit.gate for visit in visits), default=0.0)
    # Of several windows that each state a part, one that states it plainly has a gate far above the
    # others.
    margin = _SEVERAL * known.margin if visits and visits[0].several else known.margin
    by_words = set(ranked[: known.windows_by_words])
    return tuple(one for one in visits if one.gate >= best - margin or one.window.index in by_words)


def _fused(visits: Sequence[Visit], ranked: Sequence[int]) -> tuple[Visit, ...]:
    """The best first, by gate and words together: reciprocal rank fusion (Cormack, Clarke and
    Büttcher, SIGIR 2009)."""
    gates = [one.gate for one in visits]
    by_words = {index: at for at, index in enumerate(ranked, 1)}
    worths = [
        1 / (_FUSION + 1 + sum(gate > one.gate for gate in gates))
        + 1 / (_FUSION + by_words.get(one.window.index, len(visits)))
        for one in visits
    ]
    fused = [replace(one, fused=worth) for one, worth in zip(visits, worths, strict=True)]
    return tuple(sorted(fused, key=lambda one: (-one.fused, one.window.index)))


def draft_from_window(engine: Engine, visit: Visit) -> WindowDraft:
    """Answer from this window alone, and point. Of a model that rambled on to its token limit, what
    is whole counts. Raises `EngineError` when the server did not keep to the schema."""
    count = len(list_sentences(visit.window))
    schema = wording.draft_schema(count, MOST_POINTED)
    reply = generate_reply(
        engine,
        Request(
            wording.draft_prompt(visit.window, visit.question, visit.several),
            _DRAFT_TOKENS,
            schema=schema,
        ),
    )
    begun = _ANSWER.match(reply.text) if reply.finish_reason == "length" else None
    try:
        if begun:
            text = json.loads(f'"{begun["text"]}"')
            pointed = [int(number) for number in _NUMBER.findall(reply.text, begun.end())]
        else:
            given = json.loads(reply.text)
            text, pointed = given["answer"], given["sentences"]
        if isinstance(text, str) and all(isinstance(n, int) and 1 <= n <= count for n in pointed):
            return WindowDraft(" ".join(text.split()), tuple(dict.fromkeys(n - 1 for n in pointed)))
    except (json.JSONDecodeError, TypeError, KeyError):
        pass
    raise EngineError(
        f"{engine.model} was asked for an answer with numbers from 1 to {count} and gave "
        f"{reply.text[:80]!r}; the server must support response_format json_schema"
    )


def draft_or_none(engine: Engine, visit: Visit) -> WindowDraft:
    """Draft like `draft_from_window`, with a model that may say that the window does not state the
    answer.
    """
    texts = [span.of(document.text) for document, span in list_sentences(visit.window)]
    request = Request(
        for_direct.draft_or_none(visit.window, visit.question, visit.several),
        _DRAFT_TOKENS,
        schema=pointing.pointing_schema(len(texts), MOST_POINTED, wording.LONGEST_DRAFT),
    )
    return pointing.read_reply(engine.model, generate_reply(engine, request), texts)


def find_in_window(engine: Engine, visit: Visit, known: Calibration) -> Finding:
    """Draft from a window that the engine holds, and judge the draft with the window before it."""
    drafted = draft_as(engine, visit, known)
    return make_finding(visit, drafted, judge_draft(engine, visit, drafted, known), known.aids)


def draft_plainly(engine: Engine, visit: Visit) -> WindowDraft:
    """Draft as `draft_from_window` does, in one plain line instead of JSON."""
    texts = [span.of(document.text) for document, span in list_sentences(visit.window)]
    request = Request(
        for_plain.draft_prompt(visit.window, visit.question, visit.several),
        _LINE_TOKENS,
        stop=plain.STOP,
    )
    return plain.read_draft(generate_reply(engine, request).text, texts)


def draft_as(engine: Engine, visit: Visit, known: Calibration) -> WindowDraft:
    """Draft the window's answer in the way that was measured to be best for this model."""
    if known.aids.says_none:
        return draft_or_none(engine, visit)
    return draft_plainly(engine, visit) if known.aids.plain else draft_from_window(engine, visit)


def judge_draft(
    engine: Engine, visit: Visit, drafted: WindowDraft, known: Calibration
) -> float | None:
    """Judge whether the window states what was drafted from it. Return None for a model that cannot
    judge; a draft that says the window states nothing needs no judging."""
    if not known.judges:
        return None
    if drafted.is_none:
        return -WRITTEN
    return log_odds(
        engine,
        wording.draft_stated_prompt(visit.window, visit.question, drafted.text),
        visit.question,
    )


def strong_findings(findings: Iterable[Finding], known: Calibration) -> tuple[Finding, ...]:
    """The findings that deserve the check: their window may state the draft, and their strength is
    near the best in one of their documents, or they state one of several things. None for a model
    that cannot check."""
    drafted = [one for one in findings if not one.draft.is_none]
    passed = [one for one in drafted if one.score is not None and one.score >= known.drafted]
    best: dict[str, float] = {}
    for one in passed:
        for identity in one.visit.window.documents:
            best[identity] = max(one.strength, best.get(identity, one.strength))
    return tuple(
        one
        for one in passed
        if one.visit.several
        or any(
            one.strength >= best[identity] - known.spread for identity in one.visit.window.documents
        )
    )


def check_finding(engine: Engine, finding: Finding, confirms: bool = True) -> float:
    """The second look, without the window: do these few sentences state an answer, and do they
    state the draft? The mean of both where it `confirms`. Of several things, whether they name one:
    that they confirm a long draft says little."""
    lines, question = [note.line for note in make_notes([finding])], finding.visit.question
    asked = [wording.check_prompt(lines, question, finding.visit.several)]
    if confirms and not finding.visit.several:
        asked.append(wording.confirm_prompt(lines, question, finding.draft.text))
    return fmean(log_odds(engine, one, question) for one in asked)
