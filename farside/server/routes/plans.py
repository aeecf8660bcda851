"""What asking would take, told before anything is sent."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from typing import Any

from fastapi import APIRouter, Request

from farside.library import notes, preferences
from farside.library.library import Library
from farside.server.access.watch import note_touched
from farside.server.person import Me, Person, Shelf
from farside.server.routes.runs import fill_selection, needs_something
from farside.server.runs.process import Child
from farside.server.shapes.runs import PlanBody, PlanShape
from farside.server.uploads.descriptions import describe_documents

router = APIRouter(prefix="/api", tags=["runs"])
_MOST = 200
_SECONDS = 30.0
_AT_ONCE = 2
_SUPERSEDED: dict[str, Any] = {"known": False, "why": "another plan was asked for meanwhile"}


class Plans:
    """Recent plans: the same choice of documents is planned once, and one choice of a person at a
    time, the newest. Belongs to the event loop."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[Any, ...], dict[str, Any]] = OrderedDict()
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._asked: Counter[str] = Counter()
        self._at_work: dict[str, Child] = {}

    async def of(self, person: Person, spec: dict[str, Any], kept: object) -> dict[str, Any]:
        """The plan of a spec. `kept` changes with what was read or noted meanwhile. Raises what
        planning raises."""
        key = (person.id, kept, *(repr(spec[name]) for name in sorted(spec)))
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        self._asked[person.id] += 1
        mine = self._asked[person.id]
        if older := self._at_work.get(person.id):
            older.kill()
        async with self._at_once:
            if self._asked[person.id] != mine:
                return _SUPERSEDED
            plan = await self._planned(person, spec)
        if plan["known"]:
            self._known[key] = plan
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        return plan

    async def _planned(self, person: Person, spec: dict[str, Any]) -> dict[str, Any]:
        child = self._at_work[person.id] = await Child.start("plan", person, spec)
        last: dict[str, Any] = {}
        try:
            async with asyncio.timeout(_SECONDS):
                async for event in child.events():
                    last = event
        except TimeoutError:
            return {
                "known": False,
                "why": f"counting their tokens takes longer than {_SECONDS:g} seconds",
            }
        finally:
            child.kill()  # also where the client went away
            if self._at_work.get(person.id) is child:
                del self._at_work[person.id]
        if last.get("type") == "failed":
            return {"known": False, "why": last["error"]["message"]}
        result: dict[str, Any] = last["result"] if last.get("type") == "finished" else _SUPERSEDED
        return result


@router.post("/plan", response_model=PlanShape)
async def plan(body: PlanBody, me: Me, library: Shelf, request: Request) -> dict[str, Any]:
    """The cost of reading documents and asking about them. Nothing is read, fetched or waited
    for."""
    plans: Plans = request.app.state.plans
    spec, facts, kept = await asyncio.to_thread(_looked_up, body, me, library)
    note_touched(request, spec["documents"])
    return facts | await plans.of(me, spec, kept)


def _looked_up(
    body: PlanBody, me: Person, library: Library
) -> tuple[dict[str, Any], dict[str, Any], object]:
    """The spec, what is known without an engine, and what is read and noted by now."""
    spec = fill_selection(body, me, library) | {"notes": body.notes}
    needs_something(spec)
    wanted = set(spec["documents"])
    if spec["collection"] is not None:
        wanted |= set(library.collection(spec["collection"]).documents)
    chosen = describe_documents(library, wanted)
    facts = {
        "documents": len(chosen),
        "pages": sum(one["pages"] for one in chosen),
        "characters": sum(one["characters"] for one in chosen),
    }
    read = preferences.document_readings(library, spec["model"])
    kept = sum(read[one["id"]].done for one in chosen if one["id"] in read)
    spec["documents"], spec["collection"] = sorted(wanted), None
    spec["make"] = body.make
    if not body.notes:
        return spec, facts, kept
    count, changed = notes.count_notes(library)
    return spec, facts | {"pages": facts["pages"] + count}, (kept, count, changed)
