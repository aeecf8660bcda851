"""`/mcp` as the official SDK's own client finds it: two users with keys, each with their own."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from farside.access.users import Users
from tests.script import stuck
from tests.server.chatty import settings_of
from tests.server.conftest import FACT
from tests.server.served import Client, serving

ASKED = {"question": "What is the code of the vault?"}
SLOW = "What takes very long?"


@dataclass(frozen=True, slots=True)
class Two:
    """A server with two users, their keys, and a document of Anna's."""

    anna: Client
    ben: Client
    keys: dict[str, str]
    document: str
    person: str
    home: Path


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    settings = settings_of(tmp_path_factory.mktemp("two"))
    file = Path(settings.model.removeprefix("scripted:"))
    written = json.loads(file.read_text(encoding="utf-8"))
    named = {"name": {"value": "Ann", "sentence": 2}}
    written["rules"].insert(0, {"all": ["Name: Ann\n"], "reply": named})
    file.write_text(json.dumps(written), encoding="utf-8")
    settings = replace(settings, model=stuck(settings.model, SLOW), server_read_ahead=False)
    with closing(Users(settings)) as users:
        keys = {
            name: users.new_key(users.add(name, "correct horse"))[1] for name in ("anna", "ben")
        }
    with serving(settings) as server:
        anna, ben = (
            Client(base_url=server.base_url, timeout=30, headers={"Authorization": f"Bearer {key}"})
            for key in keys.values()
        )
        with anna, ben:
            vault = anna.add("a.txt", FACT.encode(), "Vaults")
            person = anna.add("p.md", b"# Person\n\nName: Ann\n\nNotice: 2 weeks.\n", "People")
            yield Two(anna, ben, keys, vault, person, settings.home)


@asynccontextmanager
async def opened(two: Two, name: str, path: str = "/mcp") -> AsyncIterator[ClientSession]:
    headers = {"Authorization": f"Bearer {two.keys[name]}"}
    url = str(two.anna.base_url).rstrip("/") + path
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as client,
        streamable_http_client(url, http_client=client) as (read, write, *_),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        yield session


def run(two: Two, name: str, use: Callable[[ClientSession], Awaitable[None]], **more: str) -> None:
    async def main() -> None:
        with anyio.fail_after(60):
            async with opened(two, name, **more) as session:
                await use(session)

    anyio.run(main)


def value_of(result: Any) -> Any:
    assert not result.is_error, result.content
    return result.structured_content


def test_a_user_asks_their_own_and_gets_links(two: Two) -> None:
    async def use(session: ClientSession) -> None:
        tools = {one.name: one for one in (await session.list_tools()).tools}
        assert {"ask", "extract_table", "read_passage", "get_result"} <= set(tools)
        assert all("paths" not in one.input_schema["properties"] for one in tools.values())
        for where in ({"collection": "Vaults"}, {"documents": [two.document]}):
            told = value_of(await session.call_tool("ask", {**ASKED, **where}))
            assert (told["found"], told["complete"]) == (True, True)
            [cited] = told["citations"]
            assert (cited["quotation"], cited["document"]) == (FACT, "a.txt")
            assert cited["link"].endswith(f"/#/documents/{two.document}?start=0&end={len(FACT)}")
        read = await session.read_resource(cited["resource"])
        assert read.contents[0].text.strip() == FACT  # type: ignore[union-attr]

    run(two, "anna", use)


def test_tables_come_as_rows(two: Two) -> None:
    async def use(session: ClientSession) -> None:
        given = {"columns": "name", "documents": [two.person]}
        told = value_of(await session.call_tool("extract_table", given))
        assert (told["columns"], told["rows"]) == (["document", "name"], [["p.md", "Ann"]])

    run(two, "anna", use)


