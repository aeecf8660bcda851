"""A person's notes: pinned, listed, changed, deleted and taken back, exported."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from farside.library import notes
from farside.library.notes import Note, NoteDraft, NoteFilter, NoteOrder
from farside.server.access.watch import note_touched
from farside.server.person import Me, Shelf
from farside.server.routes.documents import attachment_header, existing_id, list_part
from farside.server.shapes.library import DocumentId, Nothing
from farside.server.shapes.notes import ChangedNote, NewNote, NoteList, NoteShape
from farside.types import Document
from farside.work.export.notes import MEDIA_TYPES, note_as_plain, render_notes
from farside.work.noting import PinnedSpan, cite_spans

router = APIRouter(prefix="/api/notes", tags=["notes"])
Id = Annotated[str, Path(pattern="^n[0-9a-f]{16}$", description="The note's id")]
Search = Annotated[str, Query(max_length=500)]


@router.get("", response_model=NoteList)
def list_notes(
    library: Shelf,
    request: Request,
    search: Search = "",
    document: DocumentId | None = None,
    order: NoteOrder = "time",
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> dict[str, Any]:
    """Notes with `search` in their words, the newest first or by `document`; those about one
    document."""
    notes.drop_deleted_notes(library)
    found = notes.find_notes(library, NoteFilter(search, document, order))
    page, more = list_part(found, found, after, limit)
    shown = [_shown(one, request) for one in notes.load_notes(library, page)]
    return {"notes": shown, "total": len(found), "next": more}


@router.post("", status_code=201, response_model=NoteShape)
def create_note(body: NewNote, library: Shelf, me: Me, request: Request) -> dict[str, Any]:
    """Keeps a note. Its quotations are cut out of the documents at the places that are given."""

    def find(identity: str) -> Document:
        existing_id(library, identity)
        document: Document = request.app.state.libraries.document(library, identity)
        return document

    spans = [PinnedSpan(one.document_id, one.start, one.end) for one in body.citations]
    draft = NoteDraft(body.kind, body.title, body.pinned, body.words, cite_spans(find, spans))
    return _told(notes.keep_note(library, draft), me, request)


@router.get("/export", response_class=Response)
def export_notes(
    library: Shelf,
    request: Request,
    format: Literal["md", "docx", "json"] = "md",
    search: Search = "",
    document: DocumentId | None = None,
    order: NoteOrder = "document",
) -> Response:
    """Notes as a file, each quotation a footnote: Markdown, Word or JSON."""
    wanted = NoteFilter(search, document, order)
    found = notes.load_notes(library, notes.find_notes(library, wanted))
    note_touched(request, {each.document_id for one in found for each in one.citations})
    made = render_notes(found, format)
    return Response(
        made, media_type=MEDIA_TYPES[format], headers=attachment_header(f"notes.{format}")
    )


@router.get("/{identity}", response_model=NoteShape)
def get_note(identity: Id, library: Shelf, request: Request) -> dict[str, Any]:
    """One note."""
    return _shown(notes.load_note(library, identity), request)


@router.patch("/{identity}", response_model=NoteShape)
def change_note(
    identity: Id, body: ChangedNote, library: Shelf, me: Me, request: Request
) -> dict[str, Any]:
    """Other words of the person's own."""
    return _told(notes.change_note(library, identity, body.words), me, request)


@router.delete("/{identity}", status_code=204)
def remove_note(identity: Id, library: Shelf, me: Me, request: Request) -> None:
    """Deletes a note; for an hour it can be taken back."""
    notes.delete_note(library, identity)
    request.app.state.hub.tell(me.id, {"type": "note_removed", "id": identity})


@router.post("/{identity}/restore", response_model=NoteShape)
def restore_note(
    identity: Id, _: Nothing, library: Shelf, me: Me, request: Request
) -> dict[str, Any]:
    """Takes a deletion back."""
    return _told(notes.restore_note(library, identity), me, request)


def _shown(note: Note, request: Request) -> dict[str, Any]:
    note_touched(request, [one.document_id for one in note.citations])
    return note_as_plain(note)


def _told(note: Note, me: Me, request: Request) -> dict[str, Any]:
    request.app.state.hub.tell(me.id, {"type": "note", "id": note.id})
    return _shown(note, request)
