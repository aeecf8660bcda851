"""The sandbox: documents come back whole, limits and deaths become errors, the process is reused
and stays small."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import psutil
import pytest

from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox, parse_file
from farside.errors import DocumentError, PasswordNeeded
from tests.documents import pdfs


def quiet(*_: int) -> None: ...


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


def options(path: Path, **changes: object) -> ParseOptions:
    return replace(ParseOptions(path.name, ocr=False), **changes)  # type: ignore[arg-type]


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


def test_a_pdf_becomes_a_document(sandbox: Sandbox, tmp_path: Path) -> None:
    path = pdfs.simple(tmp_path / "letter.bin", "Dear Ada", "Yours, Charles")
    seen: list[tuple[int, int]] = []
    document = sandbox.parse(path, options(path), lambda done, total: seen.append((done, total)))
    assert document.id == sha256(path.read_bytes()).hexdigest()
    assert (document.name, document.media_type) == ("letter.bin", "application/pdf")
    assert document.text == "Dear Ada\nYours, Charles\n"
    assert [page.span.of(document.text) for page in document.pages] == [
        "Dear Ada\n",
        "Yours, Charles\n",
    ]
    assert seen == [(1, 2), (2, 2)]


def test_one_process_serves_many_files_even_after_errors(tmp_path: Path) -> None:
    good = pdfs.simple(tmp_path / "a.pdf", "Good")
    locked = pdfs.simple(tmp_path / "b.pdf", "Locked", password="x")
    before = children()
    with Sandbox() as sandbox:
        sandbox.parse(good, options(good), quiet)
        started = children() - before
        with pytest.raises(PasswordNeeded, match=r"b\.pdf: needs a password"):
            sandbox.parse(locked, options(locked), quiet)
        sandbox.parse(good, options(good), quiet)
        assert children() - before == started
    assert children() == before


@pytest.mark.parametrize(
    ("name", "content", "reason", "code"),
    [
        ("a.txt", b"", "the file is empty", "empty_file"),
        ("a.pdf", b"%PDF-1.4\n%%EOF", "not a readable PDF", "damaged_file"),
        ("a.bin", bytes(range(256)) * 8, "not a kind of file", "unsupported_file"),
        ("a.txt", b" \n\n ", "empty", "empty_file"),
        ("a.zip", b"PK\x03\x04 cut short", "damaged", "damaged_file"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "unpack it first", "unsupported_file"),
    ],
)
def test_useless_files_are_said_to_be_so(
    sandbox: Sandbox, tmp_path: Path, name: str, content: bytes, reason: str, code: str
) -> None:
    """The code says whether another copy, another format or nothing helps."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DocumentError, match=reason) as caught:
        sandbox.parse(tmp_path / name, options(tmp_path / name), quiet)
    assert (caught.value.name, caught.value.code) == (name, code)


def test_a_missing_file_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"gone\.pdf: cannot be read: No such file"):
        sandbox.parse(tmp_path / "gone.pdf", options(tmp_path / "gone.pdf"), quiet)


@pytest.mark.parametrize(
    ("changes", "setting"), [({"pages": 2}, "parse_pages"), ({"memory_mb": 20}, "parse_memory_mb")]
)
def test_a_limit_names_the_setting_to_raise(
    tmp_path: Path, changes: dict[str, int], setting: str
) -> None:
    path = pdfs.simple(tmp_path / "a.pdf", "One", "Two", "Three")
    with pytest.raises(DocumentError, match=setting):
        parse_file(path, options(path, **changes), quiet)


