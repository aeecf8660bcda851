"""Nothing leaves the machine: every command is run under a watch on its sockets and on the files
that it makes.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import httpx
import openpyxl
import pptx
import psutil
import pytest

from farside.documents.detect import detect_format
from farside.documents.formats import PARSERS
from farside.documents.options import Format, ParseOptions
from farside.reading.prompts import for_judging
from tests import watched_calls
from tests.documents import ofds, pdfs
from tests.documents.files import content, opendocument, zipped
from tests.script import script
from tests.watched_calls import Watch
from tests.work.invoices import made
from tests.work.jobs import postgres

_NOT_WRITTEN = {"xls", "msg"}  # nothing here writes these
_SECONDS = 120.0
FORMS: list[dict[str, Any]] = [
    {"all": ["Fill in this form"], "reply": {"name": {"value": "A", "sentence": 1}}},
    {"all": [""], "reply": {"name": "A"}},
]
SCORES = dict.fromkeys(for_judging.SCORES, -1.0)
RULES = [
    {"all": ["Met above?"], "reply": {"answer": "It is.", "sentences": [1]}, "first_token": SCORES}
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the commands run: everything that they may write to is in `folder`, and `nowhere` is a
    person's home.
    """

    folder: Path
    model: str

    @property
    def nowhere(self) -> Path:
        return self.folder / "nowhere"

    @property
    def environment(self) -> Mapping[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "XDG_RUNTIME_DIR")}
        return kept | {
            "HOME": str(self.nowhere),
            "TMPDIR": str(self.folder / "temporary"),
            "FARSIDE_HOME": str(self.folder / "home"),
            "FARSIDE_MODEL": self.model,
            "PYTHONDONTWRITEBYTECODE": "1",
        }


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    if (why := watched_calls.refusal()) is not None:
        pytest.skip(f"strace cannot watch a process here: {why}")
    folder = Path(tempfile.mkdtemp(prefix="silent"))
    for name in ("nowhere", "temporary", "files", "forms", "out"):
        (folder / name).mkdir()
    write_every_format(folder / "files")
    (folder / "rubric.yaml").write_text(
        "title: Painters\ncriteria:\n  - name: Painting\n    weight: 2\n"
    )
    try:
        script(folder / "forms", FORMS)
        yield Place(folder, script(folder, RULES))
    finally:
        shutil.rmtree(folder)


def write_every_format(folder: Path) -> None:
    pdfs.simple(folder / "a.pdf", "A page of text")
    pdfs.scan(folder / "scan.pdf", pdfs.picture("A page that is a picture"))
    pdfs.picture("A picture of words").save(folder / "a.png")
    word = docx.Document()
    word.add_paragraph("A paragraph")
    word.save(str(folder / "a.docx"))
    show = pptx.Presentation()
    show.slides.add_slide(show.slide_layouts[0]).shapes[0].text_frame.text = "A slide"
    show.save(str(folder / "a.pptx"))
    book = openpyxl.Workbook()
    book.worksheets[0].append(["A", "table"])
    book.save(folder / "a.xlsx")
    cell = '<table:table-cell office:value-type="string"><text:p>c</text:p></table:table-cell>'
    table = f'<table:table table:name="S"><table:table-row>{cell}</table:table-row></table:table>'
    opendocument(folder / "a.ods", "spreadsheet", table)
    opendocument(folder / "a.odt", "text", "<text:p>A paragraph of ODT</text:p>")
    box = "<draw:page><draw:rect><text:p>A shape</text:p></draw:rect></draw:page>"
    opendocument(folder / "a.odp", "presentation", box)
    opendocument(folder / "a.odg", "drawing", box)
    ofds.fapiao(folder / "a.ofd")
    package = (
        '<package><manifest><item id="a" href="a.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine>'
    )
    members = {
        "META-INF/container.xml": (
            '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
        ),
        "b.opf": f'{package}<itemref idref="a"/></spine></package>',
        "a.xhtml": "<html><body><p>A chapter</p></body></html>",
    }
    zipped(folder / "a.epub", members)
    page = (
        '<link rel="stylesheet" href="https://example.com/a.css"><img '
        'src="https://example.com/a.png"><p>A page of HTML'
    )
    plain = {
        "a.html": page,
        "a.md": "# A heading",
        "a.txt": "A line",
        "a.csv": "a,b\n1,2\n",
        "a.json": '{"a": 1}',
    }
    cell = '<Row><Cell><Data ss:Type="Number">1</Data></Cell></Row>'
    book = f'<Worksheet ss:Name="S"><Table>{cell}</Table></Worksheet>'
    room = "urn:schemas-microsoft-com:office:spreadsheet"
    plain["book.xml"] = f'<Workbook xmlns="{room}" xmlns:ss="{room}">{book}</Workbook>'
    for name, text in {**plain, "ubl.xml": made.ubl()}.items():
        (folder / name).write_text(text, encoding="utf-8")
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.com", "A mail"
    mail.set_content("A body")
    mail.add_attachment(
        (folder / "a.pdf").read_bytes(), maintype="application", subtype="pdf", filename="in.pdf"
    )
    (folder / "a.eml").write_bytes(bytes(mail))
    (folder / "a.mbox").write_bytes(
        b"From a@example.com Mon Jan  5 10:00:00 2026\n" + bytes(mail) + b"\n"
    )
    saved = EmailMessage()
    saved["From"] = "<Saved by a browser>"
    saved.set_content('<img src="https://example.com/b.png"><p>A saved page</p>', subtype="html")
    saved.make_mixed()
    saved.replace_header("Content-Type", 'multipart/related; type="text/html"')
    (folder / "a.mht").write_bytes(bytes(saved))
    others = {
        "a.rtf": r"{\rtf1\ansi A letter}",
        "a.ics": (
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        ),
        "a.ipynb": (
            '{"cells": [{"cell_type": "markdown", "source": ["A cell"]}], "nbformat": '
            '4, "metadata": {}}'
        ),
        "a.fb2": '<?xml version="1.0"?><FictionBook '
        'xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><body><section>'
        "<p>A tale</p></section></body></FictionBook>",
    }
    for name, text in others.items():
        (folder / name).write_text(text, encoding="utf-8")


