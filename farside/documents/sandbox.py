"""Parses files in a separate process with limits on time, memory, pages and size; its death is only
an error.

The process gets each file as a descriptor, so that it needs no other file, no folder and no
network, and has none (`system.confine`). POSIX only: it relies on `select` over pipes and on
resource limits.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import select
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BufferedReader
from pathlib import Path
from types import TracebackType

import psutil

from farside.documents import office, wire
from farside.documents.begun import Keeper, begun_file
from farside.documents.draft import PageDraft, assemble_document
from farside.documents.old_office import OLD, OldOffice
from farside.documents.options import ParseOptions
from farside.errors import DamagedFile, DocumentError, EmptyFile, FileLimit
from farside.system.children import child_environment, python_command
from farside.types import Document

OnPage = Callable[[int, int], None]

_TICK = 0.05  # seconds between two looks at the clock and at the memory of the process
_CHUNK = 1 << 20
# Megabytes that a file's text and places may take: they are held in memory here, outside of the
# limit of the process. A page of a book takes about 0.01.
_MOST_TEXT_MB = 200
_NO_MEMORY = re.compile(
    r"MemoryError|bad_alloc|bad allocation|memory allocation of \d+ bytes failed"
)
_NAMED = 3  # problems that an error message lists


class Sandbox:
    """Parses files one after another in one process; from several threads, in one process each.
    Close it after use.

    `may_rest`: the caller may stop its process for a while, and the limit on time does not pass
    meanwhile. Otherwise a process that stands still counts as one that takes too long.
    """

    def __init__(self, may_rest: bool = False) -> None:
        self._may_rest = may_rest
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        # Processes end with the thread that started them, which a caller's may do early.
        self._starter = ThreadPoolExecutor(1, "farside-sandbox")

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes. It parses nothing afterwards."""
        with self._lock:
            workers, self._idle = self._idle, []
        for worker in workers:
            worker.kill()
        self._starter.shutdown()

    def parse(
        self, path: Path, options: ParseOptions, on_page: OnPage, begun: Path | None = None
    ) -> Document:
        """Parse the file at `path`. `on_page(done, total)` is called after each page; an unknown
        total is 0.

        The folder `begun` keeps the pages of a file that takes long as they come, and a file that
        it has pages of is continued; the code that keeps the document removes them.

        Raises `DocumentError` for a file that cannot be read or breaks a limit, `PasswordNeeded`
        for a locked one.
        """
        with _opened(path, options.name) as file:
            sha256 = _sha256(file, options.name)
            try:
                with _keeper(begun, sha256, options) as keeper:
                    media_type, drafts = self._run(file, options, on_page, keeper)
            except OldOffice as error:
                media_type, drafts = self._run_converted(file, error, options, on_page)
        document = assemble_document(sha256, options.name, media_type, drafts)
        if not document.text.strip():
            raise EmptyFile(options.name, _no_text(document))
        return document

    def _run(
        self, file: BufferedReader, options: ParseOptions, on_page: OnPage, keeper: Keeper | None
    ) -> tuple[str, list[PageDraft]]:
        worker = self._take()
        try:
            return _run(worker, file, options, on_page, keeper)
        finally:
            self._give_back(worker)

    def _run_converted(
        self, file: BufferedReader, error: OldOffice, options: ParseOptions, on_page: OnPage
    ) -> tuple[str, list[PageDraft]]:
        """The pages of what LibreOffice makes of an old file; the first says so. Raises the error
        where it is not installed."""
        program, kind = office.find_office(), OLD[error.old]
        if program is None:
            raise error
        resting = _is_stopped if self._may_rest else _never
        with (
            office.converted_file(program, file, error.old, options, resting) as made,
            _opened(made, options.name) as new,
        ):
            _, drafts = self._run(new, options, on_page, None)
        told = f"converted from an old format of {kind.name} by LibreOffice"
        problem = "; ".join(filter(None, (told, drafts[0].problem if drafts else None)))
        return kind.media_type, [
            *(replace(draft, problem=problem) for draft in drafts[:1]),
            *drafts[1:],
        ]

    def _take(self) -> _Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._starter.submit(_Worker, self._may_rest).result()

    def _give_back(self, worker: _Worker) -> None:
        """A process that is dead, or still at work because its answer was not awaited, is not used
        again."""
        if worker.alive:
            with self._lock:
                self._idle.append(worker)
        else:
            worker.kill()


def parse_file(path: Path, options: ParseOptions, on_page: OnPage) -> Document:
    """`Sandbox.parse` for a single file. For many, keep one `Sandbox`: starting its process takes
    time."""
    with Sandbox() as sandbox:
        return sandbox.parse(path, options, on_page)


