"""`docs/formats.md` names every format that is read, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from farside.documents.detect import detect_format
from farside.documents.formats import MEDIA_TYPES, PARSERS
from farside.documents.options import ParseOptions
from tests.documents.files import content
from tests.documents.office import package, word

DOCS = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


def test_the_table_has_every_format_and_no_other() -> None:
    named = [
        name
        for row in re.findall(r"^\|((?: ?`\w+`,?)+) \|", DOCS, re.MULTILINE)
        for name in re.findall(r"\w+", row)
    ]
    assert sorted(named) == sorted(PARSERS) == sorted(MEDIA_TYPES)


def test_a_main_part_may_have_any_name(tmp_path: Path) -> None:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        'PartName="/word/d2.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    body = "<w:document><w:body/></w:document>"
    made = package(
        tmp_path / "a.docx",
        "word/d2.xml",
        {"word/d2.xml": body, "[Content_Types].xml": types.encode()},
    )
    assert detect_format(content(made), ParseOptions("a.docx"))[0] == "docx"
    assert (
        detect_format(content(word(tmp_path / "b.docx", "x")), ParseOptions("b.docx"))[0] == "docx"
    )
