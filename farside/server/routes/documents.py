"""Documents of the library: listed, looked into, fetched, removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, NoReturn, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import FileResponse

from farside.errors import InputError, NotFound
from farside.library import preferences
from farside.library.library import Library
from farside.library.origins import select_origins
from farside.server.person import Me, Person, Shelf
from farside.server.runs import choices
from farside.server.runs.desk import RunDesk
from farside.server.shapes.library import CollectionName, DocumentFacts, DocumentList, TextShape
from farside.server.uploads.descriptions import describe_documents, describe_kept
from farside.types import Document

router = APIRouter(prefix="/api/documents", tags=["documents"])
T = TypeVar("T")
MOST_CHARACTERS = 200_000

Id = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="The document's id")]


def document_of_path(identity: Id, library: Shelf, request: Request) -> Document:
    """The document of the path, with its text."""
    document: Document = request.app.state.libraries.document(library, identity)
    return document


Known = Annotated[Document, Depends(document_of_path)]


def with_readings(
    library: Library, me: Person, desk: RunDesk, documents: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Documents with how far the model has read them. What was read stays read while it is read
    again."""
    model = choices.chosen_values(me, library)["model"]
    kept = preferences.document_readings(library, model)
    done = {name: one for name, one in kept.items() if one.state == "read"}
    read = kept | desk.readings(me, model) | done
    return [
        {**one, "reading": asdict(read[one["id"]]) if one["id"] in read else None}
        for one in documents
    ]


@router.get("", response_model=DocumentList)
def list_documents(
    library: Shelf,
    me: Me,
    request: Request,
    collection: CollectionName | None = None,
    search: str = "",
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> dict[str, Any]:
    """Documents in the order in which they were added, those with `search` in their names."""
    wanted = set(library.collection(collection).documents) if collection is not None else None
    means = search.casefold()
    found = [
        one
        for one in library.documents()
        if (wanted is None or one.id in wanted) and means in one.name.casefold()
    ]
    page, more = list_part(found, [one.id for one in found], after, limit)
    described = describe_kept(library, page)
    shown = with_readings(library, me, request.app.state.desk, described)
    return {"documents": shown, "total": len(found), "next": more}


@router.get("/{identity}", response_model=DocumentFacts)
def get_document(document: Known, library: Shelf, me: Me, request: Request) -> dict[str, Any]:
    """One document, and what is wrong with its pages."""
    described = describe_documents(library, {document.id})
    (found,) = with_readings(library, me, request.app.state.desk, described)
    origins = [asdict(one) for one in select_origins(library, document.id)]
    return {**found, "problems": document.problems, "origins": origins}


@router.delete("/{identity}", status_code=204)
def remove_document(identity: Id, library: Shelf, me: Me, request: Request) -> None:
    """Forgets a document: its bytes, its text, its place in collections. What runs goes on with
    what it holds. In a shared collection it is taken out of that; its owner keeps it."""
    existing_id(library, identity)
    if me.place:
        request.app.state.mirror.take_out(me, identity)
    else:
        library.remove(identity)
    request.app.state.hub.tell(me.id, {"type": "document_removed", "id": identity})


@router.get("/{identity}/text", response_model=TextShape)
def get_text(
    document: Known,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int | None, Query(ge=0)] = None,
) -> dict[str, Any]:
    """A stretch of the canonical text, at most 200,000 characters; `end` says where it stops."""
    return text_stretch(document, start, end)


def text_stretch(document: Document, start: int, end: int | None) -> dict[str, Any]:
    """What `get_text` answers. Raises `InputError`."""
    total = len(document.text)
    stop = total if end is None else end
    if not start <= stop <= total:
        raise InputError(
            f"[{start}, {stop}) is no stretch of the {total} characters of {document.name}"
        )
    stop = min(stop, start + MOST_CHARACTERS)
    return {"text": document.text[start:stop], "start": start, "end": stop, "characters": total}


@router.get("/{identity}/original", response_class=FileResponse)
def get_original(identity: Id, library: Shelf) -> FileResponse:
    """The file as it was uploaded, to be saved and not shown."""
    names = {one.id: one.name for one in library.documents()}
    path = library.original(existing_id(library, identity))
    name = names[identity].rpartition("/")[2]
    return FileResponse(
        path, media_type="application/octet-stream", headers=attachment_header(name)
    )


def list_part(
    found: Sequence[T], ids: Sequence[str], after: str | None, limit: int
) -> tuple[Sequence[T], str | None]:
    """The part of a list that follows the id `after`, and the `next` of the reply. Raises
    `InputError`."""
    if after is not None and after not in ids:
        refuse_unknown_after(after)
    start = 0 if after is None else ids.index(after) + 1
    end = start + limit
    return found[start:end], ids[end - 1] if end < len(found) else None


def refuse_unknown_after(after: str) -> NoReturn:
    """Refuse to continue a list after something that it does not have (any more)."""
    raise InputError(f"after={after[:100]!r}: the list does not have that; begin again without it")


def attachment_header(name: str) -> dict[str, str]:
    """The header that has a browser save a reply under a name and not show it."""
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


def existing_id(library: Library, identity: str) -> str:
    """The id of a document that exists; a name that looks like an id does not count. Raises
    `NotFound`."""
    check_documents_exist(library, [identity])
    return identity


def check_documents_exist(library: Library, wanted: Sequence[str]) -> None:
    """Raises `NotFound` for the first of these ids that no document has."""
    known = {one.id for one in library.documents()} if wanted else set()
    missing = next((identity for identity in wanted if identity not in known), None)
    if missing is not None:
        raise NotFound(f"there is no document {missing}")
