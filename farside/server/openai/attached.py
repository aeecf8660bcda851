"""The documents of a chat: files that were uploaded, once they are parsed, and documents of the
library."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

from fastapi import Request

from farside.errors import NotFound
from farside.library import items, uploaded
from farside.library.library import Library
from farside.library.uploaded import Uploaded
from farside.server.openai.body import ChatBody, files_of
from farside.server.openai.refused import BadRequest
from farside.server.person import Person
from farside.server.routes.documents import existing_id
from farside.server.uploads.intake import Intake

# How long a chat waits for a file that is still being parsed.
PATIENCE_SECONDS = 600.0
_DOCUMENT = re.compile("[0-9a-f]{64}")


async def attached_documents(request: Request, person: Person, body: ChatBody) -> Mapping[str, str]:
    """The attached documents: file ids by document id, in the order in which they are named.

    Raises `BadRequest` for a file that did not become a document, and `NotFound` for an unknown id.
    """
    found: dict[str, str] = {}
    library: Library = await asyncio.to_thread(request.app.state.libraries.of, person.settings)
    for identity in files_of(body):
        if _DOCUMENT.fullmatch(identity):
            await asyncio.to_thread(existing_id, library, identity)
            found.setdefault(identity, identity)
            continue
        file = await asyncio.to_thread(uploaded.load_file, library, identity)
        settled = await wait_settled(
            request.app.state.intake, person, library, file, PATIENCE_SECONDS
        )
        if settled.document is None:
            raise BadRequest(
                f"{identity} cannot be asked: {settled.why or 'it is still being read'}", "messages"
            )
        found.setdefault(settled.document, identity)
    return found


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
