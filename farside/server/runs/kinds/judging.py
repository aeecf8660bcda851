"""Runs that judge many documents, and give a table of what they found."""

from __future__ import annotations

from typing import Any

from farside.config import Settings
from farside.server.runs.kinds.tabling import Hears
from farside.server.runs.kinds.typed_specs import (
    CompareSpec,
    DocumentsSpec,
    RankSpec,
    SummariseSpec,
    TranslateSpec,
)
from farside.server.runs.specs import TEXT
from farside.server.runs.teller import Emit, Teller
from farside.work.judging.comparing import aspects, versions
from farside.work.judging.comparing.compare import compare_desk
from farside.work.judging.digests.digest import tabulate_digest
from farside.work.judging.digests.write import digest_documents
from farside.work.judging.ranking import drafting, rubric
from farside.work.judging.ranking.rank import RankingManner, draft_rubric, rank_desk
from farside.work.judging.summarise import Brief, summarise_documents, tabulate_summary
from farside.work.judging.timeline import order_events, tabulate_events
from farside.work.judging.translating.translate import tabulate_translation, translate_desk
from farside.work.session import open_desk


def run_ranking(settings: Settings, spec: RankSpec, emit: Emit) -> dict[str, Any] | None:
    """Documents in order, by the spec's rubric, or by the one that the model drafts from its job
    description."""
    hears, tell = Hears(settings, spec.run, emit), Teller(emit, ())
    with open_desk((), spec.options(), settings, tell) as at:
        used = (
            rubric.parse_rubric(spec.rubric)
            if spec.rubric
            else draft_rubric(at, drafting.job_document(spec.job))
        )
        made = rank_desk(at, used, RankingManner(spec.blind), tell, hears)
        return hears.end(made) | {"rubric": rubric.rubric_as_plain(used)}


def run_comparison(settings: Settings, spec: CompareSpec, emit: Emit) -> dict[str, Any] | None:
    """Documents aspect by aspect, or versions of one document, the oldest first."""
    hears, tell = Hears(settings, spec.run, emit), Teller(emit, ())
    with open_desk((), spec.options(), settings, tell) as at:
        if spec.versions:
            return hears.end(versions.compare_desk_versions(at, tell))
        wanted = (
            aspects.parse_aspects(spec.aspects)
            if spec.aspects
            else aspects.suggest_aspects(at, at.documents)
        )
        return hears.end(compare_desk(at, wanted, tell, hears).table)


def run_summary(settings: Settings, spec: SummariseSpec, emit: Emit) -> dict[str, Any] | None:
    """A summary, a row for each of its sentences; or the documents in another form."""
    brief = Brief(spec.length, spec.reader, spec.language)
    if spec.form != "summary":
        tell, options = Teller(emit, ()), spec.options()
        digest = digest_documents((), spec.form, brief, spec.number, options, settings, tell)
        return Hears(settings, spec.run, emit).end(tabulate_digest(digest))
    made = summarise_documents((), brief, spec.options(), settings, Teller(emit, ()))
    return Hears(settings, spec.run, emit).end(tabulate_summary(made)) | {TEXT: made.text}


def run_timeline(settings: Settings, spec: DocumentsSpec, emit: Emit) -> dict[str, Any] | None:
    """Dated events in order."""
    made = order_events((), spec.options(), settings, Teller(emit, ()))
    return Hears(settings, spec.run, emit).end(tabulate_events(made))


def run_translation(settings: Settings, spec: TranslateSpec, emit: Emit) -> dict[str, Any] | None:
    """One document in another language, a row for each of its paragraphs."""
    hears, tell = Hears(settings, spec.run, emit), Teller(emit, ())
    with open_desk((), spec.options(), settings, tell) as at:
        made = translate_desk(at, spec.to, tell, lambda part: hears(tabulate_translation(part)))
    return hears.end(tabulate_translation(made))
