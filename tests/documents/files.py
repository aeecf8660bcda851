"""How the parser tests call a parser and make the files that it reads."""

from __future__ import annotations

import importlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from farside.documents.content import Content
from farside.documents.detect import detect_format
from farside.documents.draft import PageDraft
from farside.documents.formats import PARSERS
from farside.documents.options import Format, ParseOptions

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_ODF = {
    **{
        name: f"{_OASIS}:{name}:1.0"
        for name in ("office", "text", "table", "style", "chart", "form", "presentation")
    },
    "draw": f"{_OASIS}:drawing:1.0",
    "svg": f"{_OASIS}:svg-compatible:1.0",
    "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
    "number": f"{_OASIS}:datastyle:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_ODF_NAMES = "".join(f' xmlns:{name}="{address}"' for name, address in _ODF.items())
Parser = Callable[[Content, ParseOptions], Iterator[PageDraft]]


def pages_of(
    parse: Parser, path: Path, format: Format = "text", expanded_mb: int = 50
) -> list[PageDraft]:
    return list(
        parse(content(path), ParseOptions(path.name, format=format, expanded_mb=expanded_mb))
    )


def read_given(data: str | bytes, name: str, **options: Any) -> list[PageDraft]:
    """The pages of a file as a person gives it: its bytes and its name tell what it is."""
    given = ParseOptions(name, **options)
    source = Content.of_bytes(data.encode() if isinstance(data, str) else data)
    found, _ = detect_format(source, given)
    parser = importlib.import_module(PARSERS[found])
    return list(parser.parse(source, replace(given, format=found)))


def words_of(pages: Iterable[PageDraft]) -> list[str]:
    """All lines of all pages that are not empty."""
    return [line.text for page in pages for line in page.lines if line.text.strip()]


def content(path: Path) -> Content:
    return Content.of_bytes(path.read_bytes())


def lines(page: PageDraft) -> list[str]:
    return [line.text for line in page.lines]


def zipped(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def opendocument(
    path: Path,
    kind: str,
    body: str,
    encrypted: bool = False,
    styles: str = "",
    members: Mapping[str, str | bytes] | None = None,
) -> Path:
    """An OpenDocument file; `kind` is text, spreadsheet, presentation or drawing, `body` its
    content as XML, `styles` its own ones; a member of `members` that is XML need not name its
    namespaces."""
    inner = f"<office:automatic-styles>{styles}</office:automatic-styles>" if styles else ""
    inner += f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    media = "graphics" if kind == "drawing" else kind
    made: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{media}",
        "content.xml": f"<office:document-content{_ODF_NAMES}>{inner}</office:document-content>",
        "META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"
        if encrypted
        else "<manifest/>",
    }
    for name, content in (members or {}).items():
        made[name] = (
            content.replace(">", f"{_ODF_NAMES}>", 1) if isinstance(content, str) else content
        )
    return zipped(path, made)


def lying_zip(path: Path, member: str, real: int) -> Path:
    """A zip whose one member says that it is 10 bytes long and unpacks to `real` zeros."""
    zipped(path, {member: bytes(real)})
    data = bytearray(path.read_bytes())
    size = real.to_bytes(4, "little")
    for _ in range(data.count(size)):
        at = data.index(size)
        data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    return path
