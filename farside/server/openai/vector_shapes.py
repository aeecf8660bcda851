"""The objects of vector stores, as OpenAI's API has them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from farside.library.search.rank import RankedPassage
from farside.server.openai.messages import Name
from farside.server.shapes.library import CollectionName

Nothing = Annotated[dict[str, Any], Field(max_length=0)]
Files = Annotated[list[Name], Field(max_length=500)]


class _Given(BaseModel):
    """What is not kept here is refused, where somebody would look for it again. How texts are cut
    (`chunking_strategy`) changes nothing: they are read whole."""

    model_config = ConfigDict(extra="forbid", strict=True)

    chunking_strategy: dict[str, Any] | None = None


class NewStore(_Given):
    name: CollectionName | None = None
    file_ids: Files = []
    metadata: Nothing | None = None
    expires_after: Literal[None] = None


class ChangedStore(_Given):
    name: CollectionName | None = None
    metadata: Nothing | None = None
    expires_after: Literal[None] = None


class AddedFile(_Given):
    file_id: Name
    attributes: Nothing | None = None


class AddedFiles(_Given):
    file_ids: Files
    attributes: Nothing | None = None


class RankingOptions(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    ranker: str | None = None
    score_threshold: Annotated[float, Field(ge=0, le=1)] | None = None


class SearchBody(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    query: Annotated[str, Field(max_length=4000)] | Annotated[list[Name], Field(max_length=20)]
    max_num_results: Annotated[int, Field(ge=1, le=50)] = 10
    rewrite_query: bool | None = None
    ranking_options: RankingOptions | None = None
    filters: Literal[None] = None


class FileCounts(BaseModel):
    in_progress: int = 0
    completed: int = 0
    failed: int = 0
    cancelled: int = 0
    total: int = 0


class StoreShape(BaseModel):
    """A collection. `id` stays when the name changes."""

    id: str
    object: Literal["vector_store"] = "vector_store"
    name: str
    created_at: int
    last_active_at: int
    usage_bytes: int
    file_counts: FileCounts
    status: Literal["completed"] = "completed"
    metadata: dict[str, str] = {}
    expires_after: None = None
    expires_at: None = None


class StoreList(BaseModel):
    object: Literal["list"] = "list"
    data: list[StoreShape]
    has_more: bool
    first_id: str | None
    last_id: str | None


class LastError(BaseModel):
    code: Literal["invalid_file"]
    message: str


class StoreFileShape(BaseModel):
    """A document of a collection, by the id of its file."""

    id: str
    object: Literal["vector_store.file"] = "vector_store.file"
    vector_store_id: str
    created_at: int
    usage_bytes: int
    status: Literal["completed", "failed"]
    last_error: LastError | None = None
    attributes: dict[str, str] = {}


class StoreFileList(BaseModel):
    object: Literal["list"] = "list"
    data: list[StoreFileShape]
    has_more: bool
    first_id: str | None
    last_id: str | None


class BatchShape(BaseModel):
    id: str
    object: Literal["vector_store.files_batch"] = "vector_store.files_batch"
    vector_store_id: str
    created_at: int
    status: Literal["completed"] = "completed"
    file_counts: FileCounts


class Deleted(BaseModel):
    id: str
    object: Literal["vector_store.deleted", "vector_store.file.deleted"]
    deleted: Literal[True] = True


class PassageText(BaseModel):
    type: Literal["text"] = "text"
    text: str


class PassagePlace(BaseModel):
    """Where the passage begins: the page's label, and the character of the canonical text."""

    label: str
    start: int


class FoundPassage(BaseModel):
    """A passage. `score` is 1 for the best one, and less for one that has less of the words."""

    file_id: str
    filename: str
    score: float
    attributes: dict[str, str] = {}
    content: list[PassageText]
    farside: PassagePlace

    @classmethod
    def of(cls, file_id: str, filename: str, found: RankedPassage) -> FoundPassage:
        return cls(
            file_id=file_id,
            filename=filename,
            score=round(found.score, 4),
            content=[PassageText(text=found.text)],
            farside=PassagePlace(label=found.label, start=found.start),
        )


class FoundList(BaseModel):
    object: Literal["vector_store.search_results.page"] = "vector_store.search_results.page"
    search_query: list[str]
    data: list[FoundPassage]
    has_more: Literal[False] = False
    next_page: None = None