def test_nothing_of_anna_is_there_for_ben(two: Two) -> None:
    identity = two.anna.ask("What is the code?", [two.document])["id"]
    two.anna.over(identity)

    async def use(session: ClientSession) -> None:
        assert value_of(await session.call_tool("list_documents", {}))["result"] == []
        assert value_of(await session.call_tool("list_collections", {}))["result"] == []
        for tool, given in (
            ("read_passage", {"document": two.document}),
            ("ask", {**ASKED, "documents": [two.document]}),
            ("ask", {**ASKED, "collection": "Vaults"}),
            ("ask", ASKED),
            ("get_result", {"work": identity}),
            ("stop_work", {"work": identity}),
        ):
            told = await session.call_tool(tool, given)
            assert told.is_error, tool
            assert FACT not in str(told.content)
        with pytest.raises(MCPError):
            await session.read_resource(f"farside://documents/{two.document}")

    run(two, "ben", use)


def test_long_work_is_a_run_that_outlives_the_call(two: Two) -> None:
    async def use(session: ClientSession) -> None:
        asked = {"question": SLOW, "wait_seconds": 0}
        going = value_of(await session.call_tool("ask", asked))["going"]
        assert two.anna.ok("GET", f"/api/runs/{going['work']}")["state"] in ("queued", "running")
        value_of(await session.call_tool("stop_work", {"work": going["work"]}))
        stopped = await session.call_tool("get_result", {"work": going["work"]})
        assert stopped.is_error
        assert "was stopped; ask again" in str(stopped.content)

    run(two, "anna", use)


def test_work_stops_where_the_client_hangs_up(two: Two) -> None:
    async def main() -> None:
        with anyio.move_on_after(20):
            async with opened(two, "anna") as session, anyio.create_task_group() as group:
                group.start_soon(session.call_tool, "ask", {"question": SLOW})
                while not await anyio.to_thread.run_sync(unfinished):
                    await anyio.sleep(0.05)
                group.cancel_scope.cancel()

    def unfinished() -> list[Any]:
        found: list[Any] = two.anna.ok("GET", "/api/runs", params={"state": "queued,running"})[
            "runs"
        ]
        return found

    anyio.run(main)
    patience = time.monotonic() + 20
    while unfinished():
        assert time.monotonic() < patience
        time.sleep(0.05)


def test_a_shared_collection_is_asked_by_those_who_may(two: Two) -> None:
    body = {"user": "ben", "role": "ask"}
    two.anna.ok("POST", "/api/collections/Vaults/shares", body)
    [shared] = two.ben.ok("GET", "/api/shared")["shared"]

    async def use(session: ClientSession) -> None:
        told = value_of(await session.call_tool("ask", ASKED))
        assert told["citations"][0]["quotation"] == FACT

    run(two, "ben", use, path=f"/s/{shared['id']}/mcp")


def test_who_has_no_key_is_told_so_and_there_are_no_sessions(two: Two) -> None:
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    both = {"accept": "application/json, text/event-stream"}
    with Client(base_url=two.anna.base_url) as nobody:
        reply = nobody.post("/mcp", json=asked, headers=both)
    assert reply.status_code == 401
    assert "API key" in reply.json()["error"]["message"]
    for method in ("GET", "DELETE"):
        refused = two.anna.request(method, "/mcp")
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    listed = two.anna.post("/mcp", json=asked, headers=both)
    assert listed.status_code == 200
    assert "mcp-session-id" not in listed.headers


def test_what_is_read_stands_in_the_audit(two: Two) -> None:
    async def use(session: ClientSession) -> None:
        value_of(await session.call_tool("read_passage", {"document": two.document}))

    run(two, "anna", use)
    log = two.home / "logs" / "audit.log"
    patience = time.monotonic() + 20
    while not any(
        one.get("route") == "/mcp" and one["document"] == two.document
        for one in map(json.loads, log.read_text(encoding="utf-8").splitlines())
    ):
        assert time.monotonic() < patience  # a thread writes it
        time.sleep(0.05)


def test_a_path_is_refused_and_not_left_out(two: Two) -> None:
    async def use(session: ClientSession) -> None:
        refused = await session.call_tool("ask", {**ASKED, "paths": ["/etc/hosts"]})
        assert refused.is_error
        assert "paths" in str(refused.content)

    run(two, "anna", use)
