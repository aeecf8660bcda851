"""`/v1/files`: uploads that are known by a file id, and, for Kimi's clients, the text that was
extracted from them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import FileResponse, JSONResponse

from farside.errors import NotFound
from farside.library import uploaded
from farside.library.library import Library
from farside.library.uploaded import Uploaded
from farside.server.access.watch import note_touched
from farside.server.http.errors import RESPONSES
from farside.server.openai import extracts
from farside.server.openai.attached import PATIENCE_SECONDS, wait_settled
from farside.server.openai.form import FileForm
from farside.server.openai.refused import BadRequest, OpenAIRoute
from farside.server.openai.reply_shapes import DeletedFile, FileListShape, FileShape, described
from farside.server.person import Me, Person, Shelf
from farside.server.uploads.intake import Intake

router = APIRouter(prefix="/v1", route_class=OpenAIRoute, responses=RESPONSES, tags=["openai"])
PURPOSES = ("user_data", "assistants", extracts.PURPOSE)
# Most files are parsed by then: a client that does not look at the status finds them ready.
_AT_ONCE_SECONDS = 10.0
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "purpose"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "purpose": {"type": "string", "enum": list(PURPOSES)},
                    },
                }
            }
        },
    }
}


@router.post("/files", response_model=None, openapi_extra=_FORM, responses=described(FileShape))
async def create(me: Me, library: Shelf, request: Request) -> dict[str, Any]:
    """Uploads a file, streamed to the disk. It becomes a document of the library."""
    form = FileForm(request.headers.get("content-type", ""), request.stream())
    name = await form.file_name()
    intake: Intake = request.app.state.intake
    item = await intake.receive(me, name, None, _with_purpose(form))
    purpose = form.fields["purpose"]
    file = await asyncio.to_thread(
        uploaded.insert_file, library, item.name, purpose, item.size, item.id
    )
    file = await wait_settled(intake, me, library, file, _AT_ONCE_SECONDS)
    note_touched(request, [file.document or file.id])
    return uploaded_file_object(file)


@router.get("/files", response_model=None, responses=described(FileListShape))
async def list_files(
    me: Me,
    library: Shelf,
    request: Request,
    purpose: str | None = None,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 10_000,
    after: str | None = None,
    order: Literal["asc", "desc"] = "desc",
) -> dict[str, Any]:
    """The files that were uploaded here, the newest first."""
    files = [
        one
        for one in await asyncio.to_thread(uploaded.select_files, library)
        if purpose in (None, one.purpose)
    ]
    if order == "desc":
        files.reverse()
    at = next((n + 1 for n, one in enumerate(files) if one.id == after), 0)
    if after is not None and at == 0:
        raise BadRequest(f"there is no file {after[:100]!r} in this list", "after")
    page = [await _now(request, me, library, one) for one in files[at : at + limit]]
    ends = (
        {"first_id": page[0].id, "last_id": page[-1].id}
        if page
        else {"first_id": None, "last_id": None}
    )
    return {
        "object": "list",
        "data": [uploaded_file_object(one) for one in page],
        "has_more": at + limit < len(files),
        **ends,
    }


@router.get("/files/{file_id}", response_model=None, responses=described(FileShape))
async def retrieve(file_id: str, me: Me, library: Shelf, request: Request) -> dict[str, Any]:
    """One file, with how far it is."""
    return uploaded_file_object(
        await _now(
            request, me, library, await asyncio.to_thread(uploaded.load_file, library, file_id)
        )
    )


@router.get("/files/{file_id}/content", response_model=None)
async def content(file_id: str, me: Me, library: Shelf, request: Request) -> Response:
    """The bytes of a file; of one with the purpose `file-extract` its text, as Kimi gives it, once
    it is parsed."""
    file = await asyncio.to_thread(uploaded.load_file, library, file_id)
    file = await wait_settled(request.app.state.intake, me, library, file, PATIENCE_SECONDS)
    if file.document is None:
        raise BadRequest(
            f"{file_id} has no content: {file.why or 'it is still being read'}", "file_id"
        )
    note_touched(request, [file.document])
    if file.purpose != extracts.PURPOSE:
        path = await asyncio.to_thread(library.original, file.document)
        return FileResponse(path, media_type="application/octet-stream", filename=file.name)
    return JSONResponse(await asyncio.to_thread(_extract, request, library, file))


@router.delete("/files/{file_id}", response_model=None, responses=described(DeletedFile))
async def delete(file_id: str, me: Me, library: Shelf, request: Request) -> dict[str, Any]:
    """Forgets a file, and the document that it brought where nothing else holds it."""
    file = await asyncio.to_thread(uploaded.load_file, library, file_id)
    file = await _now(request, me, library, file)
    note_touched(request, [file.document or file.id])
    if file.document is None:
        with suppress(NotFound):  # it is forgotten after a while anyway
            await request.app.state.intake.forget(me, file.item)
    if await asyncio.to_thread(uploaded.delete_file, library, file) and file.document:
        await asyncio.to_thread(library.remove, file.document)
        request.app.state.hub.tell(me.id, {"type": "document_removed", "id": file.document})
    return {"id": file_id, "object": "file", "deleted": True}


def uploaded_file_object(file: Uploaded) -> dict[str, Any]:
    """A file as OpenAI's clients know it; `farside` names its document."""
    status = "error" if file.why is not None else "processed" if file.document else "uploaded"
    return {
        "id": file.id,
        "object": "file",
        "bytes": file.size,
        "created_at": file.created,
        "filename": file.name,
        "purpose": file.purpose,
        "status": status,
        "status_details": file.why,
        "farside": {"document": file.document},
    }


async def _with_purpose(form: FileForm) -> AsyncIterator[bytes]:
    """The content, as good as its form: one without a purpose is refused, and nothing of it
    kept."""
    async for piece in form.content():
        yield piece
    purpose = form.fields.get("purpose")
    if purpose not in PURPOSES:
        given = "is missing" if purpose is None else f"{purpose[:100]!r} is none that is known here"
        raise BadRequest(f"purpose {given}; give one of: {', '.join(PURPOSES)}", "purpose")
    unknown = sorted(set(form.fields) - {"purpose"})
    if unknown:
        raise BadRequest(
            f"{unknown[0][:100]!r} is no field of an upload here; leave it out", unknown[0][:100]
        )


async def _now(request: Request, me: Person, library: Library, file: Uploaded) -> Uploaded:
    return await wait_settled(request.app.state.intake, me, library, file, 0.0)


def _extract(request: Request, library: Library, file: Uploaded) -> dict[str, Any]:
    return extracts.file_extract(file, request.app.state.libraries.document(library, file.document))
