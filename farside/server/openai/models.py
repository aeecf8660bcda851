"""`/v1/models`, and how many tokens a chat has."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from farside.library.runs import WantedRun
from farside.server.http.errors import RESPONSES
from farside.server.openai import names
from farside.server.openai.body import ChatMessage, Name, UserMessage, message_text
from farside.server.openai.following import follow_run
from farside.server.openai.refused import BadRequest, NoModel, OpenAIRoute
from farside.server.person import Me

router = APIRouter(prefix="/v1", route_class=OpenAIRoute, responses=RESPONSES, tags=["openai"])


class CountBody(BaseModel):
    """A chat to count the tokens of."""

    model_config = ConfigDict(extra="forbid", strict=True)
    model: Name
    messages: list[ChatMessage] = Field(min_length=1)


@router.get("/models", response_model=None)
async def list_models(me: Me) -> dict[str, Any]:
    """The models that can be asked: those on disk, and the one of the settings."""
    found = await asyncio.to_thread(names.known_models, me.settings)
    return {"object": "list", "data": [_shape(name) for name in found]}


@router.get("/models/{model:path}", response_model=None)
async def retrieve_model(model: str, me: Me) -> dict[str, Any]:
    """One model."""
    found = await asyncio.to_thread(names.known_models, me.settings)
    if model not in found:
        raise NoModel(model, tuple(found))
    return _shape(model)


@router.post("/tokenizers/estimate-token-count", response_model=None)
async def estimate(body: CountBody, me: Me, request: Request) -> dict[str, Any]:
    """Count the tokens of the messages, as Kimi does, but exactly as the model's tokeniser counts
    them."""
    spec = await asyncio.to_thread(names.named_model_spec, me, body.model)
    for one in body.messages:
        if (
            isinstance(one, UserMessage)
            and not isinstance(one.content, str)
            and any(p.type == "file" for p in one.content)
        ):
            raise BadRequest(
                "files have no part in the count: they are read in windows", "messages"
            )
    messages = [
        {"role": one.role.replace("developer", "system"), "content": message_text(one)}
        for one in body.messages
    ]
    wanted = WantedRun("count", "count", {"messages": messages, "model": spec}, hidden=True)
    async for event in follow_run(request.app.state.desk, me, wanted):
        if event["type"] == "result":
            return {"data": {"total_tokens": event["result"]["tokens"]}}
    raise BadRequest("the messages were not counted; ask again", "messages")


def _shape(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "farside"}