class _Worker:
    """The process at the other end of a socket, for jobs, and a pipe, for pages.

    `busy` from a job sent until its last message is read.
    """

    def __init__(self, may_rest: bool) -> None:
        self._may_rest = may_rest
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self.jobs, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                python_command("farside.documents.worker"),
                env=child_environment(),
                stdin=theirs.fileno(),
                stdout=subprocess.PIPE,
                stderr=self.errors,
                bufsize=0,
            )
        self.busy = False

    @property
    def alive(self) -> bool:
        return not self.busy and self.process.poll() is None

    @property
    def resting(self) -> bool:
        """Tell whether the caller has stopped the process for a while."""
        return self._may_rest and _is_stopped(self.process.pid)

    @property
    def memory(self) -> int:
        """Resident bytes; 0 when the process is gone."""
        try:
            return int(psutil.Process(self.process.pid).memory_info().rss)
        except psutil.NoSuchProcess:
            return 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for end in (self.jobs, self.process.stdout, self.errors):
            if end is not None:
                end.close()

    def send(self, line: bytes, file: BufferedReader) -> None:
        """Send a job, and the open file that it is about."""
        self.busy = True
        with contextlib.suppress(ConnectionError):  # its death shows when its answer is read
            sent = socket.send_fds(self.jobs, [line], [file.fileno()])
            self.jobs.sendall(line[sent:])

    def lines(self, options: ParseOptions) -> Iterator[bytes]:
        """Yield what the process says, line by line, within the limits. Ends when the process does.

        Its first line says that the file is open, and each one after that is a page.
        """
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        deadline = time.monotonic() + options.seconds
        rest, received, finished = b"", 0, 0
        while True:
            ready = select.select([descriptor], [], [], _TICK)[0]
            if self.resting:  # its time does not pass
                deadline = time.monotonic() + options.seconds
            if time.monotonic() > deadline:
                raise FileLimit(
                    options.name, _too_slow(options, finished and finished + options.known)
                )
            self._check(options, received)
            if not ready:
                continue
            chunk = os.read(descriptor, _CHUNK)
            if not chunk:
                return
            received += len(chunk)
            *whole, rest = (rest + chunk).split(b"\n") if b"\n" in chunk else (rest + chunk,)
            yield from whole
            if whole:
                finished += len(whole)
                deadline = time.monotonic() + options.seconds

    def _check(self, options: ParseOptions, received: int) -> None:
        most = min(options.expanded_mb, _MOST_TEXT_MB)
        if received > most * 1_000_000:
            remedy = (
                "split the file" if most == _MOST_TEXT_MB else "raise parse_expanded_mb to read it"
            )
            reason = f"holds more than {most:,} MB of text: {remedy}"
        elif self.memory > options.memory_mb * 1_000_000:
            reason = _too_much_memory(options)
        else:
            return
        raise FileLimit(options.name, reason)

    def last_words(self, options: ParseOptions) -> DocumentError:
        """Why the process ended before its answer did."""
        status = self.process.wait()
        self.errors.seek(max(0, self.errors.seek(0, os.SEEK_END) - 20_000))
        words = self.errors.read().decode("utf-8", "replace").strip()
        said = words.rpartition("\n")[2]
        # A library in Rust tells of it before its backtrace.
        if _NO_MEMORY.search(said) or (status < 0 and _NO_MEMORY.search(words)):
            return FileLimit(options.name, _too_much_memory(options))
        if status < 0:
            killer = signal.Signals(-status).name
            return DamagedFile(
                options.name,
                f"the parser was ended by {killer}: the file is damaged, or needs more memory "
                "than parse_memory_mb",
            )
        return DamagedFile(
            options.name,
            f"the parser failed ({said or f'exit status {status}'}): the file is damaged or "
            "of an unusual make",
        )


@contextlib.contextmanager
def _keeper(folder: Path | None, sha256: str, options: ParseOptions) -> Iterator[Keeper | None]:
    """A keeper of pages; None where nobody wants them kept, or the options differ from those of the
    library's documents."""
    if folder is None or options.encoding:
        yield None
        return
    with contextlib.closing(Keeper(begun_file(folder, sha256, options))) as keeper:
        yield keeper


def _is_stopped(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_STOPPED)
    except psutil.NoSuchProcess:
        return False


def _never(_: int) -> bool:
    return False


def _run(
    worker: _Worker,
    file: BufferedReader,
    options: ParseOptions,
    on_page: OnPage,
    keeper: Keeper | None,
) -> tuple[str, list[PageDraft]]:
    media_type, total = "", 0
    drafts = list(keeper.begun.drafts) if keeper else []
    options = replace(options, known=len(drafts))
    worker.send(wire.write_job(options), file)
    for line in worker.lines(options):
        try:
            message = wire.read_message(line)
            if "done" in message or "failed" in message:
                worker.busy = False
            if "done" in message:
                return media_type, drafts
            if "failed" in message:
                raise wire.read_error(message, options.name)
            if "media_type" in message:
                media_type, total = wire.read_opened(message)
                if keeper and not keeper.begun.size:
                    keeper.keep(line)
                if not drafts:
                    continue
            else:
                drafts.append(wire.read_page(message))
                if keeper:
                    keeper.keep(line)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise DamagedFile(options.name, f"the parser answered nonsense ({error})") from error
        on_page(len(drafts), max(total, len(drafts)) if total else 0)
    raise worker.last_words(options)


def _opened(path: Path, name: str) -> BufferedReader:
    try:
        return path.open("rb")
    except OSError as error:
        raise _unreadable(name, error) from error


def _sha256(file: BufferedReader, name: str) -> str:
    """Hash the open file, so that what is parsed is what was hashed."""
    try:
        return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> DocumentError:
    return DocumentError(name, f"cannot be read: {error.strerror}")


def _too_slow(options: ParseOptions, page: int) -> str:
    where = f"page {page}" if page else "opening it"
    return (
        f"{where} took longer than {options.seconds:g} seconds: raise parse_seconds to give it more"
    )


def _too_much_memory(options: ParseOptions) -> str:
    return (
        f"needed more than {options.memory_mb:,} MB of memory: "
        "raise parse_memory_mb to give it more"
    )


def _no_text(document: Document) -> str:
    pages = len(document.pages)
    reasons = "; ".join(document.problems[:_NAMED]) + (
        "; …" if len(document.problems) > _NAMED else ""
    )
    return f"no text on any of its {pages} page{'s' if pages != 1 else ''}" + (
        f" ({reasons})" if reasons else ""
    )
