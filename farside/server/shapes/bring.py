"""The objects of the API: those of texts, web pages and watched folders. What they mean:
docs/api.md."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from farside.server.shapes.library import CollectionName, StrictBody


class NewText(StrictBody):
    """Text that becomes a document. Without a name its first line is one."""

    text: Annotated[str, Field(min_length=1, max_length=10_000_000)]
    name: Annotated[str, Field(max_length=200)] | None = None
    collection: CollectionName | None = None


class NewPage(StrictBody):
    """A page or file of the public web."""

    url: Annotated[str, Field(min_length=1, max_length=4000)]
    collection: CollectionName | None = None


class WatchShape(BaseModel):
    """A folder of the server that is watched. `waiting` files are being written or on their
    way, `gone` ones are not there any more and their documents are kept."""

    id: str
    folder: str
    collection: str
    removes: bool
    active: bool
    created: str
    looked: str | None
    problem: str | None
    files: int
    waiting: int
    gone: int
    failed: int


class ProblemShape(BaseModel):
    """A file of a watched folder, by its path in it, that is no document."""

    path: str
    why: str


class GoneShape(BaseModel):
    """A file that is not there any more, since when that is known, and its document."""

    path: str
    since: str
    document: str | None


class WatchFacts(WatchShape):
    """A watch with at most 1,000 of its files that failed or are gone."""

    problems: list[ProblemShape]
    missing: list[GoneShape]


class WatchList(BaseModel):
    """All watches, and the folders below which this person may watch."""

    watches: list[WatchShape]
    total: int
    roots: list[str]


class NewWatch(StrictBody):
    """A folder to watch, by its whole path. Without a collection it is called as the folder."""

    folder: Annotated[str, Field(min_length=1, max_length=4000)]
    collection: CollectionName | None = None
    removes: bool = False


class ChangedWatch(StrictBody):
    """What changes of a watch."""

    active: bool | None = None
    removes: bool | None = None


class GoneFiles(StrictBody):
    """What becomes of the documents of files that are gone."""

    remove: bool
