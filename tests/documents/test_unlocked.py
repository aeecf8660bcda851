"""A locked PDF without its lock: written by a confined process, for its owner alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from farside.documents.options import ParseOptions
from farside.documents.picture import draw_page, unlock_pdf
from farside.errors import DocumentError
from tests.documents import pdfs


def test_its_pages_can_be_drawn(tmp_path: Path) -> None:
    locked = pdfs.simple(tmp_path / "a.pdf", "Secret", password="opensesame")
    options = ParseOptions("a.pdf", password="opensesame")
    with pytest.raises(DocumentError, match="page 1 cannot be drawn"):
        draw_page(locked, "application/pdf", 1, 400, options)
    target = tmp_path / "unlocked.pdf"
    assert unlock_pdf(locked, target, options)
    assert target.stat().st_mode & 0o777 == 0o600
    assert draw_page(target, "application/pdf", 1, 400, options).startswith(b"\x89PNG")


def test_nothing_is_left_of_a_wrong_password_and_of_a_file_without_a_lock(tmp_path: Path) -> None:
    locked = pdfs.simple(tmp_path / "a.pdf", "Secret", password="opensesame")
    target = tmp_path / "unlocked.pdf"
    with pytest.raises(DocumentError, match="cannot be unlocked"):
        unlock_pdf(locked, target, ParseOptions("a.pdf", password="guess"))
    assert not target.exists()
    plain = pdfs.simple(tmp_path / "b.pdf", "Public")
    assert not unlock_pdf(plain, target, ParseOptions("b.pdf", password="any"))
    assert not target.exists()