def test_more_text_than_allowed_is_an_error(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("word " * 500_000)
    with pytest.raises(DocumentError, match="parse_expanded_mb"):
        sandbox.parse(path, options(path, expanded_mb=1), quiet)


def test_what_the_caller_takes_has_a_limit_of_its_own(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("word " * 500_000)
    monkeypatch.setattr("farside.documents.sandbox._MOST_TEXT_MB", 1)
    with pytest.raises(
        DocumentError, match=r"a\.txt: holds more than 1 MB of text: split the file"
    ):
        sandbox.parse(path, options(path), quiet)


def test_a_process_that_hangs_is_ended_in_time(tmp_path: Path) -> None:
    path = pdfs.simple(tmp_path / "a.pdf", "One")
    with Sandbox() as sandbox:
        stop(sandbox, path)
        with pytest.raises(
            DocumentError, match=r"opening it took longer than 0\.5 seconds: raise parse_seconds"
        ):
            sandbox.parse(path, options(path, seconds=0.5), quiet)
        assert sandbox.parse(path, options(path), quiet).text == "One\n"


def slow_parser(path: Path, *waits: float) -> str:
    """A program in the place of Python that answers any job with a page after each of `waits`
    seconds."""
    code = f"""#!{sys.executable}
import sys, time
from farside.documents import wire
from farside.documents.draft import plain_draft
sys.stdin.readline()
drafts = [plain_draft(f"p. {{i}}", f"Text {{i}}") for i in range(1, {len(waits) + 1})]
opened = wire.write_opened("text/plain", {len(waits)})
answers = (opened, *map(wire.write_page, drafts), wire.write_done())
for wait, answer in zip((0, *{waits!r}, 0), answers):
    time.sleep(wait)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
"""
    path.write_text(code)
    path.chmod(0o700)
    return str(path)


def test_the_time_limit_counts_from_the_last_finished_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pdfs.simple(tmp_path / "a.pdf", "One")
    monkeypatch.setattr(sys, "executable", slow_parser(tmp_path / "slow", *[0.8] * 5))
    document = parse_file(path, options(path, seconds=3.0), quiet)
    assert document.text == "".join(f"Text {page}\n" for page in range(1, 6))


def test_a_page_that_takes_too_long_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pdfs.simple(tmp_path / "a.pdf", "One")
    monkeypatch.setattr(sys, "executable", slow_parser(tmp_path / "slow", 0.1, 60, 0.1))
    with pytest.raises(
        DocumentError, match=r"a\.pdf: page 2 took longer than 3 seconds: raise parse_seconds"
    ):
        parse_file(path, options(path, seconds=3.0), quiet)


def stop(sandbox: Sandbox, path: Path) -> int:
    """Warm the sandbox up, then hold its process still."""
    before = children()
    sandbox.parse(path, options(path), quiet)
    [worker] = children() - before
    os.kill(worker, signal.SIGSTOP)
    return worker


def end(worker: int, killer: signal.Signals) -> None:
    """A stopped process takes no other signal than SIGKILL before it goes on."""
    os.kill(worker, killer)
    if killer != signal.SIGKILL:
        os.kill(worker, signal.SIGCONT)


def test_a_process_that_stands_still_ends_with_its_parent(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Words.")
    code = f"""import psutil, sys
from pathlib import Path
from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox
with Sandbox(may_rest=True) as sandbox:
    sandbox.parse(Path({str(path)!r}), ParseOptions("a.txt"), lambda *_: None)
    print(*(child.pid for child in psutil.Process().children()), flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        worker = psutil.Process(int(parent.stdout.readline()))
        worker.suspend()
        parent.kill()
    try:
        waited = time.monotonic() + 5
        while worker.status() != psutil.STATUS_ZOMBIE and time.monotonic() < waited:
            time.sleep(0.01)
        assert worker.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return
    finally:
        with contextlib.suppress(psutil.NoSuchProcess):
            worker.kill()


def test_a_process_outlives_the_thread_that_asked_for_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Words.")
    before = children()
    with Sandbox() as sandbox:
        asking = threading.Thread(target=sandbox.parse, args=(path, options(path), quiet))
        asking.start()
        asking.join()
        started = children() - before
        assert sandbox.parse(path, options(path), quiet).text == "Words.\n"
        assert children() - before == started


@pytest.mark.parametrize("killer", [signal.SIGKILL, signal.SIGSEGV])
def test_death_by_signal_is_an_error_and_the_next_file_is_read(
    tmp_path: Path, killer: signal.Signals
) -> None:
    path = pdfs.simple(tmp_path / "a.pdf", "One")
    with Sandbox() as sandbox:
        worker = stop(sandbox, path)
        threading.Timer(0.2, end, (worker, killer)).start()
        with pytest.raises(DocumentError, match=f"ended by {killer.name}"):
            sandbox.parse(path, options(path), quiet)
        assert sandbox.parse(path, options(path), quiet).text == "One\n"


def test_a_library_in_rust_that_gets_no_memory_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pdfs.simple(tmp_path / "a.pdf", "One")
    program = tmp_path / "aborting"
    words = "memory allocation of 5 bytes failed\\nstack backtrace:\\n  0: x\\n"
    program.write_text(
        f"#!{sys.executable}\nimport os, sys\nsys.stderr.write('{words}')\n"
        "sys.stderr.flush()\nos.abort()\n"
    )
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    with pytest.raises(
        DocumentError, match="needed more than 3,000 MB of memory: raise parse_memory_mb"
    ):
        parse_file(path, options(path), quiet)


def test_a_caller_who_stops_halfway_leaves_no_answers_behind(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    long = pdfs.simple(tmp_path / "a.pdf", *["Page"] * 20)
    short = pdfs.simple(tmp_path / "b.pdf", "Other")

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sandbox.parse(long, options(long), interrupt)
    assert sandbox.parse(short, options(short), quiet).text == "Other\n"


def test_two_threads_parse_at_once(sandbox: Sandbox, tmp_path: Path) -> None:
    paths = [pdfs.simple(tmp_path / f"{i}.pdf", f"File {i}") for i in range(6)]
    with ThreadPoolExecutor(2) as pool:
        texts = list(pool.map(lambda path: sandbox.parse(path, options(path), quiet).text, paths))
    assert texts == [f"File {i}\n" for i in range(6)]


def test_the_process_imports_neither_the_engine_nor_the_library() -> None:
    code = "import sys, farside.documents.worker, farside.documents.pdf; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"xllamacpp", "sqlalchemy", "httpx", "typer", "onnxruntime", "numpy"} & set(loaded)
