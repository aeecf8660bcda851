"""Pages that are read so far: kept as they come, gone on with after a stop, and never another text
than in one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from farside.documents import begun, ocr, pdf, wire
from farside.documents.begun import Keeper, begun_file, read_begun, read_part
from farside.documents.content import Content
from farside.documents.draft import LineDraft, plain_draft
from farside.documents.embedded import read_file
from farside.documents.options import ParseOptions
from farside.documents.remaining import Remaining
from farside.documents.sandbox import Sandbox
from tests.documents import pdfs

OPTIONS = ParseOptions("letter.pdf", ocr=False)
HEAD = wire.write_opened("application/pdf", 9).rstrip(b"\n")


class Stop(Exception):
    """Whoever waits for a file does so no longer."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(begun, "_PAUSE_SECONDS", 0.0)


def page(number: int) -> bytes:
    return wire.write_page(plain_draft(f"p. {number}", f"Words {number}")).rstrip(b"\n")


def letter(path: Path) -> Path:
    """Six pages, all of them with the same link, which is told on the first."""
    canvas = Canvas(str(path))
    for number in range(1, 7):
        canvas.drawString(72, 700, f"Page {number} has words")
        canvas.linkURL("https://example.org/terms", (72, 690, 200, 720))
        canvas.showPage()
    canvas.save()
    return path


def stop_at(last: int) -> object:
    def on_page(done: int, _: int) -> None:
        if done == last:
            raise Stop

    return on_page


def test_whoever_was_stopped_goes_on_and_gets_the_text_that_reading_in_one_go_gives(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    path, kept, told = letter(tmp_path / "letter.pdf"), tmp_path / "begun", list[tuple[int, int]]()
    whole = sandbox.parse(path, OPTIONS, lambda *_: None)
    with pytest.raises(Stop):
        sandbox.parse(path, OPTIONS, stop_at(2), kept)  # type: ignore[arg-type]
    with pytest.raises(Stop):
        sandbox.parse(path, OPTIONS, stop_at(4), kept)  # type: ignore[arg-type]
    file = begun_file(kept, whole.id, OPTIONS)
    assert len(read_begun(file).drafts) == 4
    file.write_bytes(file.read_bytes().replace(b"Page 3", b"PAGE 3"))
    document = sandbox.parse(path, OPTIONS, lambda *page: told.append(page), kept)
    assert document.text == whole.text.replace("Page 3", "PAGE 3")
    assert told == [(4, 6), (5, 6), (6, 6)]
    assert whole.text.count("example.org") == 1


def test_a_line_that_was_not_written_whole_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    keeper = Keeper(file)
    for line in (HEAD, page(1), page(2)):
        keeper.keep(line)
    keeper.close()
    file.write_bytes(file.read_bytes() + page(3)[:20])
    keeper = Keeper(file)
    assert [draft.label for draft in keeper.begun.drafts] == ["p. 1", "p. 2"]
    keeper.keep(page(3))
    keeper.close()
    assert [draft.label for draft in read_begun(file).drafts] == ["p. 1", "p. 2", "p. 3"]


@pytest.mark.parametrize(
    "damage", [b"", b"{}\n", b"[1]\n", b'{"media_type": 3, "pages": 1}\n', b"\xff\n"]
)
def test_what_is_damaged_counts_as_nothing(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(damage)
    keeper = Keeper(file)
    assert (keeper.begun.drafts, keeper.begun.size) == ((), 0)
    keeper.keep(HEAD)
    keeper.keep(page(1))
    keeper.close()
    assert len(read_begun(file).drafts) == 1


def test_two_that_read_the_same_file_at_once_do_not_mix_their_pages(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    first, second = Keeper(file), Keeper(file)
    for keeper in (first, second):
        keeper.keep(HEAD)
        keeper.keep(page(1))
    third = Keeper(file)
    third.keep(page(2))
    for keeper in (first, second, third):
        keeper.close()
    assert len(read_begun(file).drafts) == 1


def test_what_is_read_at_once_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(begun, "_PAUSE_SECONDS", 60.0)
    keeper = Keeper(tmp_path / "a.jsonl")
    keeper.keep(HEAD)
    keeper.keep(page(1))
    keeper.close()
    assert not (tmp_path / "a.jsonl").exists()


def test_a_disk_that_takes_no_more_keeps_no_file_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_bytes(b"")
    keeper = Keeper(tmp_path / "in the way" / "a.jsonl")
    keeper.keep(HEAD)
    keeper.close()


def test_the_part_is_the_beginning_of_the_document_and_says_of_how_many_pages(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a.jsonl"
    assert read_part(file, "ab", "a.pdf") is None
    keeper = Keeper(file)
    keeper.keep(HEAD)
    assert read_part(file, "ab", "a.pdf") is None
    keeper.keep(page(1))
    keeper.keep(page(2))
    part = read_part(file, "ab", "a.pdf")
    assert part
    assert (part.document.text, len(part.document.pages), part.total) == (
        "Words 1\nWords 2\n",
        2,
        9,
    )
    keeper.keep(page(3))
    later = read_part(file, "ab", "a.pdf")
    assert later
    assert later.document.text.startswith(part.document.text)
    assert len(later.document.pages) == 3
    keeper.close()


def test_pictures_of_known_pages_are_not_read_again_but_those_of_files_inside_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = [Image.new("RGB", (600, 800), (250, 250, number)) for number in range(4)]
    path, looked = tmp_path / "scan.pdf", list[int]()
    images[0].save(path, save_all=True, append_images=images[1:])

    def read(pixels: object) -> tuple[LineDraft, ...]:
        looked.append(1)
        return (LineDraft("Words", None, 0.99),)

    monkeypatch.setattr(ocr, "recognise_lines", read)
    options = ParseOptions("scan.pdf", known=3)
    assert len(list(pdf.parse(Content.of_bytes(path.read_bytes()), options))) == 4
    assert len(looked) == 1
    read_file(path.read_bytes(), "inner.pdf", options)
    assert len(looked) == 1 + 4


def test_pages_of_other_options_are_not_taken(tmp_path: Path) -> None:
    digest = sha256(b"").hexdigest()
    files = {begun_file(tmp_path, digest, one) for one in (OPTIONS, replace(OPTIONS, ocr=True))}
    assert len(files) == 2
    assert all(file.name.startswith(f"{digest}.") for file in files)


def test_the_rest_is_told_by_the_pages_after_the_first() -> None:
    now = [100.0]
    remaining = Remaining(lambda: now[0])
    assert remaining.seconds(40, 1000) is None  # kept ones, which came at once
    now[0] += 1
    assert remaining.seconds(41, 1000) is None  # too early to tell
    now[0] += 3
    assert remaining.seconds(42, 1000) == pytest.approx((1000 - 42) * 2)
    assert remaining.seconds(43, 0) is None


def test_pages_of_a_picture_that_are_known_are_not_read_again(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    frames = [pdfs.picture("words", size=(200, 100)) for _ in range(3)]
    frames[0].save(tmp_path / "a.tiff", save_all=True, append_images=frames[1:])
    path, options, kept = tmp_path / "a.tiff", ParseOptions("a.tiff"), tmp_path / "begun"
    keeper = Keeper(begun_file(kept, sha256(path.read_bytes()).hexdigest(), options))
    for line in (wire.write_opened("image/tiff", 3).rstrip(b"\n"), page(1), page(2), page(3)):
        keeper.keep(line)
    keeper.close()
    assert sandbox.parse(path, options, lambda *_: None, kept).text == "Words 1\nWords 2\nWords 3\n"
