"""HTML as a person sees it: one line a block or table row, cells joined by ' | ', no scripts and no
styles."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser

from farside.documents.content import Content
from farside.documents.draft import PageDraft, mark_heading, without_heading
from farside.documents.encoding import charset_inside, decode_text
from farside.documents.html_lines import Walk
from farside.documents.inside import read_references
from farside.documents.options import ParseOptions
from farside.documents.references import Reference
from farside.documents.text import cut_parts
from farside.errors import EmptyFile

_SPACES = re.compile(r"[ \t\r\n\f]+")
_HEAD = 4096
_XHTML = re.compile(r"^\s*<\?xml\b|xmlns\s*=\s*[\"']http://www\.w3\.org/1999/xhtml[\"']")
_EMPTY = re.compile(
    r"""<([A-Za-z][\w:.-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)\s*/>"""
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)


@dataclass(frozen=True, slots=True)
class HtmlReading:
    """What an HTML file says: its title (may be empty), its lines without empty ones, the pictures
    and files that it shows, and what went wrong."""

    title: str
    lines: list[str]
    problem: str | None
    references: tuple[Reference, ...] = ()


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The title, then the body, in parts of a few thousand characters."""
    found = read_html(content.read(), chosen=options.encoding, headings=True)
    lines = found.lines
    if found.title and (not lines or without_heading(lines[0]) != found.title):
        lines = [mark_heading(found.title, 1), *lines]
    if not lines:
        raise EmptyFile(
            options.name, "has no text: if a script makes the page's text, print the page to PDF"
        )
    inside = read_references(found.references, lambda _: None, options)
    pages = [replace(page, problem=found.problem) for page in cut_parts(lines)]
    yield from pages[:-1]
    yield inside.beside(pages[-1])
    yield from inside.pages


def read_html(
    data: bytes,
    charset: str | None = None,
    chosen: str | None = None,
    xhtml: bool | None = None,
    headings: bool = False,
) -> HtmlReading:
    """The lines of an HTML file. `charset` is what came with it (a MIME header) and wins over the
    file's own word; `chosen` is a person's, and wins over both. `xhtml`: whether XML's rules hold
    for tags; None where nobody said. `headings`: whether their lines are marked (`draft`)."""
    decoded = decode_text(data, charset or charset_inside(data), chosen)
    text = decoded.text
    if _XHTML.search(text[:_HEAD]) if xhtml is None else xhtml:
        text = spell_out(text)
    tree = LexborHTMLParser(text)
    title = tree.css_first("head > title")
    root = tree.body or tree.root
    walk = Walk(headings=headings)
    lines = walk.lines(root) if root is not None else []
    said = _SPACES.sub(" ", title.text()).strip() if title is not None else ""
    return HtmlReading(said, lines, decoded.problem, tuple(walk.references))


def spell_out(text: str) -> str:
    """XHTML as HTML has it: `<title/>` would swallow what follows, and CDATA would be a comment."""
    text = _CDATA.sub(lambda found: html.escape(found[1], quote=False), text)
    return _EMPTY.sub(_with_end, text)


def _with_end(found: re.Match[str]) -> str:
    tag, attributes = found.groups()
    return found[0] if tag.lower() in _VOID else f"<{tag}{attributes}></{tag}>"
