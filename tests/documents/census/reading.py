"""Reads a file of the census as the worker does, in the same process."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from farside.documents.detect import detect_format
from farside.documents.draft import PageDraft
from farside.documents.formats import PARSERS
from farside.documents.options import ParseOptions
from farside.errors import DocumentError
from tests.documents.census.docx import DOCX
from tests.documents.census.epub import EPUB
from tests.documents.census.html import HTML
from tests.documents.census.mail import MAIL
from tests.documents.census.odf import ODP, ODS, ODT
from tests.documents.census.pdf import PDF
from tests.documents.census.places import Census
from tests.documents.census.pptx import PPTX
from tests.documents.census.xlsx import XLSX
from tests.documents.files import content

CENSUSES: tuple[Census[Any], ...] = (DOCX, ODT, PPTX, ODP, XLSX, ODS, HTML, EPUB, MAIL, PDF)
"""All formats that have one."""


def read(path: Path) -> tuple[str, str]:
    """What a person reads of the file, and what is told of that which was not read. Without OCR. A
    refusal is told."""
    options = ParseOptions(path.name, ocr=False)
    try:
        found, _ = detect_format(content(path), options)
        parser = importlib.import_module(PARSERS[found])
        pages: list[PageDraft] = list(parser.parse(content(path), replace(options, format=found)))
    except DocumentError as error:
        return "", error.reason
    return "\n".join(_shown(pages)), "\n".join(_told(pages))


def _shown(pages: Iterable[PageDraft]) -> Iterable[str]:
    for page in pages:
        yield page.label
        yield from (line.text for line in page.lines)


def _told(pages: Iterable[PageDraft]) -> Iterable[str]:
    for page in pages:
        yield from map(str, page.unread)
        if page.problem:
            yield f"{page.label}: {page.problem}"
