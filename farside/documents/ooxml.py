"""What Word, Excel and PowerPoint files have in common: their packages, whatever dialect they are
written in.

Parts are found by their relations, so that templates, shows and files with macros are read like
others. Strict Open XML has other namespaces for the same elements; they become the usual ones when
a part is read.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from farside.documents.content import Content
from farside.documents.options import ParseOptions
from farside.documents.zips import BROKEN, Member, open_zip
from farside.errors import DamagedFile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")


def parse_xml(data: bytes) -> etree._Element:
    """The root of a part, in the usual namespaces. Raises `etree.XMLSyntaxError`."""
    return etree.fromstring(_usual(data), etree.XMLParser(resolve_entities=False, no_network=True))


def usual_dialect(content: Content, options: ParseOptions) -> Content:
    """The file with the usual namespaces, for libraries that do not know Strict ones; the same file
    where it has them. Raises `DocumentError` for a damaged file."""
    try:
        return _in_usual_dialect(content, options)
    except BROKEN as error:
        raise DamagedFile(options.name, f"is damaged ({error}): open and save it again") from error


def _in_usual_dialect(content: Content, options: ParseOptions) -> Content:
    with open_zip(content.open(), options.name, options.expanded_mb) as archive:
        members = Member(archive, options.name, options.expanded_mb)
        if (
            "_rels/.rels" not in members.names
            or _STRICT.search(members.read("_rels/.rels")) is None
        ):
            return content
        rewritten = io.BytesIO()
        with zipfile.ZipFile(rewritten, "w", zipfile.ZIP_STORED) as copy:
            for name in dict.fromkeys(archive.namelist()):
                data = members.read(name)
                copy.writestr(
                    name, _usual(data) if name.endswith((".xml", ".rels", ".vml")) else data
                )
    return Content.of_bytes(rewritten.getvalue())


def _usual(data: bytes) -> bytes:
    return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a relation of a part leads: to a part of the package, or to an address outside of
    it."""

    kind: str
    target: str
    external: bool


class Parts:
    """The parts of an open package."""

    def __init__(self, members: Member) -> None:
        self.members = members
        self._relations: dict[str, dict[str, Relation]] = {}

    def relations(self, part: str) -> dict[str, Relation]:
        """The relations of a part, by id; empty for a part that has none, or damaged ones."""
        if part not in self._relations:
            self._relations[part] = self._read_relations(part)
        return self._relations[part]

    def _read_relations(self, part: str) -> dict[str, Relation]:
        folder, name = posixpath.split(part)
        member = posixpath.join(folder, "_rels", f"{name}.rels")
        if member not in self.members.names:
            return {}
        found = {}
        for one in parse_xml(self.members.read(member)).iterchildren(etree.Element):
            target, external = one.get("Target", ""), one.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/" + folder, unquote(target))).lstrip(
                    "/"
                )
            found[one.get("Id", "")] = Relation(
                one.get("Type", "").rpartition("/")[2], target, external
            )
        return found

    def main(self) -> str | None:
        """The part that the package is about."""
        return next(iter(self.related("", "officeDocument")), None)

    def related(self, part: str, kind: str) -> list[str]:
        """The parts in the package that `part` leads to by relations of this kind, in their
        order."""
        found = (
            one.target
            for one in self.relations(part).values()
            if one.kind == kind and not one.external
        )
        return [target for target in dict.fromkeys(found) if target in self.members.names]

    def root(self, part: str) -> etree._Element | None:
        """The root of an XML part, None where the package does not hold it."""
        return parse_xml(self.members.read(part)) if part in self.members.names else None

    def read(self, part: str) -> bytes | None:
        return self.members.read(part) if part in self.members.names else None


def resolve_alternatives(root: etree._Element) -> None:
    """Replace every `mc:AlternateContent` by what a current program shows: the first choice that
    holds anything, else the older copy."""
    for alternative in list(root.iter(MC + "AlternateContent")):
        parent = alternative.getparent()
        if parent is None:
            continue
        choices = [*alternative.findall(MC + "Choice"), *alternative.findall(MC + "Fallback")]
        chosen = next((one for one in choices if len(one)), None)
        at = parent.index(alternative)
        tail = alternative.tail
        parent.remove(alternative)
        for place, child in enumerate(list(chosen) if chosen is not None else ()):
            parent.insert(at + place, child)
        if tail and at > 0:
            parent[at - 1].tail = (parent[at - 1].tail or "") + tail
