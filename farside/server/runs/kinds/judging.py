"""Runs that judge many documents, and give a table of what they found."""

from __future__ import annotations

from typing import Any

from farside.config import Settings
from farside.server.runs.kinds.tabling import Hears
from farside.server.runs.kinds.typed_specs import CompareSpec, DocumentsSpec, RankSpec, SummariseSpec, TranslateSpec
from farside.server.runs.specs import TEXT
from farside.server.runs.teller import Emit, Teller
from farside.work.judging import summarise as summaries
from farside.work.judging import timeline as timelines
from farside.work.judging.comparing import aspects, versions
from farside.work.judging.comparing import compare as comparing
from farside.work.judging.ranking import drafting, rubric
from farside.work.judging.ranking import rank as ranking
from farside.work.judging.translating import translate as translating
from farside.work.session import open_desk


def rank(settings: Settings, spec: RankSpec, emit: Emit) -> dict[str, Any] | None:
    """Documents in order, by the spec's rubric, or by the one that the model drafts from its job description."""
    hears, tell = Hears(settings, spec.run, emit), Teller(emit, ())
    with open_desk((), spec.options(), settings, tell) as at:
        used = rubric.of(spec.rubric) if spec.rubric else ranking.drafted(at, drafting.job_document(spec.job))
        made = ranking.judged(at, used, ranking.How(spec.blind), tell, hears)
        return hears.end(made) | {"rubric": rubric.plain(used)}


def compare(settings: Settings, spec: CompareSpec, emit: Emit) -> dict[str, Any] | None:
    """Documents aspect by aspect, or versions of one document, the oldest first."""
    hears, tell = Hears(settings, spec.run, emit), Teller(emit, ())
    with open_desk((), spec.options(), settings, tell) as at:
        if spec.versions:
            return hears.end(versions.compared(at, tell))
        wanted = aspects.of(spec.aspects) if spec.aspects else aspects.suggest(at, at.documents)
        return hears.end(comparing.compared(at, wanted, tell, hears).table)


def summarise(settings: Settings, spec: SummariseSpec, emit: Emit) -> dict[str, Any] | None:
    """A summary, a row for each of its sentences."""
    brief = summaries.Brief(spec.length, spec.reader, spec.language)
    made = summaries.summarise((), brief, spec.options(), settings, Teller(emit, ()))
    return Hears(settings, spec.run, emit).end(summaries.table(made)) | {TEXT: made.text}


def timeline(settings: Settings, spec: DocumentsSpec, emit: Emit) -> dict[str, Any] | None:
    """Dated events in order."""
    made = timelines.timeline((), spec.options(), settings, Teller(emit, ()))
    return Hears(settings, spec.run, emit).end(timelines.table(made))


def translate(settings: Settings, spec: TranslateSpec, emit: Emit) -> dict[str, Any] | None:
    """One document in another language, a row for each of its paragraphs."""
    hears, tell = Hears(settings, spec.run, emit), Teller(emit, ())
    with open_desk((), spec.options(), settings, tell) as at:
        made = translating.translated(at, spec.to, tell, lambda part: hears(translating.table(part)))
    return hears.end(translating.table(made))
