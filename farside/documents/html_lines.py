"""The lines of an HTML tree as a person sees them, with the numbers of lists, spans, raised signs,
links and values.

The tree is walked without recursion, so that no nesting is too deep.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from farside.documents.draft import mark_heading
from farside.documents.html_frames import HtmlCapture, HtmlFrame
from farside.documents.html_lists import OpenList, open_list
from farside.documents.html_signs import (
    LOWERED_STYLE,
    MOVES,
    RAISED_STYLE,
    STRIKES,
    STRUCK_STYLE,
    WRITTEN,
    lower_text,
    raise_text,
    strike_through,
)
from farside.documents.html_tables import OpenTable
from farside.documents.references import Reference, frame_of, is_tiny, medium_of
from farside.documents.seen.formulas import write_mathml
from farside.documents.seen.signs import (
    join_ruby,
    mark_ruby,
    strike_whole,
    write_tick,
)
from farside.documents.seen.tables import read_span
from farside.documents.seen.things import write_link, write_picture

_SILENT = frozenset("script style template noscript head datalist rp canvas".split())
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu "
    "nav ol option p pre search section summary table tbody tfoot thead tr ul".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_LISTS = frozenset({"ol", "ul", "menu"})
_CELLS = frozenset({"td", "th"})
_NO_VALUE = frozenset("hidden submit button image reset password file".split())
_SPACES = re.compile(r"[ \t\r\n\f]+")
_TICK = re.compile(f"[{write_tick(True)}{write_tick(False)}]")
_MOST_CHOICES = 12
_DEEPEST = 4  # frames within frames
_LONG_ADDRESS = 300  # characters: what counts clicks, not what a person would follow


class Walk:
    """Collects lines and references while the tree is walked."""

    def __init__(self, depth: int = 0, headings: bool = False) -> None:
        """`headings`: whether their lines are marked as such."""
        self._depth = depth
        self._marked = headings
        self._level = 0  # of the open heading
        self.references: list[Reference] = []
        self._frames = [HtmlFrame()]
        self._tables: list[OpenTable] = []
        self._lists: list[OpenList] = []
        self._captures: list[HtmlCapture] = []
        self._preformatted = 0

    def lines(self, root: LexborNode) -> list[str]:
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
        return self._frames[0].lines

    @property
    def _frame(self) -> HtmlFrame:
        return self._frames[-1]

    def _enter(self, node: LexborNode) -> bool:
        """Takes the node's start in; True where its children are not for reading."""
        tag = node.tag or ""
        silent = self._begin(node, tag)
        if not (silent or node.is_text_node or tag in WRITTEN):
            self._capture_style(node, tag)
        return silent

    def _capture_style(self, node: LexborNode, tag: str) -> None:
        """Capture what mail programs and editors write for `<s>`, `<sup>` and `<sub>`, and the
        number of a note in a book."""
        attributes = node.attributes
        style = attributes.get("style") or ""
        if STRUCK_STYLE.search(style):
            self._capture(node, strike_through)
        if tag in _BLOCKS or tag in _CELLS or self._is_moved(MOVES):
            return
        note = (
            "noteref" in (attributes.get("epub:type") or attributes.get("role") or "")
            if tag == "a"
            else False
        )
        if note or RAISED_STYLE.search(style):
            self._capture(node, raise_text)
        elif LOWERED_STYLE.search(style):
            self._capture(node, lower_text)

    def _is_moved(self, writes: tuple[Callable[[str, str], str], ...]) -> bool:
        """Tell whether one of `writes` is at work already: what is raised is not raised once
        more."""
        return any(capture.write in writes for capture in self._captures)

    def _begin(self, node: LexborNode, tag: str) -> bool:
        if node.is_text_node:
            text = node.text_content or ""
            self._frame.current.append(text if self._preformatted else _SPACES.sub(" ", text))
        elif tag in _SILENT:
            return True
        elif tag in _SHOWN:
            return _SHOWN[tag](self, node)
        elif tag in _CELLS and self._tables:
            self._frames.append(HtmlFrame())
        elif tag in _BLOCKS:
            self._end_line()
            self._begin_block(node, tag)
        elif tag in WRITTEN and not (
            tag in ("sup", "sub") and self._is_moved((raise_text, lower_text))
        ):
            self._capture(node, WRITTEN[tag])
        return False

    def _begin_block(self, node: LexborNode, tag: str) -> None:
        if tag == "pre":
            self._preformatted += 1
        elif tag in _HEADINGS:
            self._level = int(tag[1])
        elif tag == "table":
            self._tables.append(OpenTable(node.attributes.get("role") in ("presentation", "none")))
        elif tag == "tr" and self._tables:
            self._tables[-1].begin_row()
        elif tag in _LISTS:
            self._lists.append(open_list(node, tag))
        elif tag == "li":
            own = self._lists[-1] if self._lists else OpenList(None)
            if self._frame.marker.strip(" -"):
                self._frame.lines.append(
                    self._frame.marker.rstrip()
                )  # an item that begins with a list
            indent = "  " * (len(self._lists) - 1)
            self._frame.marker = indent + own.marker(node.attributes.get("value"))

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        while self._captures and self._captures[-1].mem_id == node.mem_id:
            self._write(self._captures.pop())
        if tag in _CELLS and len(self._frames) > 1:
            self._end_cell(node, tag)
        elif tag in _BLOCKS:
            self._end_line()
            if tag == "pre":
                self._preformatted -= 1
            elif tag in _HEADINGS:
                self._level = 0
            elif tag == "li":
                self._frame.marker = ""
            elif tag in _LISTS and self._lists:
                self._lists.pop()
            elif tag == "table" and self._tables:
                self._frame.lines += self._tables.pop().lines()
                if self._tables:
                    self._tables[-1].nested = True

    def _end_cell(self, node: LexborNode, tag: str) -> None:
        self._end_line()
        lines = self._frames.pop().lines
        attributes = node.attributes
        rows, columns = read_span(attributes.get("rowspan")), read_span(attributes.get("colspan"))
        self._tables[-1].add_cell(lines, rows, columns, heading=tag == "th")

    def _capture(self, node: LexborNode, write: Callable[[str, str], str]) -> None:
        frame = self._frame
        before = " ".join("".join(frame.current).split())
        self._captures.append(
            HtmlCapture(
                node.mem_id, frame, len(frame.current), frame.ended, len(frame.lines), before, write
            )
        )

    def _write(self, capture: HtmlCapture) -> None:
        """Replaces the text that was captured; of text over several lines the last one, all where
        it is struck."""
        frame = capture.frame
        if capture.write in STRIKES and frame.ended != capture.ended:
            for at in range(capture.lines, len(frame.lines)):
                kept = capture.before if at == capture.lines else ""
                start = frame.lines[at].find(kept) + len(kept)
                frame.lines[at] = frame.lines[at][:start] + strike_whole(frame.lines[at][start:])
            if not "".join(frame.current).strip():
                return
        start = capture.start if frame.ended == capture.ended else 0
        text, before = "".join(frame.current[start:]), "".join(frame.current[:start][-3:])
        if text.strip() or frame.ended == capture.ended or not frame.lines:
            frame.current[start:] = [capture.write(text, before)]
        else:
            frame.lines[-1] = capture.write(frame.lines[-1], "")

    def _end_line(self) -> None:
        frame = self._frame
        text = join_ruby("".join(frame.current))
        frame.current, frame.value = [], False
        frame.ended += 1
        for line in text.split("\n"):
            tidy = line.rstrip() if self._preformatted else re.sub(" {2,}", " ", line).strip()
            if tidy.strip():
                level = self._level if self._marked and len(self._frames) == 1 else 0
                frame.lines.append(mark_heading(frame.marker + tidy, level))
                frame.marker = ""

    def _break(self, node: LexborNode) -> bool:  # noqa: ARG002 - as the others in _SHOWN
        self._end_line()
        return True

    def _begin_label(self, node: LexborNode) -> bool:  # noqa: ARG002
        line = "".join(self._frame.current).rstrip()
        if self._frame.value or (_TICK.search(line) and not _TICK.match(line[-1])):
            self._end_line()
        return False

    def _show_picture(self, node: LexborNode) -> bool:
        alt = " ".join((node.attributes.get("alt") or "").split())
        if alt:
            self._frame.current.append(f" {write_picture(alt)} ")
        if not is_tiny(node):
            self.references.append(Reference(node.attributes.get("src") or "", alt, picture=True))
        return True

    def _show_file(self, node: LexborNode) -> bool:
        """An embedded file; what stands inside of the element is for programs that cannot show
        it."""
        address = node.attributes.get("data") or node.attributes.get("src") or ""
        self.references.append(Reference(address, "", picture=False))
        return False

    def _show_frame(self, node: LexborNode) -> bool:
        """The page that is written in a frame; one that lies elsewhere is named."""
        shown = self._show_page(node.attributes.get("srcdoc") or "")
        if not shown and (found := frame_of(node)):
            self.references.append(found)
        return True

    def _show_page(self, source: str) -> bool:
        """The lines of a page within the page; False where there is none, or it lies too deep."""
        root = LexborHTMLParser(source).body if source and self._depth < _DEEPEST else None
        if root is None:
            return False
        inner = Walk(self._depth + 1)
        self._end_line()
        for line in inner.lines(root):
            self._frame.current.append(line)
            self._end_line()
        self.references += inner.references
        return True

    def _show_medium(self, node: LexborNode) -> bool:
        self.references.append(medium_of(node))
        return True

    def _begin_link(self, node: LexborNode) -> bool:
        address = (node.attributes.get("href") or "").strip()
        if address.startswith("data:"):
            name = node.attributes.get("download") or ""
            self.references.append(Reference(address, name, picture=False))
            return False
        if len(address) > _LONG_ADDRESS:
            address = f"{re.split('[?#]', address)[0][:_LONG_ADDRESS]}?…"
        self._capture(node, lambda text, _: write_link(text, address))
        return False

    def _show_formula(self, node: LexborNode) -> bool:
        written = ""
        if node.html:
            root = etree.fromstring(
                node.html, etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
            )
            written = write_mathml(root).strip() if root is not None else ""
        self._frame.current.append(written or node.attributes.get("alttext") or "")
        return True

    def _show_drawing(self, node: LexborNode) -> bool:
        """The writing in a drawing."""
        self._end_line()
        for text in _drawn_pieces(node):
            if text.tag == "text":
                self._frame.current.append(" ".join(text.text(separator=" ").split()))
                self._end_line()
            else:
                self._show_page(text.inner_html or "")
        for image in node.css("image"):
            address = image.attributes.get("href") or image.attributes.get("xlink:href") or ""
            self.references.append(Reference(address, "", picture=True))
        return True

    def _begin_reading(self, node: LexborNode) -> bool:
        """A reading over a word: what stands before it, back to the beginning of the ruby, is the
        word."""
        ruby = next((one for one in reversed(self._captures) if one.frame is self._frame), None)
        start = ruby.start if ruby and ruby.ended == self._frame.ended else len(self._frame.current)
        base = "".join(self._frame.current[start:])
        marked = base.rpartition("\ufffb")  # those that have their reading
        reading = " ".join(node.text().split())
        if marked[2].strip():
            self._frame.current[start:] = [
                marked[0] + marked[1],
                mark_ruby(marked[2].strip(), reading),
            ]
        else:
            self._frame.current.append(f" {reading} ")
        return True

    def _show_input(self, node: LexborNode) -> bool:
        kind = (node.attributes.get("type") or "text").lower()
        if kind in ("checkbox", "radio"):
            self._frame.current.append(f" {write_tick('checked' in node.attributes)} ")
        elif kind not in _NO_VALUE:
            self._show_value(node.attributes.get("value") or "")
        return True

    def _show_value(self, value: str) -> None:
        self._frame.current.append(f" {' '.join(value.split())} ")
        self._frame.value = True

    def _show_bar(self, node: LexborNode) -> bool:
        """Show how far a bar is filled; what stands inside of the element says it where a program
        draws no bar."""
        value, most = node.attributes.get("value"), node.attributes.get("max") or "1"
        if value and value not in re.findall(r"[\d.]+", node.text()):
            self._show_value(f"{value} of {most}")
        return False

    def _show_choice(self, node: LexborNode) -> bool:
        """Show what is chosen; for a list without a choice, what there is to choose from."""
        options = node.css("option")
        chosen = [one for one in options if "selected" in one.attributes]
        names = [
            " ".join((one.attributes.get("label") or one.text()).split())
            for one in chosen or options or [node]
        ]
        names = [name for name in names if name]
        if not chosen and len(names) > _MOST_CHOICES:
            names = [*names[:_MOST_CHOICES], f"… ({len(names)} choices)"]
        self._show_value((", " if chosen else " / ").join(names))
        return True

    def _show_area(self, node: LexborNode) -> bool:
        for line in node.text().split("\n"):
            self._show_value(line)
            self._end_line()
        return True


