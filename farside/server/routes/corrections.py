"""What people put right: seen and deleted by them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request

from farside.learn.making import put_right
from farside.server.access.watch import note_touched
from farside.server.person import Shelf
from farside.server.routes.answers import AsciiJson
from farside.server.shapes.runs import CorrectionList

router = APIRouter(prefix="/api/corrections", tags=["corrections"])
Id = Annotated[
    str, Path(pattern="^([0-9a-f]{8}|[0-9a-f]{12}|all)$", description="Its id, or 'all'")
]


@router.get("", response_model=CorrectionList, response_class=AsciiJson)
def list_corrections(library: Shelf, request: Request) -> dict[str, Any]:
    """Cells that were put right and what was said of answers, the latest first."""
    found = put_right.list_put_right(library)
    note_touched(request, {each for one in found for each in one.document_ids})
    return {"corrections": [asdict(one) for one in found], "total": len(found)}


@router.delete("/{identity}", status_code=204)
def delete_correction(identity: Id, library: Shelf) -> None:
    """Deletes one, or all, and the problems that were made of any: a cell is again what was
    read."""
    put_right.delete_put_right(library, identity)
