"""The objects of OpenAI's API that are told, as the OpenAPI document describes them. What is theirs
has `farside` beside it where documents were read."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

Described = dict[int | str, dict[str, Any]]
"""Replies of a route by their status."""


def described(shape: type[BaseModel], *, streams: bool = False) -> Described:
    """A reply of this shape, which may come as a stream of events instead."""
    told: dict[str, Any] = {"model": shape, "description": "What was asked for"}
    if streams:
        told["content"] = {"text/event-stream": {}}
    return {200: told}


class ChatChoice(BaseModel):
    index: int
    message: dict[str, Any]
    logprobs: None
    finish_reason: Literal["stop", "length", "tool_calls"]


class ChatShape(BaseModel):
    """A chat completion. `usage` has OpenAI's counts, and `cached_tokens` as Kimi's."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChatChoice]
    usage: dict[str, Any]
    farside: dict[str, Any] | None = None


class ResponseShape(BaseModel):
    """A response: its `output` has a message, the call of a function, or a file search and a
    message."""

    id: str
    object: Literal["response"]
    created_at: int
    status: Literal["completed", "incomplete"]
    model: str
    output: list[dict[str, Any]]
    usage: dict[str, Any]
    farside: dict[str, Any] | None = None


class FileDocument(BaseModel):
    document: str | None


class FileShape(BaseModel):
    """A file; `farside` names the document that it became."""

    id: str
    object: Literal["file"]
    bytes: int
    created_at: int
    filename: str
    purpose: str
    status: Literal["uploaded", "processed", "error"]
    status_details: str | None
    farside: FileDocument


class FileListShape(BaseModel):
    object: Literal["list"]
    data: list[FileShape]
    has_more: bool
    first_id: str | None
    last_id: str | None


class DeletedFile(BaseModel):
    id: str
    object: Literal["file"]
    deleted: Literal[True]


class ModelShape(BaseModel):
    """A model as OpenAI's clients know it, and as Anthropic's do."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str
    type: Literal["model"]
    display_name: str
    created_at: str


class ModelListShape(BaseModel):
    object: Literal["list"]
    data: list[ModelShape]
    first_id: str
    last_id: str
    has_more: Literal[False]


class TotalTokens(BaseModel):
    total_tokens: int


class EstimateShape(BaseModel):
    data: TotalTokens
