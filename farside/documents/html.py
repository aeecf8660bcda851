"""HTML as a person sees it: one line a block or table row, cells joined by ' | ', no scripts and no styles.

The tree is walked without recursion, so that no nesting is too deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from farside.documents.content import Content
from farside.documents.draft import PageDraft
from farside.documents.encoding import charset_inside, decode
from farside.documents.options import ParseOptions
from farside.documents.text import parts
from farside.errors import DocumentError

_SILENT = frozenset({"script", "style", "template", "noscript", "head", "iframe", "object", "svg"})
# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "select",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"
})
# fmt: on
_CELLS = frozenset({"td", "th"})
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What an HTML file says: its title (may be empty), its lines without empty ones, and what went wrong."""

    title: str
    lines: list[str]
    problem: str | None


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The title, then the body, in parts of a few thousand characters."""
    found = read(content.read(), chosen=options.encoding)
    lines = found.lines
    if found.title and (not lines or lines[0] != found.title):
        lines = [found.title, *lines]
    if not lines:
        raise DocumentError(options.name, "has no text: if a script makes the page's text, print the page to PDF")
    for page in parts(lines):
        yield replace(page, problem=found.problem)


def read(data: bytes, charset: str | None = None, chosen: str | None = None) -> Reading:
    """The lines of an HTML file. `charset` is what came with it (a MIME header) and wins over the file's own word;
    `chosen` is a person's, and wins over both."""
    decoded = decode(data, charset or charset_inside(data), chosen)
    tree = LexborHTMLParser(decoded.text)
    title = tree.css_first("head > title")
    root = tree.body or tree.root
    lines = _Lines().of(root) if root is not None else []
    return Reading(_SPACES.sub(" ", title.text()).strip() if title is not None else "", lines, decoded.problem)


class _Lines:
    """Collects lines while the tree is walked. Inside a table cell, what would be a line end is a space."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.current: list[str] = []
        self.cells = 0
        self.preformatted = 0
        self.first_cell = True

    def of(self, root: LexborNode) -> list[str]:
        node: LexborNode | None = root
        while node is not None:
            silent = self._enter(node)
            if not silent and node.child is not None:
                node = node.child
                continue
            while node is not None:
                self._leave(node)
                if node.mem_id == root.mem_id:
                    node = None
                elif node.next is not None:
                    node = node.next
                    break
                else:
                    node = node.parent
        self._end_line()
        return self.lines

    def _enter(self, node: LexborNode) -> bool:
        """Takes the node's start in; True where its children are not for reading."""
        tag = node.tag
        if node.is_text_node:
            self.current.append(self._text(node))
        elif tag in _SILENT:
            return True
        elif tag == "br":
            self._break()
        elif tag in _CELLS:
            self._begin_cell()
        elif tag in _BLOCKS:
            self._break()
            self.preformatted += tag == "pre"
            if tag == "tr" and not self.cells:
                self.first_cell = True
            if tag == "li":
                self.current.append("- ")
        return False

    def _text(self, node: LexborNode) -> str:
        text = node.text_content or ""
        return text if self.preformatted else _SPACES.sub(" ", text)

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag
        if tag in _CELLS:
            self.cells -= 1
        elif tag in _BLOCKS:
            self._break()
            self.preformatted -= tag == "pre"

    def _begin_cell(self) -> None:
        if self.cells or not self.first_cell:
            self.current.append(" | ")
        self.first_cell = False
        self.cells += 1

    def _break(self) -> None:
        if self.cells:
            self.current.append(" ")
        else:
            self._end_line()

    def _end_line(self) -> None:
        text = "".join(self.current)
        self.current = []
        for line in text.split("\n"):
            tidy = line.rstrip() if self.preformatted else re.sub(" {2,}", " ", line).strip()
            if tidy.strip(" -|"):
                self.lines.append(tidy)
