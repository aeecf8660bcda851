"""Turns a body into what is run: a chat with the model, or a question about documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from farside.library.runs import WantedRun
from farside.server.openai import names
from farside.server.openai.body import ChatBody, check_chat_body
from farside.server.openai.calls import ForcedCall
from farside.server.openai.footnotes import without_footnotes
from farside.server.openai.messages import (
    AssistantMessage,
    UserMessage,
    message_role,
    message_text,
)
from farside.server.openai.names import NamedModel
from farside.server.openai.refused import BadRequest
from farside.server.person import Person


@dataclass(frozen=True, slots=True)
class AskedCompletion:
    """`wanted` is the run. `notes` say what of the body does not apply to it; `files` gives file
    ids by document id; `footnotes`: what is cited stands below the text; `call`: the function whose
    arguments the reply is."""

    wanted: WantedRun
    about_documents: bool
    notes: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    footnotes: bool = False
    call: ForcedCall | None = None


def model_of(body: ChatBody, person: Person) -> NamedModel:
    """The model that a body asks, as runs keep it, with the documents that its name stands for.
    Raises `BadRequest` for a body that cannot be carried out, and `NoModel` for a model that is not
    here."""
    check_chat_body(body)
    return names.find_named_model(person, body.model)


def read_chat_body(body: ChatBody, model: NamedModel, files: Mapping[str, str]) -> AskedCompletion:
    """Read what a body asks for. `files` are the attached documents: file ids by document id.
    Raises `BadRequest`."""
    collection = (body.farside.collection if body.farside else None) or model.collection
    if files or collection:
        return _about_documents(body, model, collection, files)
    if model.everything:
        raise BadRequest(
            f"the library has no documents yet: add some, then ask {body.model!r} again", "model"
        )
    if body.farside is not None:
        raise BadRequest(
            "farside: name documents or a collection, or leave it out for a chat without documents",
            "farside",
        )
    return AskedCompletion(
        WantedRun("complete", "chat", _completion(body, model.spec), hidden=True),
        False,
        call=body.forced,
    )


def _completion(body: ChatBody, model: str) -> dict[str, Any]:
    said = [{"role": message_role(one), "content": message_text(one)} for one in body.messages]
    if body.forced:  # one message of the system: not every template takes two
        begun = said.pop(0)["content"] if said[0]["role"] == "system" else ""
        told = f"{begun}\n\n{body.forced.told}".strip()
        said.insert(0, {"role": "system", "content": told})
    return {
        "messages": said,
        "max_tokens": body.most_tokens,
        "temperature": body.temperature,
        "seed": body.seed,
        "stop": list(body.stops),
        "schema_wanted": body.schema_wanted,
        "sampling": asdict(body.sampling),
        "model": model,
    }


def _about_documents(
    body: ChatBody, model: NamedModel, collection: str | None, files: Mapping[str, str]
) -> AskedCompletion:
    last, own = body.messages[-1], body.farside
    if not isinstance(last, UserMessage) or not message_text(last).strip():
        raise BadRequest(
            "the last message must be the user's question about the documents", "messages"
        )
    given_up = {
        "stop": body.stops,
        "tools": body.forced,
        "response_format": body.schema_wanted,
    }
    for name, given in given_up.items():
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
        "collection": collection,
        "model": model.spec,
        "window": own.window if own else None,
        "strategy": (own.strategy if own else None) or "auto",
        "rounds": own.rounds if own else None,
        "how": own.how if own else None,
    }
    wanted = WantedRun("ask", "question", spec, hidden=True)
    own_word = own.footnotes if own else None
    footnotes = model.is_documents if own_word is None else own_word
    return AskedCompletion(wanted, True, _notes(body), files, footnotes)


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
            turns.append((question, without_footnotes(message_text(one))))
            question = ""
    return turns
