"""Old binary Office files: refused with the remedy where LibreOffice is not installed, else
converted and told so."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from farside.documents import office
from farside.documents.content import Content
from farside.documents.detect import detect_format
from farside.documents.embedded import read_file
from farside.documents.old_office import OLD, Old
from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox, parse_file
from farside.documents.seen.unread import Unread
from farside.errors import DocumentError
from farside.system.confine import look_at_layers
from tests.documents.office import paragraph, word

STREAMS: dict[Old, str] = {"doc": "WordDocument", "ppt": "PowerPoint Document", "wps": "MatOST"}
_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE


def container(stream: str) -> bytes:
    """An OLE file with one empty stream of that name."""
    about = struct.pack(
        "<8s16x5H6x9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        62,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        _END,
        0,
        _END,
        0,
    )
    chains = struct.pack("<128I", _FREE - 2, _END, *[_FREE] * 126)
    entries = _entry("Root Entry", 5, 1) + _entry(stream, 2, _FREE) + 2 * bytes(128)
    return about + struct.pack("<109I", 0, *[_FREE] * 108) + chains + entries


def _entry(name: str, kind: int, child: int) -> bytes:
    written = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBB3I36xIQ", written, len(written) + 2, kind, 1, _FREE, _FREE, child, _END, 0
    )


@pytest.fixture(params=OLD)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Old, Path]:
    path = tmp_path / f"letter.{request.param}"
    path.write_bytes(container(STREAMS[request.param]))
    return request.param, path


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


def test_without_libreoffice_the_refusal_names_both_remedies(
    old: tuple[Old, Path], sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find_office", lambda: None)
    kind, path = old
    with pytest.raises(DocumentError) as caught:
        sandbox.parse(path, ParseOptions(path.name), lambda *_: None)
    assert f"save it as .{OLD[kind].new} or PDF, or install LibreOffice" in caught.value.reason


def test_what_libreoffice_makes_of_it_is_read_and_told(
    old: tuple[Old, Path], sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kind, path = old

    def convert(*given: object) -> str:
        place = given[1]
        assert isinstance(place, Path)
        assert (place / f"document.{kind}").read_bytes() == path.read_bytes()
        assert (
            "DisableMacrosExecution"
            in (place / "profile/user/registrymodifications.xcu").read_text()
        )
        (place / "out").mkdir()
        word(tmp_path / "new.docx", paragraph("The rent is 900"))
        (tmp_path / "new.docx").rename(place / "out" / f"document.{OLD[kind].new}")
        return ""

    monkeypatch.setattr(office, "find_office", lambda: Path("/nowhere/soffice.bin"))
    monkeypatch.setattr(office, "_run", convert)
    document = sandbox.parse(path, ParseOptions(path.name), lambda *_: None)
    assert document.text == "The rent is 900\n"
    assert (document.name, document.media_type) == (path.name, OLD[kind].media_type)
    (problem,) = document.problems
    assert f"converted from an old format of {OLD[kind].name} by LibreOffice" in problem


def convert_to(made: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Why a file is refused of which LibreOffice, or who took it over, makes `made`."""
    word(tmp_path / "secret.docx", paragraph("Not yours"))

    def convert(*given: object) -> str:
        place = given[1]
        assert isinstance(place, Path)
        if made == "link":
            (place / "out").mkdir()
            (place / "out" / "document.docx").symlink_to(tmp_path / "secret.docx")
        if made == "folder":
            (tmp_path / "secret.docx").rename(tmp_path / "document.docx")
            (place / "out").symlink_to(tmp_path)
        return "Error: source file could not be loaded"

    monkeypatch.setattr(office, "find_office", lambda: Path("/nowhere/soffice.bin"))
    monkeypatch.setattr(office, "_run", convert)
    path = tmp_path / "a.doc"
    path.write_bytes(container("WordDocument"))
    with pytest.raises(DocumentError) as caught:
        parse_file(path, ParseOptions("a.doc"), lambda *_: None)
    return caught.value.reason


@pytest.mark.parametrize("made", ["nothing", "link", "folder"])
def test_what_cannot_be_converted_is_refused_and_no_link_is_followed(
    made: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reason = convert_to(made, monkeypatch, tmp_path)
    assert "source file could not be loaded" in reason
    assert "save it as .docx or PDF" in reason


def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(office, "python_command", lambda _: ["sleep", "60"])
    monkeypatch.setattr("json.dumps", lambda _: "0")  # what it is given to do: one more second
    path = tmp_path / "a.doc"
    path.write_bytes(b"x")
    options = replace(ParseOptions("a.doc"), seconds=0.2)
    with (
        path.open("rb") as file,
        pytest.raises(DocumentError, match=r"longer than 0\.2 seconds: raise parse_seconds"),
        office.converted_file(Path("/nowhere"), file, "doc", options, lambda _: False),
    ):
        pass


@pytest.mark.parametrize("kind", OLD)
def test_one_inside_of_another_file_is_named_with_what_helps_there(kind: Old) -> None:
    read = read_file(container(STREAMS[kind]), f"a.{kind}", ParseOptions("mail.eml"))
    assert isinstance(read, Unread)
    assert read.why.endswith(f"save it as .{OLD[kind].new} or PDF")


def test_drawings_of_visio_are_refused() -> None:
    with pytest.raises(DocumentError, match=r"Visio.*export it as PDF"):
        detect_format(Content.of_bytes(container("VisioDocument")), ParseOptions("a.vsd"))


def test_the_libreoffice_of_this_machine_reads_an_old_word_file(tmp_path: Path) -> None:
    """Made by the same LibreOffice, which is not confined for that."""
    program = office.find_office()
    if program is None or not (program.parent / "libswlo.so").exists():
        pytest.skip("LibreOffice Writer is not installed")
    if missing := [layer for layer in look_at_layers() if layer.missing]:
        pytest.skip(f"it is not run where it cannot be confined: {missing}")
    (tmp_path / "a.rtf").write_text(r"{\rtf1 The rent is 900 a month\par}")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    order = [
        "--headless",
        "--convert-to",
        "doc:MS Word 97",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.rtf"),
    ]
    subprocess.run(
        [str(program.with_name("soffice")), profile, *order],
        capture_output=True,
        check=True,
        timeout=120,
    )
    document = parse_file(tmp_path / "a.doc", ParseOptions("a.doc"), lambda *_: None)
    assert document.text.splitlines() == ["The rent is 900 a month"]
