"""Turns a body into what is run: a chat with the model, or a question about documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from farside.library.runs import WantedRun
from farside.server.openai import names
from farside.server.openai.body import (
    AssistantMessage,
    ChatBody,
    UserMessage,
    check_chat_body,
    message_text,
)
from farside.server.openai.refused import BadRequest
from farside.server.person import Person


@dataclass(frozen=True, slots=True)
class AskedCompletion:
    """`wanted` is the run. `notes` say what of the body does not apply to it; `files` gives file
    ids by document id."""

    wanted: WantedRun
    about_documents: bool
    notes: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


def model_of(body: ChatBody, person: Person) -> str:
    """The model that a body asks, as runs keep it. Raises `BadRequest` for a body that cannot be
    carried out, and `NoModel` for a model that is not here."""
    check_chat_body(body)
    return names.named_model_spec(person, body.model)


def read_chat_body(body: ChatBody, model: str, files: Mapping[str, str]) -> AskedCompletion:
    """Read what a body asks for. `files` are the attached documents: file ids by document id.
    Raises `BadRequest`."""
    collection = body.farside.collection if body.farside else None
    if files or collection:
        return _about_documents(body, model, files)
    if body.farside is not None:
        raise BadRequest(
            "farside: name documents or a collection, or leave it out for a chat without documents",
            "farside",
        )
    return AskedCompletion(
        WantedRun("complete", "chat", _completion(body, model), hidden=True), False
    )


def _completion(body: ChatBody, model: str) -> dict[str, Any]:
    roles = {"developer": "system"}
    return {
        "messages": [
            {"role": roles.get(one.role, one.role), "content": message_text(one)}
            for one in body.messages
        ],
        "max_tokens": body.most_tokens,
        "temperature": body.temperature,
        "seed": body.seed,
        "stop": list(body.stops),
        "schema_wanted": body.schema_wanted,
        "model": model,
    }


def _about_documents(body: ChatBody, model: str, files: Mapping[str, str]) -> AskedCompletion:
    last, own = body.messages[-1], body.farside
    if not isinstance(last, UserMessage) or not message_text(last).strip():
        raise BadRequest(
            "the last message must be the user's question about the documents", "messages"
        )
    for name, given in (("stop", body.stops), ("response_format", body.schema_wanted)):
        if given:
            raise BadRequest(
                f"{name} does not go with documents: the answer is sentences with citations",
                name,
                "unsupported_parameter",
            )
    spec = {
        "questions": [message_text(last)],
        "turns": _turns(body),
        "documents": list(files),
        "collection": own.collection if own else None,
        "model": model,
        "window": own.window if own else None,
        "strategy": (own.strategy if own else None) or "auto",
        "rounds": own.rounds if own else None,
        "how": own.how if own else None,
    }
    return AskedCompletion(
        WantedRun("ask", "question", spec, hidden=True), True, _notes(body), files
    )


def _notes(body: ChatBody) -> tuple[str, ...]:
    """Say which parameters an answer about documents does not use, because people would miss
    them."""
    given = {
        "temperature": body.temperature is not None,
        "seed": body.seed is not None,
        "max_tokens": body.most_tokens is not None,
    }
    notes = [
        f"{name} was not used: answers about documents are always the likeliest"
        for name, is_given in given.items()
        if is_given
    ]
    if any(one.role in ("system", "developer") for one in body.messages):
        notes.append("the system message was not used: documents are asked by Farside's own rules")
    return tuple(notes)


def _turns(body: ChatBody) -> list[tuple[str, str]]:
    """The questions before the last one, each with its answer."""
    turns: list[tuple[str, str]] = []
    question = ""
    for one in body.messages:
        if isinstance(one, UserMessage):
            question = message_text(one)
        elif isinstance(one, AssistantMessage) and question:
            turns.append((question, message_text(one)))
            question = ""
    return turns
