"""The objects of the API: those of settings and of the machine. What they mean: docs/api.md."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from farside.server.shapes.library import PagedList, StrictBody
from farside.server.shapes.runs import Model, Rounds, Strategy, WindowTokens
from farside.types import How


class SharedPlace(BaseModel):
    """The shared collection that I am in, whose it is, and what I may do."""

    share: str
    collection: str
    owner: str
    user: str
    role: Literal["read", "ask", "edit"]


class MeShape(BaseModel):
    """Who asks. Where `csrf` is not null, send it back as `X-CSRF-Token`."""

    id: str
    name: str
    admin: bool
    local: bool
    csrf: str | None
    version: str
    shared: SharedPlace | None


class Choices(BaseModel):
    """The settings that apply to a person."""

    model: str
    strategy: Strategy
    window: int | None
    rounds: int | None
    how: How
    read_ahead: bool
    language: Literal["auto", "en", "zh"]
    theme: Literal["auto", "light", "dark"]


class Limits(BaseModel):
    """What a person may: also whether the server fetches web pages and watches folders for them."""

    upload_bytes: int
    runs_waiting: int
    rounds: int
    fetch: bool
    watch: bool


class SettingsShape(Choices):
    defaults: Choices
    limits: Limits


class ChangedSettings(StrictBody):
    """What a person chooses; null takes a choice back."""

    model: Model | None = None
    strategy: Strategy | None = None
    window: WindowTokens | None = None
    rounds: Rounds | None = None
    how: How | None = None
    read_ahead: bool | None = None
    language: Literal["auto", "en", "zh"] | None = None
    theme: Literal["auto", "light", "dark"] | None = None


class ModelShape(BaseModel):
    """A model that can be asked."""

    name: str
    title: str
    licence: str
    bytes: int
    state: Literal["ready", "partial", "absent"]


class ModelList(PagedList):
    models: list[ModelShape]


class EngineShape(BaseModel):
    """The engine, and how many runs wait for it."""

    running: bool
    model: str | None
    busy: bool
    waiting: int


class KeptShape(BaseModel):
    bytes: int
    states: int
    budget: int


class StorageShape(BaseModel):
    """Bytes on disk."""

    documents: int
    texts: int
    pictures: int
    uploads: int
    kv: KeptShape
    models: int
    free: int


class Freed(BaseModel):
    freed: int


class SampleQuestion(BaseModel):
    question: str
    documents: list[str]


class SampleList(BaseModel):
    """The sample documents, and questions that they answer."""

    available: bool
    documents: list[str]
    questions: list[SampleQuestion]
    collection: str
