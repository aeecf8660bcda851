"""Each parser with files that are nearly whole: without the sandbox, where a fault shows at once,
and through it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from farside.documents import wire, worker
from farside.documents.content import Content
from farside.documents.draft import PageDraft, assemble_document
from farside.documents.options import Format, ParseOptions
from farside.documents.sandbox import Sandbox
from farside.errors import DocumentError
from farside.types import Document
from fuzz.found import Faults, Turn, tries
from fuzz.mutate import near
from fuzz.seeds import ENDINGS, Seeds

_SECONDS, _MEMORY_MB, _EXPANDED_MB = 20.0, 2000, 50
# How the sandbox tells of a parser that ended otherwise than by an answer; of its limits it tells
# in other words.
_DIED = ("the parser failed", "the parser was ended by", "the parser answered nonsense")
_NO_MEMORY = "memory allocation of "
# A fault's kind, and all that is known of it; None for a file that was read, refused, or stopped by
# a limit.
Fault = tuple[str, str] | None


def bare(turn: Turn, seeds: Seeds) -> tuple[int, Faults]:
    """Every format in turn, in a process that says what it died of."""
    with _Bare() as parser:
        return _all("parser", turn, seeds, parser.tried)


def sandboxed(turn: Turn, seeds: Seeds) -> tuple[int, Faults]:
    """Every format in turn, as Farside reads it."""
    with Sandbox() as sandbox:

        def tried(path: Path, options: ParseOptions) -> Fault:
            try:
                wrong = _wrong(sandbox.parse(path, options, lambda *_: None))
            except DocumentError as error:
                return (error.reason, error.reason) if error.reason.startswith(_DIED) else None
            return (wrong, wrong) if wrong else None

        return _all("sandbox", turn, seeds, tried)


def _all(
    name: str, turn: Turn, seeds: Seeds, read: Callable[[Path, ParseOptions], Fault]
) -> tuple[int, Faults]:
    faults, count = Faults(name, turn.failures), 0
    with tempfile.TemporaryDirectory() as folder:
        for at, (format, samples) in enumerate(sorted(seeds.items())):
            path = Path(folder) / f"file{ENDINGS[format]}"
            options = _options(format, path)

            def tried(content: bytes, path: Path = path, options: ParseOptions = options) -> None:
                path.write_bytes(content)
                fault = read(path, options)
                if fault is not None:
                    faults.add(fault[0], content, path.suffix, fault[1])

            share = replace(turn, seconds=turn.seconds / len(seeds), seed=turn.seed + 1000 * at)
            had = tries(near(samples), tried, share)
            print(f"  {name} {format}: {had:,} files", flush=True)
            count += had
    return count, faults


def _options(format: Format, path: Path) -> ParseOptions:
    """OCR takes a second a picture: it is tried with pictures alone."""
    return ParseOptions(path.name, "x", format == "image", _SECONDS, _MEMORY_MB, 200, _EXPANDED_MB)


def _wrong(document: Document) -> str:
    """What a document breaks of what the rest of Farside relies on; empty when it breaks
    nothing."""
    at = 0
    for page in document.pages:
        if page.span.start != at:
            return "pages do not cover the text"
        if any(
            line.span.start < page.span.start or line.span.end > page.span.end
            for line in page.lines
        ):
            return "a line lies outside of its page"
        at = page.span.end
    return "" if at == len(document.text) else "pages do not cover the text"


class _Bare:
    """A process that reads files by `worker`, without its parent's limits, and tells of whatever it
    raises."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._said = tempfile.NamedTemporaryFile()  # noqa: SIM115 - lives as long as this
        self._start()

    def __enter__(self) -> _Bare:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._said.close()

    def tried(self, path: Path, options: ParseOptions) -> Fault:
        self._pipe.send((path, options))
        if not self._pipe.poll(_SECONDS):  # the sandbox would have ended it with a plain word
            self._end()
            self._start()
            return None
        try:
            fault: Fault = self._pipe.recv()
            return fault
        except EOFError:
            self._process.join()
            died = (
                signal.Signals(-(self._process.exitcode or 0)).name
                if (self._process.exitcode or 0) < 0
                else "exit"
            )
            said = Path(self._said.name).read_text(encoding="utf-8", errors="replace")
            self._start()
            # The last is what its limit does to a library in Rust.
            return None if _NO_MEMORY in said else (f"{died} while {options.name} was read", said)

    def _start(self) -> None:
        self._pipe, theirs = self._context.Pipe()
        self._process = self._context.Process(
            target=_answer, args=(theirs, self._said.name), daemon=True
        )
        self._process.start()
        theirs.close()

    def _end(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _answer(pipe: Connection, said: str) -> None:
    quiet = os.open(said, os.O_WRONLY | os.O_TRUNC | os.O_APPEND)
    for descriptor in (1, 2):
        os.dup2(quiet, descriptor)
    worker.limit_memory(_MEMORY_MB)
    while True:
        try:
            path, options = pipe.recv()
        except EOFError:
            return
        pipe.send(_read(path, options))


def _read(path: Path, options: ParseOptions) -> Fault:
    lines: list[bytes] = []
    try:
        worker._parse(Content.of_bytes(path.read_bytes()), options, lines.append)
        wrong = _wrong(assemble_document("0" * 64, options.name, "", _drafts(lines)))
    except (DocumentError, OSError, MemoryError):  # the last is what its limit does
        return None
    # Looked for is whatever comes; a panic of Rust is no Exception.
    except BaseException as error:  # noqa: BLE001
        return _kind(error), traceback.format_exc()
    return (wrong, wrong) if wrong else None


def _drafts(lines: list[bytes]) -> list[PageDraft]:
    return [wire.read_page(wire.read_message(line)) for line in lines[1:]]


def _kind(error: BaseException) -> str:
    """The error's name, and the last place of Farside's own that it came by."""
    frames = traceback.extract_tb(error.__traceback__)
    place = [
        frame
        for frame in frames
        if "farside" in Path(frame.filename).parts and "fuzz.py" not in frame.filename
    ]
    last = place[-1] if place else frames[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}, {last.name}, line {last.lineno}"
