"""`farside mcp` as the official SDK's own client finds it, over standard input and output."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import ClientSession, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client

from farside.config import Settings
from farside.mcp import told
from farside.mcp.home import Wanted
from farside.mcp.machine import ThisMachine
from farside.system.children import child_environment
from tests.cli.test_main import farside
from tests.script import finds

FACT = "The harbour master was Ilse Brandt."
ASKED = "Who was the harbour master?"
HOUR = 3600.0


@pytest.fixture
def spec(tmp_path: Path, home: Path) -> str:
    """A home with a collection, and a model that finds the fact."""
    story = tmp_path / "docs" / "story.txt"
    story.parent.mkdir()
    story.write_text(f"It was a calm year.\n{FACT}\nNobody else was.\n", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("Nobody may ask this.", encoding="utf-8")
    made = farside("add", story, "--collection", "harbour")
    assert made.exit_code == 0, made.output
    return finds(tmp_path, "story.txt, lines 1-3", FACT, "Ilse Brandt.")


@asynccontextmanager
async def opened(home: Path, spec: str, *words: str) -> AsyncIterator[ClientSession]:
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "farside", "mcp", *words],
        env={**child_environment(), "FARSIDE_HOME": str(home), "FARSIDE_MODEL": spec},
    )
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        yield session


def run(
    home: Path, spec: str, use: Callable[[ClientSession], Awaitable[None]], *words: str
) -> None:
    async def main() -> None:
        with anyio.fail_after(120):
            async with opened(home, spec, *words) as session:
                await use(session)

    anyio.run(main)


def value_of(result: Any) -> Any:
    assert not result.is_error, result.content
    return result.structured_content


def test_what_a_client_finds(home: Path, spec: str) -> None:
    async def use(session: ClientSession) -> None:
        tools = {one.name: one for one in (await session.list_tools()).tools}
        assert {"ask", "extract_table", "read_passage", "get_result"} <= set(tools)
        assert all(one.description for one in tools.values())
        known = value_of(await session.call_tool("list_collections", {}))
        assert known["result"] == [{"name": "harbour", "documents": 1}]
        [document] = value_of(await session.call_tool("list_documents", {}))["result"]
        assert document["name"] == "story.txt"
        read = await session.read_resource(document["resource"])
        assert FACT in read.contents[0].text  # type: ignore[union-attr]
        none = value_of(await session.call_tool("list_documents", {"named": "lease"}))
        assert none["result"] == []

    run(home, spec, use)


def test_an_answer_has_its_citations(home: Path, spec: str) -> None:
    async def use(session: ClientSession) -> None:
        for where in ({}, {"collection": "harbour"}):
            told = value_of(await session.call_tool("ask", {"question": ASKED, **where}))
            assert (told["answer"], told["found"], told["complete"]) == ("Ilse Brandt.", True, True)
            [cited] = told["citations"]
            assert (cited["quotation"], cited["document"]) == (FACT, "story.txt")
            place = {name: cited[name] for name in ("start", "end")}
            passage = await session.call_tool(
                "read_passage", {"document": cited["document_id"], **place}
            )
            assert value_of(passage)["text"] == FACT

    run(home, spec, use)


def test_files_are_those_of_the_folders_that_were_allowed(
    home: Path, spec: str, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"

    async def use(session: ClientSession) -> None:
        asked = {"question": ASKED, "paths": [str(docs / "story.txt")]}
        assert value_of(await session.call_tool("ask", asked))["found"]
        for path in (tmp_path / "secret.txt", docs / ".." / "secret.txt", Path("/etc/hosts")):
            refused = await session.call_tool("ask", {"question": "What?", "paths": [str(path)]})
            assert refused.is_error
            assert "may not be read" in str(refused.content)

    run(home, spec, use, "--folder", str(docs))


def test_long_work_goes_on_is_heard_of_and_is_stopped(home: Path, spec: str) -> None:
    file = Path(spec.removeprefix("scripted:"))
    script = json.loads(file.read_text(encoding="utf-8"))
    for rule in script["rules"]:
        rule["delay"] = 2.0
    file.write_text(json.dumps(script), encoding="utf-8")

    async def use(session: ClientSession) -> None:
        asked = {"question": ASKED, "wait_seconds": 0.1}
        going = value_of(await session.call_tool("ask", asked))["going"]
        assert going["work"] == "work-1"
        done = value_of(
            await session.call_tool("get_result", {"work": going["work"], "wait_seconds": 100})
        )
        told = done.get("result", done)
        assert told["going"] is None
        assert told["answer"] == "Ilse Brandt."
        unknown = await session.call_tool("get_result", {"work": "work-9"})
        assert unknown.is_error
        assert "there is work-1" in str(unknown.content)
        second = value_of(await session.call_tool("ask", {**asked, "question": f"Again: {ASKED}"}))
        await session.call_tool("stop_work", {"work": second["going"]["work"]})
        stopped = await session.call_tool(
            "get_result", {"work": second["going"]["work"], "wait_seconds": 100}
        )
        assert stopped.is_error
        assert "stopped" in str(stopped.content)

    run(home, spec, use)


def test_all_documents_are_asked_however_many_a_list_shows(
    home: Path, spec: str, tmp_path: Path
) -> None:
    other = tmp_path / "docs" / "other.txt"
    other.write_text("Another year was less calm.\n", encoding="utf-8")
    assert farside("add", other, "--collection", "other").exit_code == 0
    served = ThisMachine(Settings(home=home, model=spec))
    listed = partial(told.list_documents, collection="", named="", after="", most=1)
    assert len(anyio.run(served.read, listed)) == 1
    options = anyio.run(served._options, Wanted("ask", ASKED))
    assert len(options.documents) == 2


def test_what_cannot_be_asked_is_told(home: Path, tmp_path: Path) -> None:
    async def use(session: ClientSession) -> None:
        for wrong in ({"question": "Who?"}, {"question": "Who?", "collection": "none such"}):
            told = await session.call_tool("ask", wrong)
            assert told.is_error
            assert "farside add" in str(told.content) or "none such" in str(told.content)

    run(home, finds(tmp_path, "x.txt, lines 1-1", FACT, FACT), use)


def test_an_argument_that_a_tool_does_not_have_is_refused(home: Path, spec: str) -> None:
    async def use(session: ClientSession) -> None:
        named = {"question": ASKED, "collection": "harbour", "document": "other.txt"}
        refused = await session.call_tool("ask", named)
        assert refused.is_error
        assert "document" in str(refused.content)
        for tool in (await session.list_tools()).tools:
            assert tool.input_schema["additionalProperties"] is False

    run(home, spec, use)


def test_a_resource_that_is_none_is_told_in_words(
    home: Path, spec: str, capfd: pytest.CaptureFixture[str]
) -> None:
    async def use(session: ClientSession) -> None:
        with pytest.raises(MCPError, match="no document 'none'"):
            await session.read_resource("farside://documents/none")
        assert value_of(await session.call_tool("ask", {"question": ASKED}))["found"]

    run(home, spec, use)
    told = capfd.readouterr().err
    assert "Traceback" not in told
    assert "DEBUG" not in told
