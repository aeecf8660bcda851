"""Guides: what documents are, as it was found when they were read ahead."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request

from farside.errors import NotFound
from farside.server.access.watch import note_touched
from farside.server.person import Me, Shelf
from farside.server.routes.documents import Known
from farside.server.routes.runs import fill_selection, needs_something
from farside.server.runs.specs import spec_documents
from farside.server.shapes.library import GroupList, GuideShape
from farside.server.shapes.runs import AskedBody
from farside.work.guides.guide import choose_action, group_by_kind
from farside.work.guides.kept_guides import find_guide, list_kinds, pick_questions

router = APIRouter(prefix="/api", tags=["documents"])


@router.get("/documents/{identity}/guide", response_model=GuideShape)
def get_guide(document: Known, library: Shelf) -> dict[str, Any]:
    """A document's guide. 404 until it was read ahead."""
    found = find_guide(library, document.id, document.name)
    if found is None:
        raise NotFound(
            f"there is no guide to {document.name} yet: read it ahead, with a run of the kind read"
        )
    return {**asdict(found), "action": choose_action(found.kind, 1)}


@router.post("/guides", response_model=GroupList)
def group_documents(body: AskedBody, me: Me, library: Shelf, request: Request) -> dict[str, Any]:
    """The kinds of a choice of documents, as far as these have guides, what can be made of each,
    and some questions that they answer."""
    spec = fill_selection(body, me, library)
    needs_something(spec)
    wanted = spec_documents(library, spec)
    note_touched(request, wanted)
    kinds = list_kinds(library)
    groups = group_by_kind({identity: kinds[identity] for identity in wanted if identity in kinds})
    guided = sum(len(group.documents) for group in groups)
    named = {one.id: one.name for one in library.documents()}
    first = {identity: named[identity] for identity in wanted if identity in kinds}
    return {
        "documents": len(wanted),
        "guided": guided,
        "groups": [asdict(group) for group in groups],
        "questions": [
            {"question": question, "document_id": identity}
            for identity, question in pick_questions(library, first)
        ],
    }