def detected(file: Path) -> Format:
    return detect_format(content(file), ParseOptions(file.name))[0]


def new_log(place: Place) -> Path:
    return place.folder / f"strace-{secrets.token_hex(4)}"


def watch(place: Place, *words: object, module: str = "farside") -> tuple[int, str, Watch]:
    """Exit status, what it said, and what it asked of the system."""
    log = new_log(place)
    done = subprocess.run(
        watched_calls.command(log, *words, module=module),
        env=place.environment,
        cwd=place.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    return done.returncode, done.stdout, watched_calls.read(log)


def check(place: Place, seen: Watch) -> None:
    assert seen.lines, "nothing was watched"
    assert seen.reached() == []
    allowed = [
        place.folder / "home",
        place.folder / "temporary",
        place.folder / "out",
        Path(os.environ["XDG_RUNTIME_DIR"]),
    ]
    assert seen.made(allowed) == []
    assert list(place.nowhere.iterdir()) == []
    assert list((place.folder / "temporary").iterdir()) == []


def test_every_format_is_read_in_silence(place: Place) -> None:
    """OCR too, whose library tells Microsoft of every start where it is not told to be quiet."""
    status, said, seen = watch(
        place, "add", place.folder / "files", "--collection", "all", module="tests.unconfined"
    )
    assert status == 0, said
    files = list((place.folder / "files").iterdir())
    assert f"{len(files)} documents are in all" in said, said
    assert {detected(file) for file in files} == PARSERS.keys() - _NOT_WRITTEN
    check(place, seen)


@pytest.mark.parametrize(
    "words",
    [
        ("ask", "Who signed?", "files/a.txt", "files/a.pdf"),
        (
            "extract",
            "files/a.txt",
            "files/a.md",
            "--columns",
            "name",
            "--out",
            "out/t.xlsx",
            "--model",
            "scripted:forms/model.json",
        ),
        ("rank", "files/a.txt", "files/a.md", "--rubric", "rubric.yaml", "--yes"),
        ("doctor",),
        ("eval", "niah", "--lengths", "200", "--depths", "50", "--window", "200", "--seed", "7"),
    ],
    ids=lambda words: words[0],
)
def test_a_command_is_silent(place: Place, words: tuple[str, ...]) -> None:
    status, said, seen = watch(place, *words)
    assert status in (0, 1), said
    assert "Traceback" not in said
    check(place, seen)


def test_a_server_and_its_page_are_silent(place: Place) -> None:
    log = new_log(place)
    command = watched_calls.command(log, "serve", "--no-open", "--port", "0")
    with subprocess.Popen(
        command,
        env=place.environment,
        cwd=place.folder,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as serving:
        assert serving.stdout is not None
        try:
            visit(serving.stdout.readline().split()[3].rstrip("/"))
        finally:
            end(serving, signal.SIGINT)
    check(place, watched_calls.read(log))


def visit(url: str) -> None:
    """The page, a picture that is uploaded and drawn, and a question about it."""
    picture = pdfs.picture("Words in a picture")
    with (
        tempfile.TemporaryFile() as file,
        httpx.Client(base_url=url, timeout=30, trust_env=False) as client,
    ):
        until(client, "/api/me", lambda _: True)
        assert client.get("/").is_success
        picture.save(file, "PNG")
        file.seek(0)
        item = client.post("/api/uploads", params={"name": "a.png"}, content=file.read()).json()[
            "id"
        ]
        document = until(client, f"/api/items/{item}", lambda one: one["state"] == "ready")[
            "document"
        ]
        assert client.get(f"/api/documents/{document}/pages/1/picture").is_success
        body = {"kind": "ask", "question": "What is it?", "documents": [document]}
        run = client.post("/api/runs", json=body).json()["id"]
        until(client, f"/api/runs/{run}", lambda one: one["state"] == "finished")


def until(client: httpx.Client, path: str, true: object) -> dict[str, str]:
    patience = time.monotonic() + _SECONDS
    while time.monotonic() < patience:
        try:
            found = client.get(path)
            if found.is_success and true(found.json()):  # type: ignore[operator]
                return found.json()  # type: ignore[no-any-return]
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError(path)


def end(watched: subprocess.Popen[Any], how: signal.Signals) -> None:
    """Of the process that strace started: strace ends with it."""
    for child in psutil.Process(watched.pid).children():
        child.send_signal(how)
    watched.wait(30)


def test_a_worker_is_silent(place: Place) -> None:
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    folder.chmod(0o755)
    log = new_log(place)
    try:
        with postgres.server(folder) as url:
            told = {**place.environment, "FARSIDE_DATABASE_URL": url}
            with subprocess.Popen(
                watched_calls.command(log, "worker"),
                env=told,
                cwd=place.folder,
                start_new_session=True,
            ) as working:
                patience = time.monotonic() + _SECONDS
                while not any(".s.PGSQL" in line for line in watched_calls.read(log).lines):
                    assert time.monotonic() < patience
                    time.sleep(0.2)
                time.sleep(1)  # so that it looks for work
                end(working, signal.SIGINT)
    finally:
        shutil.rmtree(folder)
    check(place, watched_calls.read(log))
