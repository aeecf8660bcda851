"""Runs: work that people ask for, and its events."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from itertools import starmap
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Query, Request
from starlette.responses import StreamingResponse

from farside.errors import InputError
from farside.library import conversations, runs
from farside.library.library import Library
from farside.library.runs import STATES, RunFilter, WantedRun
from farside.server.access.watch import note_touched
from farside.server.http import sse
from farside.server.http.sse import Streams
from farside.server.person import Me, Person, Shelf
from farside.server.routes.documents import check_documents_exist, refuse_unknown_after
from farside.server.runs import choices
from farside.server.runs.child import WORK
from farside.server.runs.desk import RunDesk
from farside.server.runs.specs import (
    TEXT,
    choose_documents,
    given_of,
    read_title,
    spec_documents,
)
from farside.server.runs.talk import question_title
from farside.server.shapes.library import Nothing
from farside.server.shapes.runs import (
    AskBody,
    AskedBody,
    EvalBody,
    PullBody,
    ReadBody,
    RunList,
    RunShape,
)
from farside.server.shapes.tables import (
    CompareBody,
    ExpensesBody,
    ExtractBody,
    JudgeBody,
    RankBody,
    SummariseBody,
    TranslateBody,
)
from farside.work.invoices import expenses
from farside.work.judging.comparing import aspects
from farside.work.judging.digests.digest import TITLES
from farside.work.judging.ranking import rubric
from farside.work.tables import columns
from farside.work.tables.nouns import Column

router = APIRouter(prefix="/api", tags=["runs"])
_QUESTIONS = 200_000
Bodies = AskBody | ReadBody | EvalBody | PullBody | ExtractBody | ExpensesBody | JudgeBody
NewRun = Annotated[Bodies, Body(discriminator="kind")]


@router.post("/runs", status_code=201, response_model=RunShape)
async def create_run(body: NewRun, me: Me, library: Shelf, request: Request) -> dict[str, Any]:
    """Queues a run of any kind. 429 where too many of yours wait already."""
    desk: RunDesk = request.app.state.desk
    wanted = await asyncio.to_thread(make_wanted, body, me, library)
    return desk.shown(await desk.submit(me, wanted))


@router.get("/runs", response_model=RunList)
async def list_runs(
    library: Shelf,
    request: Request,
    state: str = "",
    kind: str = "",
    conversation: str | None = None,
    hidden: bool = False,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> dict[str, Any]:
    """Runs, the newest first; several states or kinds with commas."""
    desk: RunDesk = request.app.state.desk
    states, kinds = _words(state, STATES, "state"), _words(kind, tuple(WORK), "kind")
    if after is not None and not await asyncio.to_thread(runs.has_run, library, after):
        refuse_unknown_after(after)
    choice = RunFilter(states, kinds, conversation, hidden, after, limit + 1)
    found, total = await asyncio.to_thread(runs.select_runs, library, choice)
    more = found[limit - 1].id if len(found) > limit else None
    return {"runs": [desk.shown(one) for one in found[:limit]], "total": total, "next": more}


@router.get("/runs/{identity}", response_model=RunShape)
async def get_run(identity: str, library: Shelf, request: Request) -> dict[str, Any]:
    """One run, with its place in the queue or how far it is, and with the text of a summary."""
    desk: RunDesk = request.app.state.desk
    run = await asyncio.to_thread(runs.load_run, library, identity)
    if run.result and TEXT in run.result:
        note_touched(request, await asyncio.to_thread(given_of, library, run))
    return desk.shown(run) | {"result": run.result}


@router.post("/runs/{identity}/stop", response_model=RunShape)
async def stop_run(identity: str, _: Nothing, me: Me, request: Request) -> dict[str, Any]:
    """Ends a run; what was read is kept. One that is over stays as it is."""
    desk: RunDesk = request.app.state.desk
    return desk.shown(await desk.stop(me, identity))


@router.post("/runs/{identity}/resume", response_model=RunShape)
async def resume_run(
    identity: str, _: Nothing, me: Me, library: Shelf, request: Request
) -> dict[str, Any]:
    """Queues a stopped or failed run again; it goes on where it ended."""
    desk: RunDesk = request.app.state.desk
    run = await desk.resume(me, identity)
    note_touched(request, await asyncio.to_thread(given_of, library, run))
    return desk.shown(run)


@router.delete("/runs/{identity}", status_code=204)
async def remove_run(identity: str, me: Me, request: Request) -> None:
    """Stops and forgets a run; its answers stay."""
    desk: RunDesk = request.app.state.desk
    await desk.remove(me, identity)


@router.get("/runs/{identity}/events", response_class=StreamingResponse)
async def run_events(
    identity: str,
    me: Me,
    library: Shelf,
    request: Request,
    after: str = "",
    last_event_id: Annotated[str, Header()] = "",
) -> StreamingResponse:
    """What happens in a run, as server-sent events, from its beginning or from after an event,
    until it is over."""
    desk: RunDesk = request.app.state.desk
    run = await asyncio.to_thread(runs.load_run, library, identity)
    note_touched(request, await asyncio.to_thread(given_of, library, run))
    batches = desk.batches(me, identity, last_event_id or after)
    streams: Streams = request.app.state.streams
    return streams.respond(
        request, ("".join(starmap(sse.encode_event, batch)) or sse.ALIVE async for batch in batches)
    )


@router.get("/events", response_class=StreamingResponse)
async def events(
    me: Me, request: Request, after: str = "", last_event_id: Annotated[str, Header()] = ""
) -> StreamingResponse:
    """Everything of yours that changes, as server-sent events."""
    streams: Streams = request.app.state.streams
    return streams.respond(request, request.app.state.hub.follow(me.id, last_event_id or after))


def _words(given: str, known: Sequence[str], name: str) -> tuple[str, ...]:
    """Split the words at commas. Raises `InputError` for one that is not among the `known`."""
    words = tuple(filter(None, given.split(",")))
    for word in words:
        if word not in known:
            raise InputError(
                f"{name}={word[:100]!r}: there is no such {name}; they are {', '.join(known)}"
            )
    return words


def fill_selection(body: AskedBody, me: Person, library: Library) -> dict[str, Any]:
    """What to ask, with the person's settings for what the body leaves open. Several collections,
    and everything, are said beside the documents that they have now. Raises `NotFound`, and
    `InputError` for a model that cannot be had."""
    if body.collection is not None:
        library.collection(body.collection)
    check_documents_exist(library, body.documents)
    given = choices.fill_from_choices(body.model_dump(), me, library, ("model", "window"))
    documents = choose_documents(library, body.documents, body.collections, body.everything)
    said = {"collections": body.collections, "everything": body.everything}
    return {
        "documents": documents,
        "collection": body.collection,
        **{name: value for name, value in said.items() if value},
        **given,
    }


def needs_something(spec: dict[str, Any]) -> None:
    """Raises `InputError` where nothing is chosen to be read."""
    if not spec["documents"] and spec["collection"] is None and not spec.get("notes"):
        raise InputError("there is nothing to read: name documents or a collection")


def make_wanted(body: Bodies, me: Person, library: Library) -> WantedRun:
    """The run that a body asks for, with what the person chose. Raises `NotFound`, and `InputError`
    for what cannot be asked."""
    if isinstance(body, AskBody):
        return _question(body, me, library)
    if isinstance(body, ReadBody):
        return _reading(body, me, library)
    if isinstance(body, (ExtractBody, ExpensesBody)):
        return _tabled(body, me, library)
    if isinstance(body, JudgeBody):
        return _judged(body, me, library)
    if isinstance(body, PullBody):
        choices.check_model(me, body.model)
        return WantedRun("pull", f"Fetch {body.model}", {"model": body.model})
    spec = body.model_dump(exclude={"kind"}) | choices.fill_from_choices(
        body.model_dump(), me, library, ("model", "window")
    )
    return WantedRun("eval", f"Evaluate {spec['model']}", spec)


def _reading(body: ReadBody, me: Person, library: Library) -> WantedRun:
    spec = fill_selection(body, me, library)
    needs_something(spec)
    members = library.collection(body.collection).documents if body.collection is not None else ()
    return WantedRun("read", read_title(len({*spec["documents"], *members})), spec)


def _tabled(body: ExtractBody | ExpensesBody, me: Person, library: Library) -> WantedRun:
    spec = fill_selection(body, me, library)
    needs_something(spec)
    if isinstance(body, ExpensesBody):
        return WantedRun("expenses", expenses.TITLE, spec)
    given = body.columns
    if isinstance(
        given, str
    ):  # words alone: `columns.parse_columns` would take the name of a file of this machine too
        asked = columns.of_words(given) if given.strip() else ()
    else:
        made = [Column(one.name, one.kind, one.about, tuple(one.choices)) for one in given]
        asked = columns.check_columns(made) if made else ()
    named = ", ".join(one.name for one in asked)
    how = {"columns": [asdict(one) for one in asked], "rows": body.rows, "title": body.title}
    return WantedRun(
        "extract",
        question_title(body.title or (f"Table of {named}" if named else "Table")),
        spec | how,
    )


def _judged(body: JudgeBody, me: Person, library: Library) -> WantedRun:
    """Everything that these say besides what they are about is the run's own."""
    spec = fill_selection(body, me, library)
    needs_something(spec)
    if isinstance(body, RankBody):
        if bool(body.job.strip()) == bool(body.rubric):
            raise InputError(
                "give a job description or a rubric, one of them: what documents are ranked by"
            )
        if body.rubric:
            rubric.parse_rubric(body.rubric)
    if isinstance(body, CompareBody) and body.aspects:
        aspects.parse_aspects(body.aspects)
        if body.versions:
            raise InputError(
                "aspects are not used with versions, which are compared sentence by "
                "sentence: leave one out"
            )
    if isinstance(body, TranslateBody) and (count := len(spec_documents(library, spec))) != 1:
        raise InputError(f"{count} documents are chosen: translate one at a time")
    title = body.kind.capitalize()
    if isinstance(body, SummariseBody) and body.form != "summary":
        if body.form == "briefing" and body.number is not None:
            raise InputError("number is for faq and cards: a briefing has a length")
        title = TITLES[body.form]
    own = body.model_dump(exclude={"kind", "collections", "everything", *spec})
    return WantedRun(body.kind, title, spec | own)


