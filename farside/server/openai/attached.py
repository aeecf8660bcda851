"""The documents of a chat: files that were uploaded, once they are parsed, and documents of the
library."""

from __future__ import annotations

import asyncio
import base64
import mimetypes
import re
from collections.abc import AsyncIterator, Mapping

from fastapi import Request

from farside.errors import InputError, NotFound
from farside.library import items, uploaded
from farside.library.library import Library
from farside.library.uploaded import Uploaded
from farside.server.openai.body import ChatBody
from farside.server.openai.messages import SentFile, sent_files
from farside.server.openai.names import NamedModel, document_names
from farside.server.openai.refused import BadRequest, NoModel
from farside.server.person import Person
from farside.server.routes.documents import existing_id
from farside.server.uploads.intake import Intake

# How long a chat waits for a file that is still being parsed.
PATIENCE_SECONDS = 600.0
_DOCUMENT = re.compile("[0-9a-f]{64}")


async def attached_documents(
    request: Request, person: Person, body: ChatBody, model: NamedModel
) -> Mapping[str, str]:
    """The attached documents: file ids by document id, in the order in which they are named; the
    whole library for a model that is `everything`.

    Raises `BadRequest` for a file that did not become a document, `NotFound` for an unknown id, and
    `NoModel` where the model stands for a collection that is not there.
    """
    library: Library = await asyncio.to_thread(request.app.state.libraries.of, person.settings)
    if model.collection is not None:
        await asyncio.to_thread(_check_collection, library, model.collection, body.model)
    named = body.farside.documents if body.farside else []
    wanted = [*sent_files(body.messages), *(SentFile(file_id=one) for one in named)]
    found: dict[str, str] = {}
    for one in wanted:
        document, identity = await attach_file(request, person, library, one)
        found.setdefault(document, identity)
    if model.everything:
        for each in await asyncio.to_thread(library.documents):
            found.setdefault(each.id, each.id)
    return found


def _check_collection(library: Library, collection: str, model: str) -> None:
    try:
        library.collection(collection)
    except (NotFound, InputError) as error:
        raise NoModel(model, tuple(document_names(library))) from error


async def attach_file(
    request: Request, person: Person, library: Library, sent: SentFile
) -> tuple[str, str]:
    """A document that is attached, and the id that the client knows it by."""
    if (sent.file_id is None) == (sent.file_data is None):
        raise BadRequest("a file has either a file_id or file_data", "messages")
    if sent.file_data is not None:
        document = await take_sent_file(request, person, sent.file_data, sent.filename)
        return document, document
    identity = sent.file_id or ""
    if _DOCUMENT.fullmatch(identity):
        await asyncio.to_thread(existing_id, library, identity)
        return identity, identity
    file = await asyncio.to_thread(uploaded.load_file, library, identity)
    settled = await wait_settled(request.app.state.intake, person, library, file, PATIENCE_SECONDS)
    if settled.document is None:
        raise BadRequest(
            f"{identity} cannot be asked: {settled.why or 'it is still being read'}", "messages"
        )
    return settled.document, identity


async def take_sent_file(request: Request, person: Person, data: str, name: str | None) -> str:
    """The document of a file whose bytes stand in a message. It comes in as an upload does; one
    that the library has is not read again. Raises `BadRequest`."""
    content, suffix = decode_data(data)
    shown = name or f"document{suffix}"

    async def stream() -> AsyncIterator[bytes]:
        yield content

    intake: Intake = request.app.state.intake
    item = await intake.receive(person, shown, None, stream())
    item = await intake.settled(person, item.id, PATIENCE_SECONDS)
    if item.document is None:
        why = item.why or ("it is an archive: send its files" if item.members else "it is read yet")
        raise BadRequest(f"{shown} cannot be asked: {why}", "messages")
    return item.document


def decode_data(data: str) -> tuple[bytes, str]:
    """The bytes of a data URL or of bare base64, with the suffix that its type has ("" where it
    tells none). Raises `BadRequest`."""
    kind = ""
    if data[:5].lower() == "data:":
        head, _, data = data.partition(",")
        kind, *more = head[5:].lower().split(";")
        if "base64" not in more:
            raise BadRequest("a data URL of a file must be in base64", "messages")
    elif "://" in data[:20]:
        raise BadRequest(
            "Farside fetches nothing from addresses: send the bytes as a data URL in base64, or "
            "upload the file to /v1/files",
            "messages",
        )
    try:
        content = base64.b64decode("".join(data.split()), validate=True)
    except ValueError as error:
        raise BadRequest(f"the file is not in base64 ({error})", "messages") from error
    if not content:
        raise BadRequest("the file is empty", "messages")
    return content, mimetypes.guess_extension(kind) or ""


async def wait_settled(
    intake: Intake, person: Person, library: Library, file: Uploaded, seconds: float
) -> Uploaded:
    """Wait until it is known what became of the file, `seconds` at most, and return the file with
    that.
    """
    if file.document is not None or file.why is not None:
        return file
    try:
        waited = (
            intake.settled(person, file.item, seconds)
            if seconds
            else asyncio.to_thread(items.load_item, library, file.item)
        )
        item = await waited
    except NotFound:
        why = "its upload was forgotten before it became a document; upload it again"
        return await asyncio.to_thread(uploaded.settle_file, library, file, None, False, why)
    if item.state in ("failed", "skipped"):
        return await asyncio.to_thread(
            uploaded.settle_file, library, file, None, False, item.why or item.state
        )
    if item.state != "ready":
        return file
    if item.document is None:
        why = f"it is an archive of {item.members} files; upload its files one by one"
        return await asyncio.to_thread(uploaded.settle_file, library, file, None, False, why)
    brought = await asyncio.to_thread(_brought, library, item.document, item.created)
    return await asyncio.to_thread(
        uploaded.settle_file, library, file, item.document, brought, None
    )


def _brought(library: Library, document: str, since: str) -> bool:
    """Tell whether the library had no such document before the file came."""
    return any(one.id == document and one.added >= since for one in library.documents())
