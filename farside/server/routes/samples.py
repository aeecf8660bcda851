"""The sample documents of the package, one click away from an empty library."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from importlib import resources
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request

from farside.errors import NotFound
from farside.server.person import Me
from farside.server.shapes.library import ItemList, Nothing
from farside.server.shapes.system import SampleList
from farside.server.uploads.intake import Intake

router = APIRouter(prefix="/api/samples", tags=["samples"])
COLLECTION = "Samples"
_FOLDERS = ("papers", "legal", "resumes", "invoices")
_BLOCK = 1 << 20


class NoSamples(NotFound):
    """An installation without them."""

    code = "no_samples"


@router.get("", response_model=SampleList)
def list_samples(_: Me) -> dict[str, Any]:
    """What the samples are, and questions that they answer."""
    folder = find_samples()
    files = _files(folder) if folder else []
    asked = json.loads((folder / "questions.json").read_text(encoding="utf-8")) if folder else []
    questions = [
        {
            "question": one["question"],
            "documents": [name.rpartition("/")[2] for name in one["files"]],
        }
        for one in asked
    ]
    return {
        "available": bool(files),
        "documents": [file.name for file in files],
        "questions": questions,
        "collection": COLLECTION,
    }


@router.post("", status_code=202, response_model=ItemList)
async def add_samples(_: Nothing, me: Me, request: Request) -> dict[str, Any]:
    """Puts the samples into a collection of their own, as if they had been uploaded."""
    intake: Intake = request.app.state.intake
    folder = find_samples()
    if folder is None:
        raise NoSamples("this installation came without the sample documents")
    items = [
        await intake.receive(me, file.name, COLLECTION, _blocks(file)) for file in _files(folder)
    ]
    return {"items": [intake.shown(me, item) for item in items], "total": len(items)}


def find_samples() -> Path | None:
    """The folder of the samples: in the package, or beside it in a checkout."""
    package = Path(str(resources.files("farside")))
    places = (package / "samples", package.parent / "samples")
    return next((place for place in places if (place / "questions.json").is_file()), None)


def _files(folder: Path) -> list[Path]:
    return [
        file for name in _FOLDERS for file in sorted((folder / name).glob("*")) if file.is_file()
    ]


async def _blocks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while block := await asyncio.to_thread(file.read, _BLOCK):
            yield block
