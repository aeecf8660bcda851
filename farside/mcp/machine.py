"""The home of whoever sits at this machine: work is done by this process, and files may be asked
that lie below the folders which the person named."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import anyio

from farside.config import Settings
from farside.errors import FarsideError, InputError
from farside.library.library import Library
from farside.mcp import told
from farside.mcp.home import Wanted
from farside.mcp.told import Asked, Going, Tabled
from farside.mcp.work import Stopped, WorkBench
from farside.types import Answer, Notify
from farside.work.assistant import answer_question
from farside.work.json_form import answer_as_plain
from farside.work.judging.comparing.compare import compare_documents
from farside.work.session import Options
from farside.work.tables.extract import extract_table
from farside.work.tables.nouns import Table

T = TypeVar("T")
_LOOK_SECONDS = 0.2


class ThisMachine:
    """A `Home`. `folders`: those whose files may be asked."""

    def __init__(self, settings: Settings, folders: Sequence[Path] = (), model: str = "") -> None:
        self._settings = settings
        self._folders = [one.resolve() for one in folders]
        self._model = model
        self._bench = WorkBench()

    async def read(self, load: Callable[[Library], T]) -> T:
        def opened() -> T:
            with closing(Library(self._settings)) as library:
                return load(library)

        return await anyio.to_thread.run_sync(opened)

    def note_given(self, document: str) -> None:
        """Nobody else uses this home."""

    async def begin(self, wanted: Wanted) -> str:
        """Raises `InputError` where there is nothing to ask, or a path may not be read."""
        options = await self._options(wanted)
        files = self._files(wanted.paths)

        def work(notify: Notify) -> Answer | Table:
            settings, words = self._settings, wanted.words
            if wanted.kind == "extract":
                return extract_table(files, words, options, settings, notify)
            if wanted.kind == "compare":
                return compare_documents(files, words, options, settings, notify).table
            return answer_question(words, files, options, settings, notify)

        return self._bench.begin(work).id

    async def watch(self, work: str) -> AsyncGenerator[Going | Asked | Tabled]:
        found = self._bench.find(work)
        while not found.result.done():
            yield told.tell_progress(work, found.progress)
            await anyio.sleep(_LOOK_SECONDS)
        try:
            result = found.result.result()
        except Stopped as stopped:
            raise InputError("this work was stopped; ask again to go on") from stopped
        if isinstance(result, Table):
            yield told.tell_table(result)
        else:
            yield told.tell_answer(answer_as_plain(result, ledger=False))

    async def stop(self, work: str) -> None:
        self._bench.find(work).stopping.set()

    def explain(self, error: FarsideError) -> str:
        return str(error)

    def close(self) -> None:
        """Stop all that goes on."""
        self._bench.close()

    async def _options(self, wanted: Wanted) -> Options:
        chosen = wanted.documents
        if not wanted.names_something:
            chosen = await self.read(lambda library: tuple(one.id for one in library.documents()))
            if not chosen:
                raise InputError(
                    "the library has no documents: add some with 'farside add', or name paths "
                    "below a folder that 'farside mcp --folder' allows"
                )
        return Options(wanted.collection or None, self._model or None, documents=chosen)

    def _files(self, paths: Sequence[str]) -> list[Path]:
        """Raises `InputError` for a path outside of the folders that may be asked."""
        found = [Path(one).expanduser().resolve() for one in paths]
        for given, one in zip(paths, found, strict=True):
            if not any(one.is_relative_to(folder) for folder in self._folders):
                allowed = ", ".join(map(str, self._folders)) or "none"
                raise InputError(
                    f"{given[:200]!r} may not be read: 'farside mcp --folder DIR' allows folders; "
                    f"allowed are {allowed}"
                )
        return found
