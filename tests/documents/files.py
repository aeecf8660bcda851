"""How the parser tests call a parser and make the files that it reads."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from farside.documents.content import Content
from farside.documents.draft import PageDraft
from farside.documents.options import Format, ParseOptions

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
Parser = Callable[[Content, ParseOptions], Iterator[PageDraft]]


def pages_of(parse: Parser, path: Path, format: Format = "text", expanded_mb: int = 50) -> list[PageDraft]:
    return list(parse(content(path), ParseOptions(path.name, format=format, expanded_mb=expanded_mb)))


def content(path: Path) -> Content:
    return Content.of_bytes(path.read_bytes())


def lines(page: PageDraft) -> list[str]:
    return [line.text for line in page.lines]


def zipped(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def opendocument(path: Path, kind: str, body: str, encrypted: bool = False) -> Path:
    """An OpenDocument file; `kind` is text or spreadsheet, `body` its content as XML."""
    names = "".join(f' xmlns:{part}="{_OASIS}:{part}:1.0"' for part in ("office", "text", "table", "draw"))
    inner = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    members = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content{names}>{inner}</office:document-content>",
        "META-INF/manifest.xml": "<manifest><encryption-data/></manifest>" if encrypted else "<manifest/>",
    }
    return zipped(path, members)


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
