"""E-books: the chapters in the order of the spine, one page each.

A chapter that cannot be read is a page with a problem; the others are kept.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from farside.documents import html
from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft, draft_line, without_heading
from farside.documents.embedded import read_file
from farside.documents.encoding import decode_text
from farside.documents.inside import read_references
from farside.documents.options import ParseOptions
from farside.documents.seen.unread import Unread
from farside.documents.zips import BROKEN, Member, open_zip
from farside.errors import DamagedFile, LockedFile

_CONTAINER = "META-INF/container.xml"
_MARKUP = frozenset({"text/x-oeb1-document", ""})  # beside what calls itself HTML or XML
_PREFIX = re.compile(r"(</?)(?!dc:)[A-Za-z][\w.-]*:(?=\w)")
_TITLE_LENGTH = 60


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """A page a chapter. Raises `DocumentError` for a damaged or copy-protected book."""
    with open_zip(content.open(), options.name, options.expanded_mb) as archive:
        members = Member(archive, options.name, options.expanded_mb)
        package, folder = read_package(members)
        chapters, about = _spine(package, folder), _about(package)
        if not chapters:
            raise DamagedFile(options.name, "lists no chapters: it is no e-book, or damaged")
        protected = _protected(members)
        empty = True
        for number, chapter in enumerate(chapters, 1):
            for page in _chapter(members, chapter, number, (chapter.member in protected, options)):
                empty = empty and not page.lines
                yield _with_about(page, about)
                about = ()
    if empty and protected:
        raise LockedFile(options.name, "is copy-protected: Farside reads only books without DRM")


def read_package(members: Member) -> tuple[LexborHTMLParser, str]:
    """The list of what the book holds, and its folder. Raises `DamagedFile`."""
    try:
        container = _xml(members.read(_CONTAINER))
        root = container.css_first("rootfile")
        package = unquote((root.attributes.get("full-path") or "") if root is not None else "")
        opf = _xml(members.read(package))
    except (KeyError, *BROKEN) as error:
        raise DamagedFile(members.name, f"is no e-book, or damaged ({error})") from error
    return opf, posixpath.dirname(package)


def _about(opf: LexborHTMLParser) -> tuple[str, ...]:
    """Title and authors, as a shelf shows them."""
    found = (
        node.text(strip=True) for name in ("title", "creator") for node in opf.css(f"dc\\:{name}")
    )
    return tuple(dict.fromkeys(" ".join(one.split()) for one in found if one.strip()))


def _with_about(page: PageDraft, about: tuple[str, ...]) -> PageDraft:
    """The first chapter below the title and authors that it does not name itself."""
    written = "\n".join(line.text for line in page.lines).casefold()
    missing = tuple(LineDraft(one) for one in about if one.casefold() not in written)
    return replace(page, lines=(*missing, *page.lines))


@dataclass(frozen=True, slots=True)
class _Chapter:
    """A piece of the book: the member that holds it, and whether its text is markup."""

    member: str
    markup: bool


def _spine(opf: LexborHTMLParser, folder: str) -> list[_Chapter]:
    """The chapters in reading order. One that the book does not describe is named as its own
    reference names it."""
    items = {item.attributes.get("id"): item.attributes for item in opf.css("item")}
    chapters = []
    for reference in opf.css("itemref"):
        name = reference.attributes.get("idref") or ""
        item = items.get(name, {})
        place = unquote(item.get("href") or name)
        kind = (item.get("media-type") or "").strip().lower()
        member = posixpath.normpath(posixpath.join(folder, place))
        chapters.append(_Chapter(member, "html" in kind or "xml" in kind or kind in _MARKUP))
    return chapters


def _protected(members: Member) -> frozenset[str]:
    """Members that are encrypted (copy protection; fonts are often listed too)."""
    name = "META-INF/encryption.xml"
    if name not in members.names:
        return frozenset()
    try:
        tree = _xml(members.read(name))
    except BROKEN:
        return frozenset()
    uris = (node.attributes.get("uri") for node in tree.css("*") if node.attributes.get("uri"))
    return frozenset(unquote(uri) for uri in uris if uri)


def _xml(data: bytes) -> LexborHTMLParser:
    """XML through the HTML parser: it knows no entities to expand. `<item/>` needs its end tag
    spelled out."""
    text = decode_text(data).text.replace("/>", "></x>")
    return LexborHTMLParser(_PREFIX.sub(r"\1", text))


def _chapter(
    members: Member, chapter: _Chapter, number: int, given: tuple[bool, ParseOptions]
) -> Iterator[PageDraft]:
    (protected, options), label, member = given, f"ch. {number}", chapter.member
    if protected:
        yield PageDraft(label, (), problem="is copy-protected (DRM) and was not read")
        return
    try:
        data = members.read(member)
    except KeyError:
        yield PageDraft(label, (), problem=f"the book lists {member} but does not hold it")
        return
    except BROKEN as error:
        yield PageDraft(label, (), problem=f"{member} is damaged ({error})")
        return
    if not chapter.markup:
        yield from _other_file(data, label, posixpath.basename(member), options)
        return
    found = html.read_html(data, xhtml=True, headings=True)
    first = without_heading(found.lines[0]) if found.lines else ""
    title = (found.title or first)[:_TITLE_LENGTH]
    inside = read_references(
        found.references, lambda address: _resource(members, member, address), options
    )
    problem = found.problem
    if not found.lines and not inside.lines:
        problem = problem or ("has no text but pictures" if inside.unread else "has no text")
    label = f"{label} ({title})" if title else label
    yield inside.beside(PageDraft(label, tuple(map(draft_line, found.lines)), problem=problem))
    yield from inside.pages


def _other_file(data: bytes, label: str, name: str, options: ParseOptions) -> Iterator[PageDraft]:
    """A chapter that is a picture or a document of its own."""
    read = read_file(data, name, options)
    if isinstance(read, Unread):
        yield PageDraft(f"{label} ({name})", (), problem=f"was not read: {read.why}")
    else:
        yield from (replace(page, label=f"{label} ({name}), {page.label}") for page in read)


def _resource(members: Member, chapter: str, address: str) -> bytes | None:
    """A picture or file of the book that a chapter shows; None for what lies elsewhere or is
    damaged."""
    name = posixpath.normpath(
        posixpath.join(posixpath.dirname(chapter), unquote(address.partition("#")[0]))
    )
    try:
        return members.read(name) if name in members.names else None
    except BROKEN:
        return None
