"""The official SDK's own client of MCP, over streamable HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Any

import anyio
import httpx2
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from benchmarks.clients.checks import BASE, CODE, KEY, QUESTION, run_checks, works


def within(use: Callable[[ClientSession], Awaitable[str]]) -> str:
    async def main() -> str:
        headers = {"Authorization": f"Bearer {KEY}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=60) as client,
            streamable_http_client(f"{BASE}/mcp", http_client=client) as (read, write, *_),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return await use(session)

    return anyio.run(main)


@works(25, "tools, documents and a resource")
def tools() -> str:
    async def use(session: ClientSession) -> str:
        names = [one.name for one in (await session.list_tools()).tools]
        listed: Any = (await session.call_tool("list_documents", {})).structured_content
        read: Any = await session.read_resource(listed["result"][0]["resource"])
        assert read.contents[0].text
        return ", ".join(names)

    return within(use)


@works(25, "ask: an answer with citations and links")
def ask() -> str:
    async def use(session: ClientSession) -> str:
        called = await session.call_tool("ask", {"question": QUESTION, "collection": "Vaults"})
        told: Any = called.structured_content
        assert CODE in told["answer"], told
        assert told["citations"][0]["link"].startswith(BASE), told
        return str(told["citations"][0])

    return within(use)


if __name__ == "__main__":
    run_checks(f"mcp {version('mcp')} (its client)")
