"""Answers that were given, and their ledgers."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse, Response

from farside.errors import NotFound
from farside.library import answers, verdicts
from farside.library.library import Library
from farside.server.access.watch import note_touched
from farside.server.http.told import event_for, model_for
from farside.server.pages.drawings import Drawings
from farside.server.person import Me, Shelf
from farside.server.routes.documents import attachment_header
from farside.server.shapes.runs import AnswerList, MarkBody, MarkShape
from farside.types import Answer
from farside.work import json_form
from farside.work.export.answer_page import render_answer
from farside.work.export.proofs import Proofs
from farside.work.export.words import Language, page_language
from farside.work.marking import keep_mark

router = APIRouter(prefix="/api/answers", tags=["answers"])
Id = Annotated[str, Path(pattern="^[0-9a-f]{8}$", description="The answer's id")]


class AsciiJson(JSONResponse):
    """JSON where every sign beyond ASCII is an escape: a model may write half a character, which
    UTF-8 does not have."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode("ascii")


@router.get("", response_model=AnswerList)
def list_answers(
    library: Shelf, limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> dict[str, Any]:
    """The newest answers first."""
    found = [asdict(one) for one in answers.latest_answers(library, limit)]
    return {"answers": found, "total": len(found)}


@router.get("/{identity}", response_class=AsciiJson)
def get_answer(identity: Id, me: Me, library: Shelf, request: Request) -> AsciiJson:
    """An answer as it was given."""
    found = kept_answer(library, identity)
    note_touched(request, cited_documents(found))
    return AsciiJson(event_for(me, json_form.answer_as_plain(found, ledger=False)))


@router.get("/{identity}/ledger", response_class=AsciiJson)
def get_ledger(identity: Id, library: Shelf, request: Request) -> AsciiJson:
    """What every window was asked for an answer."""
    found = kept_answer(library, identity)
    note_touched(request, {entry.document_id for entry in found.ledger})
    return AsciiJson({"ledger": [asdict(entry) for entry in found.ledger]})


@router.get("/{identity}/mark", response_model=MarkShape)
def get_mark(identity: Id, library: Shelf, request: Request) -> MarkShape:
    """What the person said of an answer."""
    found = kept_answer(library, identity)
    note_touched(request, cited_documents(found))
    return _mark(verdicts.find_verdict(library, identity))


@router.post("/{identity}/mark", response_model=MarkShape)
def mark_answer(identity: Id, body: MarkBody, library: Shelf, request: Request) -> MarkShape:
    """Says that an answer is right or wrong, or that its documents do not state it. It is kept in
    the person's library, to be learned from where they say so."""
    found = kept_answer(library, identity)
    note_touched(request, cited_documents(found))
    return _mark(keep_mark(library, found, body.said, body.words))


@router.delete("/{identity}/mark", status_code=204)
def unmark_answer(identity: Id, library: Shelf, request: Request) -> None:
    """Takes back what was said of an answer."""
    note_touched(request, cited_documents(kept_answer(library, identity)))
    verdicts.forget_verdict(library, identity)


@router.get("/{identity}/export", response_class=Response)
async def export_answer(
    identity: Id, me: Me, library: Shelf, request: Request, language: Language | None = None
) -> Response:
    """An answer as one web page with its quotations and their pages, which opens anywhere and asks
    nothing of anybody; in the language of the question, or in this one."""
    found = await asyncio.to_thread(kept_answer, library, identity)
    note_touched(request, cited_documents(found))
    found = replace(found, model=model_for(me, found.model))
    proofs = Proofs(library, me.settings, language or page_language(found.question))
    day = datetime.now().astimezone().date().isoformat()
    drawings: Drawings = request.app.state.drawings
    content = await drawings.make_file(me.account, partial(render_answer, found, proofs, day))
    headers = attachment_header(f"{' '.join(found.question.split())[:80]}.html")
    return Response(content, media_type="text/html; charset=utf-8", headers=headers)


def _mark(kept: verdicts.Verdict | None) -> MarkShape:
    if kept is None:
        return MarkShape(said=None)
    return MarkShape(said=kept.said, words=kept.words, made=kept.made)


def cited_documents(answer: Answer) -> set[str]:
    """The documents that an answer quotes, by id."""
    return {one.document_id for one in (*answer.citations, *answer.closest)}


def kept_answer(library: Library, identity: str) -> Answer:
    """Raises `NotFound`."""
    found = answers.load_answer(library, identity)
    if found.id != identity:
        raise NotFound(f"there is no answer {identity!r}")
    return found
