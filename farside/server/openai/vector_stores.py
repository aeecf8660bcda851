"""`/v1/vector_stores`: collections, as programs know them that attach files to a store and search
it. A store is a collection, and its files are documents."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Query, Request

from farside.errors import Exists, NotFound
from farside.library import stores, uploaded
from farside.library.library import Library
from farside.library.names import nearest_name
from farside.library.search.fill import fill_index
from farside.library.search.rank import rank_passages
from farside.library.stores import Store, StoredDocument
from farside.server.access.watch import note_touched
from farside.server.http.errors import RESPONSES
from farside.server.openai import attached
from farside.server.openai.following import unless_gone
from farside.server.openai.messages import SentFile
from farside.server.openai.refused import BadRequest, OpenAIRoute
from farside.server.openai.vector_shapes import (
    AddedFile,
    AddedFiles,
    BatchShape,
    ChangedStore,
    Deleted,
    FileCounts,
    FoundList,
    FoundPassage,
    LastError,
    NewStore,
    SearchBody,
    StoreFileList,
    StoreFileShape,
    StoreList,
    StoreShape,
)
from farside.server.person import Me, Person, Shelf
from farside.server.routes import collections
from farside.server.shapes.library import ChangedCollection, Membership

router = APIRouter(
    prefix="/v1/vector_stores", route_class=OpenAIRoute, responses=RESPONSES, tags=["openai"]
)
Limit = Annotated[int, Query(ge=1, le=100)]
Order = Literal["asc", "desc"]
_FILL_SECONDS = 2.0
T = TypeVar("T", Store, StoredDocument)


@router.post("", response_model=StoreShape)
async def create_store(body: NewStore, me: Me, library: Shelf, request: Request) -> StoreShape:
    """A new collection. A name that another one has gets a number."""
    documents = await _documents(request, me, library, body.file_ids)
    made = await asyncio.to_thread(_create, library, body.name or "vector store")
    await asyncio.to_thread(_change, library, me, request, made.name, documents, ())
    return _shape(await asyncio.to_thread(stores.load_store, library, made.id))


@router.get("", response_model=StoreList)
def list_stores(
    library: Shelf, limit: Limit = 20, after: str | None = None, order: Order = "desc"
) -> StoreList:
    """The collections, the newest first."""
    page, more = _page(stores.list_stores(library), limit, after, order)
    shown = [_shape(one) for one in page]
    ends = (shown[0].id, shown[-1].id) if shown else (None, None)
    return StoreList(data=shown, has_more=more, first_id=ends[0], last_id=ends[1])


@router.get("/{store_id}", response_model=StoreShape)
def retrieve_store(store_id: str, library: Shelf) -> StoreShape:
    """One collection."""
    return _shape(stores.load_store(library, store_id))


@router.post("/{store_id}", response_model=StoreShape)
def change_store(
    store_id: str, body: ChangedStore, me: Me, library: Shelf, request: Request
) -> StoreShape:
    """Another name; the id stays."""
    found = stores.load_store(library, store_id)
    if body.name:
        changed = ChangedCollection(name=body.name)
        collections.change_collection(found.name, changed, library, me, request)
    return _shape(stores.load_store(library, store_id))


@router.delete("/{store_id}", response_model=Deleted)
def delete_store(store_id: str, me: Me, library: Shelf, request: Request) -> Deleted:
    """Forgets a collection; its documents stay in the library."""
    found = stores.load_store(library, store_id)
    collections.remove_collection(found.name, library, me, request)
    return Deleted(id=store_id, object="vector_store.deleted")


@router.post("/{store_id}/files", response_model=StoreFileShape)
async def add_file(
    store_id: str, body: AddedFile, me: Me, library: Shelf, request: Request
) -> StoreFileShape:
    """Puts a file in, once it is parsed. One that cannot be read is told as failed."""
    store = await asyncio.to_thread(stores.load_store, library, store_id)
    try:
        documents = await unless_gone(request, _documents(request, me, library, [body.file_id]))
    except BadRequest as error:
        failed = LastError(code="invalid_file", message=str(error))
        return _file_shape(store_id, body.file_id, int(time.time()), 0, failed)
    await asyncio.to_thread(_change, library, me, request, store.name, documents, ())
    return await asyncio.to_thread(_retrieve, library, store_id, body.file_id)


@router.get("/{store_id}/files", response_model=StoreFileList)
def list_files(
    store_id: str,
    library: Shelf,
    limit: Limit = 20,
    after: str | None = None,
    order: Order = "desc",
    status: Annotated[
        Literal["in_progress", "completed", "failed", "cancelled"] | None, Query(alias="filter")
    ] = None,
) -> StoreFileList:
    """The documents of a collection, by the ids of their files where they were uploaded as such."""
    store, ids = stores.load_store(library, store_id), file_ids(library)
    named = [(ids.get(one.id, one.id), one) for one in store.documents]
    documents = store.documents if status in (None, "completed") else ()
    start = next((one.id for file, one in named if file == after), after)
    page, more = _page(documents, limit, start, order)
    shown = [_member_shape(store, ids, one) for one in page]
    ends = (shown[0].id, shown[-1].id) if shown else (None, None)
    return StoreFileList(data=shown, has_more=more, first_id=ends[0], last_id=ends[1])


@router.get("/{store_id}/files/{file_id}", response_model=StoreFileShape)
def retrieve_file(store_id: str, file_id: str, library: Shelf) -> StoreFileShape:
    """One document of a collection."""
    return _retrieve(library, store_id, file_id)


@router.delete("/{store_id}/files/{file_id}", response_model=Deleted)
def delete_file(store_id: str, file_id: str, me: Me, library: Shelf, request: Request) -> Deleted:
    """Takes a document out of a collection; the file stays."""
    store, member = _member(library, store_id, file_id)
    _change(library, me, request, store.name, (), [member.id])
    return Deleted(id=file_id, object="vector_store.file.deleted")


@router.post("/{store_id}/file_batches", response_model=BatchShape)
async def add_files(
    store_id: str, body: AddedFiles, me: Me, library: Shelf, request: Request
) -> BatchShape:
    """Puts files in, once they are parsed. Nothing is kept of a batch but its counts, which its id
    tells."""
    store = await asyncio.to_thread(stores.load_store, library, store_id)
    documents: list[str] = []
    for file in body.file_ids:
        try:
            documents += await unless_gone(request, _documents(request, me, library, [file]))
        except BadRequest:
            continue  # it is counted as failed
    await asyncio.to_thread(_change, library, me, request, store.name, documents, ())
    done, failed = len(documents), len(body.file_ids) - len(documents)
    made = f"vsfb_{int(time.time()):x}_{done:x}_{failed:x}_{secrets.token_hex(6)}"
    return _batch_shape(store_id, made)


@router.get("/{store_id}/file_batches/{batch_id}", response_model=BatchShape)
def retrieve_batch(store_id: str, batch_id: str, library: Shelf) -> BatchShape:
    """What became of a batch."""
    stores.load_store(library, store_id)
    return _batch_shape(store_id, batch_id)


@router.post("/{store_id}/search", response_model=FoundList)
def search_store(store_id: str, body: SearchBody, library: Shelf, request: Request) -> FoundList:
    """The passages that have the most of the words, by the library's index. No model is asked; a
    question with `file_search` is, and reads all of the documents."""
    store, ids = stores.load_store(library, store_id), file_ids(library)
    names = {one.id: one.name for one in store.documents}
    fill_index(library, frozenset(names), _FILL_SECONDS)
    asked = body.query if isinstance(body.query, str) else " ".join(body.query)
    least = (body.ranking_options.score_threshold if body.ranking_options else None) or 0.0
    found = [
        one
        for one in rank_passages(library, asked, frozenset(names), body.max_num_results)
        if one.score >= least
    ]
    note_touched(request, dict.fromkeys(one.document for one in found))
    data = [
        FoundPassage.of(ids.get(one.document, one.document), names[one.document], one)
        for one in found
    ]
    return FoundList(search_query=[asked], data=data)


def file_ids(library: Library) -> dict[str, str]:
    """The ids of the files by which documents were uploaded here, by the id of the document; of
    several uploads of one the newest."""
    return {one.document: one.id for one in uploaded.select_files(library) if one.document}


async def _documents(
    request: Request, me: Person, library: Library, files: Sequence[str]
) -> list[str]:
    """The documents of these files. Raises `BadRequest` for one that is none, and `NotFound`."""
    found = []
    for file in files:
        sent = SentFile(file_id=file)
        found.append((await attached.attach_file(request, me, library, sent))[0])
    return found


def _create(library: Library, wanted: str) -> Store:
    while True:
        name = nearest_name(wanted, {one.name for one in library.collections()})
        with suppress(Exists):  # another request took the name just now
            library.create(name, new=True)
            return stores.store_of(library, name)


def _change(
    library: Library,
    me: Person,
    request: Request,
    name: str,
    add: Sequence[str],
    remove: Sequence[str],
) -> None:
    membership = Membership(add=list(dict.fromkeys(add)), remove=list(remove))
    collections.change_members(name, membership, library, me, request)


def _member(library: Library, store_id: str, file_id: str) -> tuple[Store, StoredDocument]:
    store, ids = stores.load_store(library, store_id), file_ids(library)
    files = {one.id: one.document for one in uploaded.select_files(library)}
    wanted = files.get(file_id, file_id)
    for one in store.documents:
        if one.id == wanted or ids.get(one.id) == file_id:
            return store, one
    raise NotFound(f"the vector store {store_id} has no file {file_id[:100]!r}")


def _retrieve(library: Library, store_id: str, file_id: str) -> StoreFileShape:
    _, member = _member(library, store_id, file_id)
    return _file_shape(store_id, file_id, member.added, member.size)


def _page(
    found: Sequence[T], limit: int, after: str | None, order: Order
) -> tuple[Sequence[T], bool]:
    listed = list(found) if order == "asc" else list(reversed(found))
    at = next((n + 1 for n, one in enumerate(listed) if one.id == after), 0)
    if after is not None and at == 0:
        raise BadRequest(f"there is no {after[:100]!r} in this list", "after")
    return listed[at : at + limit], at + limit < len(listed)


def _shape(store: Store) -> StoreShape:
    count = len(store.documents)
    return StoreShape(
        id=store.id,
        name=store.name,
        created_at=store.created,
        last_active_at=store.created,
        usage_bytes=sum(one.size for one in store.documents),
        file_counts=FileCounts(completed=count, total=count),
    )


def _member_shape(store: Store, ids: dict[str, str], one: StoredDocument) -> StoreFileShape:
    return _file_shape(store.id, ids.get(one.id, one.id), one.added, one.size)


def _file_shape(
    store: str, file: str, created: int, size: int, failed: LastError | None = None
) -> StoreFileShape:
    return StoreFileShape(
        id=file,
        vector_store_id=store,
        created_at=created,
        usage_bytes=size,
        status="failed" if failed else "completed",
        last_error=failed,
    )


def _batch_shape(store: str, batch: str) -> BatchShape:
    try:
        prefix, created, done, failed, _ = batch.split("_")
        counted = [int(one, 16) for one in (created, done, failed)]
    except ValueError as error:
        raise NotFound(f"there is no batch {batch[:100]!r}") from error
    if prefix != "vsfb":
        raise NotFound(f"there is no batch {batch[:100]!r}")
    return BatchShape(
        id=batch,
        vector_store_id=store,
        created_at=counted[0],
        file_counts=FileCounts(completed=counted[1], failed=counted[2], total=sum(counted[1:])),
    )
