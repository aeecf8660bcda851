"""What asking would take, told before anything is sent."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any

from fastapi import APIRouter, Request

from farside.library import preferences
from farside.library.library import Library
from farside.server.errors import Busy
from farside.server.intake import describe
from farside.server.person import Me, Person, Shelf
from farside.server.process import Child
from farside.server.routes.runs import needs_something, selection
from farside.server.shapes_runs import PlanBody, PlanShape

router = APIRouter(prefix="/api", tags=["runs"])
_MOST = 200
_SECONDS = 30.0
_AT_ONCE = 2


class Plans:
    """Plans of late: the same choice of documents is planned once. Belongs to the event loop."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[Any, ...], dict[str, Any]] = OrderedDict()
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    async def of(self, person: Person, spec: dict[str, Any], kept: int) -> dict[str, Any]:
        """The plan of a spec. `kept` changes with what was read meanwhile. Raises what planning raises."""
        key = (person.id, kept, *(repr(spec[name]) for name in sorted(spec)))
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        async with self._at_once:
            plan = await _planned(person, spec)
        if plan["known"]:
            self._known[key] = plan
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        return plan


@router.post("/plan", response_model=PlanShape)
async def plan(body: PlanBody, me: Me, library: Shelf, request: Request) -> dict[str, Any]:
    """The cost of reading documents and asking about them. Nothing is read, fetched or waited for."""
    plans: Plans = request.app.state.plans
    spec, facts, kept = await asyncio.to_thread(_looked_up, body, me, library)
    return facts | await plans.of(me, spec, kept)


async def _planned(person: Person, spec: dict[str, Any]) -> dict[str, Any]:
    child = await Child.start("plan", person.settings, spec)
    last: dict[str, Any] = {}
    try:
        async with asyncio.timeout(_SECONDS):
            async for event in child.events():
                last = event
    except TimeoutError:
        child.kill()
        return {"known": False, "why": f"counting their tokens takes longer than {_SECONDS:g} seconds"}
    if last.get("type") == "failed":
        return {"known": False, "why": last["error"]["message"]}
    if last.get("type") != "finished":
        raise Busy("the plan was interrupted; ask again", 1)
    result: dict[str, Any] = last["result"]
    return result


def _looked_up(body: PlanBody, me: Person, library: Library) -> tuple[dict[str, Any], dict[str, Any], int]:
    """The spec, what is known without an engine, and how much is read by now."""
    spec = selection(body, me, library)
    needs_something(spec)
    wanted = set(spec["documents"])
    if spec["collection"] is not None:
        wanted |= set(library.collection(spec["collection"]).documents)
    chosen = describe(library, wanted)
    facts = {
        "documents": len(chosen),
        "pages": sum(one["pages"] for one in chosen),
        "characters": sum(one["characters"] for one in chosen),
    }
    read = preferences.readings(library, spec["model"])
    kept = sum(read[one["id"]].done for one in chosen if one["id"] in read)
    spec["documents"], spec["collection"] = sorted(wanted), None
    return spec, facts, kept