def _question(body: AskBody, me: Person, library: Library) -> WantedRun:
    questions = ([body.question] if body.question is not None else []) + body.questions
    if not questions or not all(question.strip() for question in questions):
        raise InputError("the question is empty")
    if (length := sum(map(len, questions))) > _QUESTIONS:
        raise InputError(
            f"the questions have {length:,} characters together; ask at most {_QUESTIONS:,} at once"
        )
    if body.conversation is not None:
        body = _about(body, library, body.conversation)
    how = choices.fill_from_choices(body.model_dump(), me, library, ("strategy", "rounds", "how"))
    spec = {**fill_selection(body, me, library), "questions": questions, **how}
    if body.as_written:
        spec["as_written"] = True
    if body.notes:
        spec["notes"] = True
    if body.sql:
        if len(questions) > 1:
            raise InputError("sql goes with one question")
        from farside.work.programs.understand import write_program  # loads what few runs need

        write_program(body.sql, ())
        spec["sql"] = body.sql
    needs_something(spec)
    return WantedRun("ask", question_title(questions[0]), spec, body.conversation)


def _about(body: AskBody, library: Library, conversation: str) -> AskBody:
    """A question that names nothing to ask of is about what its conversation is about."""
    kept = conversations.load_conversation(library, conversation)
    if body.names_something or body.notes:
        return body
    about = {
        "documents": list(kept.documents),
        "collection": kept.collection,
        "collections": list(kept.collections),
        "everything": kept.everything,
        "notes": kept.notes,
    }
    return body.model_copy(update=about)
