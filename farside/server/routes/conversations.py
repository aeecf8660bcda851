"""Conversations: kept, renamed, searched, exported, forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from farside.errors import NotFound
from farside.library import conversations
from farside.library.conversations import Conversation, ConversationMessage
from farside.library.library import Library
from farside.server.access.watch import note_touched
from farside.server.http.told import event_for
from farside.server.pages.export import EXPORTS, SaidMessage
from farside.server.person import Me, Person, Shelf
from farside.server.routes.answers import AsciiJson, kept_answer
from farside.server.routes.documents import (
    attachment_header,
    check_documents_exist,
    refuse_unknown_after,
)
from farside.server.runs.specs import choose_documents
from farside.server.shapes.runs import (
    ChangedConversation,
    ChoiceBody,
    ConversationList,
    ConversationShape,
    NewConversation,
)
from farside.work import json_form

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
Id = Annotated[str, Path(pattern="^c[0-9a-f]{16}$", description="The conversation's id")]


@router.get("", response_model=ConversationList)
def list_conversations(
    library: Shelf,
    search: Annotated[str, Query(max_length=500)] = "",
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> dict[str, Any]:
    """Conversations, the one changed last first; `search` is looked for in titles and messages."""
    if after is not None and not conversations.has_conversation(library, after):
        refuse_unknown_after(after)
    found, total = conversations.select_conversations(library, search, after, limit + 1)
    more = found[limit - 1].id if len(found) > limit else None
    return {"conversations": [asdict(one) for one in found[:limit]], "total": total, "next": more}


@router.post("", status_code=201, response_model=ConversationShape)
def create_conversation(
    body: NewConversation, library: Shelf, me: Me, request: Request
) -> dict[str, Any]:
    """A conversation about documents, collections, everything or your notes. Without a title it
    takes its first question for one."""
    note_touched(request, _about(library, body))
    made = conversations.insert_conversation(
        library,
        body.title.strip(),
        body.documents,
        body.collection,
        body.notes,
        body.collections,
        body.everything,
    )
    return _told(made, me, request)


@router.get("/{identity}", response_class=AsciiJson)
def get_conversation(identity: Id, me: Me, library: Shelf, request: Request) -> AsciiJson:
    """A conversation with its messages and their answers."""
    found = conversations.load_conversation(library, identity)
    messages = [
        _message(me, library, one) for one in conversations.select_messages(library, identity)
    ]
    _quoted(request, [one["answer"] for one in messages])
    return AsciiJson(asdict(found) | {"messages": messages})


@router.patch("/{identity}", response_model=ConversationShape)
def change_conversation(
    identity: Id, body: ChangedConversation, library: Shelf, me: Me, request: Request
) -> dict[str, Any]:
    """Another title, other documents, another collection (null: none), other collections,
    everything or no longer; what is left out stays."""
    values = body.model_dump(exclude_unset=True)
    note_touched(request, _about(library, body))
    changed = (
        conversations.update_conversation(library, identity, **values)
        if values
        else conversations.load_conversation(library, identity)
    )
    return _told(changed, me, request)


@router.delete("/{identity}", status_code=204)
def remove_conversation(identity: Id, library: Shelf, me: Me, request: Request) -> None:
    """Forgets a conversation; its answers stay."""
    conversations.load_conversation(library, identity)
    conversations.delete_conversation(library, identity)
    request.app.state.hub.tell(me.id, {"type": "conversation_removed", "id": identity})


@router.get("/{identity}/export", response_class=Response)
def export_conversation(
    identity: Id,
    me: Me,
    library: Shelf,
    request: Request,
    format: Literal["md", "docx", "json"] = "md",
) -> Response:
    """A conversation as a file: Markdown, Word or JSON."""
    found = conversations.load_conversation(library, identity)
    said = [
        SaidMessage(one, _answer(me, library, one))
        for one in conversations.select_messages(library, identity)
    ]
    _quoted(request, [one.answer for one in said])
    make, media_type = EXPORTS[format]
    name = f"{found.title or 'conversation'}.{format}"
    return Response(make(found, said), media_type=media_type, headers=attachment_header(name))


def _quoted(request: Request, given: Sequence[Mapping[str, Any] | None]) -> None:
    """Note for the audit which documents these answers quote."""
    cited = [
        one["document_id"]
        for answer in given
        if answer
        for one in (*answer["citations"], *answer["closest"])
    ]
    note_touched(request, cited)


def _message(me: Person, library: Library, message: ConversationMessage) -> dict[str, Any]:
    return asdict(message) | {"answer": _answer(me, library, message)}


def _answer(me: Person, library: Library, message: ConversationMessage) -> dict[str, Any] | None:
    if message.answer is None:
        return None
    try:
        return event_for(
            me, json_form.answer_as_plain(kept_answer(library, message.answer), ledger=False)
        )
    except NotFound:
        return None


def _about(library: Library, about: ChoiceBody) -> Sequence[str]:
    """The documents that are named, and those of named collections; everything names none. Raises
    `NotFound`."""
    check_documents_exist(library, about.documents)
    named = [*([about.collection] if about.collection is not None else ()), *about.collections]
    return choose_documents(library, about.documents, named, everything=False)


def _told(found: Conversation, me: Me, request: Request) -> dict[str, Any]:
    shown = asdict(found)
    request.app.state.hub.tell(me.id, {"type": "conversation", "conversation": shown})
    return shown
