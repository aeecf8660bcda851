"""`/v1/models`, and how many tokens a chat has."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from farside.library.runs import WantedRun
from farside.server.http.errors import RESPONSES
from farside.server.openai import names
from farside.server.openai.calls import Tool
from farside.server.openai.following import follow_run
from farside.server.openai.messages import ChatMessage, Name, message_role, message_text, sent_files
from farside.server.openai.refused import BadRequest, NoModel, OpenAIRoute
from farside.server.openai.reply_shapes import EstimateShape, ModelListShape, ModelShape, described
from farside.server.person import Me, Person

router = APIRouter(prefix="/v1", route_class=OpenAIRoute, responses=RESPONSES, tags=["openai"])


class CountBody(BaseModel):
    """A chat to count the tokens of."""

    model_config = ConfigDict(extra="forbid", strict=True)
    model: Name
    messages: list[ChatMessage] = Field(min_length=1)
    tools: Annotated[list[Tool], Field(max_length=0)] | None = None


@router.get("/models", response_model=None, responses=described(ModelListShape))
async def list_models(me: Me, request: Request) -> dict[str, Any]:
    """What can be asked: the models on disk, the one of the settings, and the person's documents,
    each collection by a name of its own."""
    found = await asyncio.to_thread(_all_names, me, request)
    ends = {"first_id": found[0], "last_id": found[-1], "has_more": False}
    return {"object": "list", "data": [_shape(name) for name in found], **ends}


@router.get("/models/{model:path}", response_model=None, responses=described(ModelShape))
async def retrieve_model(model: str, me: Me, request: Request) -> dict[str, Any]:
    """One model."""
    found = await asyncio.to_thread(_all_names, me, request)
    if model not in found and not names.is_another_name(me.settings, model):
        raise NoModel(model, tuple(found))
    return _shape(model)


@router.post(
    "/tokenizers/estimate-token-count", response_model=None, responses=described(EstimateShape)
)
async def estimate(body: CountBody, me: Me, request: Request) -> dict[str, Any]:
    """Count the tokens of the messages, as Kimi does, but exactly as the model's tokeniser counts
    them."""
    return {"data": {"total_tokens": await count_chat(request, me, body.model, body.messages)}}


async def count_chat(request: Request, me: Person, model: str, said: Sequence[ChatMessage]) -> int:
    """The tokens of a chat. Raises `BadRequest` for one with files, and `NoModel`."""
    named = await asyncio.to_thread(names.find_named_model, me, model)
    if sent_files(said):
        raise BadRequest("files have no part in the count: they are read in windows", "messages")
    messages = [{"role": message_role(one), "content": message_text(one)} for one in said]
    wanted = WantedRun("count", "count", {"messages": messages, "model": named.spec}, hidden=True)
    async for event in follow_run(request.app.state.desk, me, wanted):
        if event["type"] == "result":
            return int(event["result"]["tokens"])
    raise BadRequest("the messages were not counted; ask again", "messages")


def _all_names(me: Person, request: Request) -> list[str]:
    library = request.app.state.libraries.of(me.settings)
    return [*names.known_models(me.settings), *names.document_names(library)]


def _shape(name: str) -> dict[str, Any]:
    """A model as OpenAI's clients know it, and as Anthropic's do."""
    openai = {"id": name, "object": "model", "created": 0, "owned_by": "farside"}
    return openai | {"type": "model", "display_name": name, "created_at": "1970-01-01T00:00:00Z"}