def _drawn_pieces(drawing: LexborNode) -> Iterator[LexborNode]:
    """The texts of a drawing and the pages within it, but not what lies in these. Where a `switch`
    shows a page, its text is left out: it is that page's, cut to fit."""
    waiting = [drawing]
    while waiting:
        one = waiting.pop()
        if one.tag == "text" or _is_page(one):
            yield one
            continue
        children = list(one.iter())
        if one.tag == "switch" and any(map(_is_page, children)):
            children = [child for child in children if child.tag != "text"]
        waiting += reversed(children)


def _is_page(node: LexborNode) -> bool:
    return (node.tag or "").lower() == "foreignobject"


_SHOWN: dict[str, Callable[[Walk, LexborNode], bool]] = {
    "br": Walk._break,
    "label": Walk._begin_label,
    "img": Walk._show_picture,
    "object": Walk._show_file,
    "embed": Walk._show_file,
    "iframe": Walk._show_frame,
    "frame": Walk._show_frame,
    "progress": Walk._show_bar,
    "meter": Walk._show_bar,
    "video": Walk._show_medium,
    "audio": Walk._show_medium,
    "a": Walk._begin_link,
    "math": Walk._show_formula,
    "svg": Walk._show_drawing,
    "rt": Walk._begin_reading,
    "input": Walk._show_input,
    "select": Walk._show_choice,
    "textarea": Walk._show_area,
}
